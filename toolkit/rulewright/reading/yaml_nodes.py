"""Read a small, safe subset of YAML and remember the line of every value.

Refused: anchors and aliases (the way of YAML bombs), tags (Python objects), several documents, duplicate
keys, files that are not UTF-8, very large files. Only ``true``/``false`` are booleans and ``1e-5`` is a
number, so that ``NO`` stays Norway and small amounts stay numbers.
"""

from __future__ import annotations

import re
from collections.abc import Hashable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from rulewright.errors import FileError, Mistake

Path_ = tuple[str | int, ...]
LARGEST_FILE_BYTES = 50_000_000
DEEPEST = 40

_NULL = re.compile(r"^(?:~|null|)$")
_BOOL = re.compile(r"^(?:true|false)$")
_INT = re.compile(r"^[-+]?(?:0|[1-9][0-9]*)$")
_FLOAT = re.compile(r"^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$")
_NOT_FINITE = re.compile(r"^[-+]?\.?(?:inf|nan)$", re.IGNORECASE)

# characters that look like others or cannot be seen; inside ids and numbers they are mistakes
LOOK_ALIKES: dict[str, str] = {
    "\u3000": "ideographic space", "\u00a0": "no-break space", "\u200b": "zero-width space",
    "\u200c": "zero-width non-joiner", "\u200d": "zero-width joiner", "\ufeff": "byte-order mark",
    "\u2010": "hyphen", "\u2011": "no-break hyphen", "\u2012": "figure dash", "\u2212": "minus sign",
    "\uff0d": "full-width hyphen", "\uff0e": "full-width full stop", "\uff0c": "full-width comma",
    "\u202f": "narrow no-break space", "\u2009": "thin space",
    **{chr(0xFF10 + digit): f"full-width digit {digit}" for digit in range(10)},
}  # fmt: skip
# in prose the Chinese text may use full-width marks; only these can never be meant
INVISIBLE = frozenset("\u00a0\u200b\u200c\u200d\ufeff\u202f")


