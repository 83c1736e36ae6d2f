"""Read XML that somebody else made: no entities, no document types, no network, limited depth and size."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any

from rulewright.errors import Mistake

Element = Any  # lxml has no types of its own

_DECLARED = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_NUMBER = re.compile(r"^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$")


def parse_xml(content: bytes, where: str, mistakes: list[Mistake]) -> Element | None:
    """The root of a document; None and a mistake if it is broken or declares a document type.

    Namespaces are left to the caller; a document in another encoding than it says is broken.
    """
    from lxml import etree  # type: ignore[import-untyped]

    # a document type is where entities are declared; neither ecospold nor a workbook needs one
    if declares_entities(content):
        what = "the file declares a document type or entities"
        mistakes.append(Mistake(what, where, "remove the <!DOCTYPE ...> from the file; data need none"))
        return None
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        what = f"the file is no whole XML: {str(error).splitlines()[0] if str(error) else 'it is empty'}"
        mend = "export it again; if letters outside ASCII are the trouble, save it in the encoding that its first line names"
        mistakes.append(Mistake(what, where, mend))
        return None
    if root.getroottree().docinfo.internalDTD is not None:
        what = "the file declares a document type or entities"
        mistakes.append(Mistake(what, where, "remove the <!DOCTYPE ...> from the file; data need none"))
        return None
    return root


def declares_entities(content: bytes) -> bool:
    """Whether an XML file declares a document type or entities, in an encoding of one byte or two."""
    return _DECLARED.search(content.replace(b"\0", b"") if b"\0" in content[:8] else content) is not None


def local(element: Element) -> str:
    """Name of an element without its namespace; empty for what is no element."""
    tag = element.tag
    return tag.rsplit("}", 1)[-1] if isinstance(tag, str) else ""


def children(element: Element | None, *path: str) -> Iterator[Element]:
    """Elements at the end of a path of local names."""
    if element is None:
        return
    for child in element:
        if local(child) == path[0]:
            if len(path) == 1:
                yield child
            else:
                yield from children(child, *path[1:])


def child(element: Element | None, *path: str) -> Element | None:
    """The first of :func:`children`."""
    return next(children(element, *path), None)


def text(element: Element | None, *path: str) -> str:
    """Text of the element at a path, English if there are several languages; spaces are single."""
    found = list(children(element, *path))
    best = next((each for each in found if _language(each) == "en"), found[0] if found else None)
    return " ".join((best.text or "").split()) if best is not None else ""


def text_in(element: Element | None, lang: str, *path: str) -> str:
    """Text in one language; empty if there is none."""
    found = next((each for each in children(element, *path) if _language(each).startswith(lang)), None)
    return " ".join((found.text or "").split()) if found is not None else ""


def _language(element: Element) -> str:
    return str(element.get("{http://www.w3.org/XML/1998/namespace}lang", ""))


def attribute(element: Element, name: str) -> str:
    """An attribute with single spaces; empty if there is none."""
    return " ".join(element.get(name, "").split())


def number(stated: str) -> float | None:
    """A finite number as XML writes it (with a point); None for anything else.

    Examples
    --------
    >>> number("1.5E-3"), number("1,5"), number("NaN"), number("1e999")
    (0.0015, None, None, None)
    """
    plain = stated.strip()
    if _NUMBER.match(plain) is None or not plain.isascii():
        return None
    found = float(plain)
    return found if math.isfinite(found) else None