@dataclass
class Document:
    """Plain data with the line of every value and key.

    ``lines`` maps a path such as ``("clauses", 3, "ladder")`` to its 1-based line.
    """

    path: str
    data: Any
    lines: dict[Path_, int] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)

    def line(self, path: Path_) -> int:
        """Line of ``path`` or of its nearest ancestor."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def where(self, path: Path_, label: str = "") -> str:
        """``file:line (label)`` for a message."""
        return f"{self.path}:{self.line(path)}" + (f" ({label})" if label else "")


def read_yaml(path: Path | str) -> Document:
    """Read one YAML file into plain data.

    Returns
    -------
    Document
        Data, lines, and the mistakes found so far (collected, not raised).

    Raises
    ------
    FileError
        If the file cannot be found or read, is too large, or is not UTF-8.
    """
    path = Path(path)
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise FileError(f"no file '{path}'", str(path), "check the path, or `rulewright list` for what is shipped") from None
    except OSError as error:
        raise FileError(f"cannot read '{path}': {error.strerror}", str(path), "check that it is a readable file") from None
    if len(raw) > LARGEST_FILE_BYTES:
        raise FileError(
            f"the file has {len(raw)} bytes, more than {LARGEST_FILE_BYTES}", str(path), "split it into several files"
        )
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise FileError(
            f"not UTF-8: byte 0x{raw[error.start]:02x} cannot be decoded",
            f"{path}:{line}",
            "save the file as UTF-8 (in many editors: Save as, encoding UTF-8; GBK files have to be converted)",
        ) from None
    return parse_yaml(text, str(path))


def parse_yaml(text: str, name: str) -> Document:
    """Parse YAML text; see :func:`read_yaml`."""
    document = Document(name, None)
    loader_class = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        if _refuse_dangerous(text, name, loader_class, document):
            return document
        node = yaml.compose(text, Loader=loader_class)
    except yaml.YAMLError as error:
        document.mistakes.append(_syntax_mistake(error, name))
        return document
    except RecursionError:
        document.mistakes.append(Mistake("nested too deeply", name, f"at most {DEEPEST} levels are allowed"))
        return document
    if node is None:
        document.mistakes.append(Mistake("the file is empty", f"{name}:1", "start from `rulewright schema` or a shipped file"))
        return document
    document.data = _plain(node, (), document, 0)
    return document


def _refuse_dangerous(text: str, name: str, loader_class: Any, document: Document) -> bool:
    """Collect anchors, aliases, tags and second documents from the event stream, before anything is built."""
    documents = 0
    for event in yaml.parse(text, Loader=loader_class):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents == 2:
                document.mistakes.append(
                    Mistake("a second YAML document ('---')", f"{name}:{line}", "keep one document a file")
                )
        elif isinstance(event, yaml.AliasEvent):
            document.mistakes.append(
                Mistake(f"alias '*{event.anchor}' is not allowed", f"{name}:{line}", "write the content out where it is used")
            )
        elif getattr(event, "anchor", None):
            document.mistakes.append(
                Mistake(f"anchor '&{event.anchor}' is not allowed", f"{name}:{line}", "remove it and write the content out")
            )
        tag = getattr(event, "tag", None)
        if tag and tag != "!":
            document.mistakes.append(
                Mistake(f"tag '{tag}' is not allowed", f"{name}:{line}", "remove the tag; only plain values are read")
            )
        if len(document.mistakes) > 50:
            break
    return bool(document.mistakes)


def _syntax_mistake(error: yaml.YAMLError, name: str) -> Mistake:
    mark = getattr(error, "problem_mark", None)
    line = mark.line + 1 if mark else 1
    problem = getattr(error, "problem", None) or str(error).splitlines()[0]
    return Mistake(
        f"not valid YAML: {problem}", f"{name}:{line}", "check indentation, quotes and colons on this line and the one before"
    )


def _plain(node: Any, path: Path_, document: Document, depth: int) -> Any:
    document.lines[path] = node.start_mark.line + 1
    if depth > DEEPEST:
        document.mistakes.append(Mistake("nested too deeply", document.where(path), f"at most {DEEPEST} levels are allowed"))
        return None
    if isinstance(node, yaml.MappingNode):
        return _plain_mapping(node, path, document, depth)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, (*path, index), document, depth + 1) for index, item in enumerate(node.value)]
    return _scalar(node, path, document)


def _plain_mapping(node: Any, path: Path_, document: Document, depth: int) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            document.mistakes.append(
                Mistake("a key that is not a plain word", f"{document.path}:{line}", "use a plain word as key")
            )
            continue
        key = key_node.value
        _check_look_alikes(key, f"{document.path}:{line}", "key", document)
        if key in result:
            document.mistakes.append(
                Mistake(f"key '{key}' appears twice", f"{document.path}:{line}", "keep one of the two")
            )
            continue
        result[key] = _plain(value_node, (*path, key), document, depth + 1)
    return result


def _scalar(node: Any, path: Path_, document: Document) -> Hashable:
    text: str = node.value
    if node.style not in (None, ""):  # quoted or block: text
        return text
    if _NULL.match(text):
        return None
    if _BOOL.match(text):
        return text == "true"
    if _INT.match(text):
        return int(text)
    if _FLOAT.match(text):
        return float(text)
    if _NOT_FINITE.match(text):
        document.mistakes.append(
            Mistake(f"'{text}' is not a finite number", document.where(path), "give a number, or `missing: true` if none is known")
        )
        return 0.0
    if text and (text[0].isdigit() or text[0] in LOOK_ALIKES or text[0] in "+-."):
        _check_look_alikes(text, document.where(path), "value", document)
    elif any(character in INVISIBLE for character in text):
        _check_look_alikes(text, document.where(path), "value", document, INVISIBLE)
    return text


def _check_look_alikes(
    text: str, where: str, what: str, document: Document, characters: frozenset[str] | dict[str, str] = LOOK_ALIKES
) -> None:
    found = [character for character in text if character in characters]
    if found:
        names = ", ".join(sorted({f"{LOOK_ALIKES[c]} U+{ord(c):04X}" for c in found}))
        document.mistakes.append(
            Mistake(f"{what} '{text}' holds a look-alike or invisible character: {names}", where, "type it with ASCII characters")
        )
