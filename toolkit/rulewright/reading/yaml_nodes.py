"""Read a small, safe subset of YAML and remember the line of every value.

Refused: anchors and aliases (the way of YAML bombs), tags (Python objects), several documents, duplicate
keys, deep nesting, files that are not UTF-8, very large files. Only ``true``/``false`` are booleans and
``1e-5`` is a number, so that ``NO`` stays Norway and small amounts stay numbers.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from rulewright.errors import FileError, Mistake

Path_ = tuple[str | int, ...]
LARGEST_FILE_BYTES = 50_000_000
DEEPEST = 40
FILL = "start from a shipped file; `rulewright schema` prints what a file may hold"

_NULL = re.compile(r"^(?:~|null|)$")
_BOOL = re.compile(r"^(?:true|false)$")
_INT = re.compile(r"^[-+]?(?:0|[1-9][0-9]*)$")
_FLOAT = re.compile(r"^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$")
_NOT_FINITE = re.compile(r"^[-+]?\.?(?:inf|nan)$", re.IGNORECASE)
_NUMBER_OR_ID = re.compile(
    r"^(?:[-+]?[0-9.,]+(?:[eE][-+]?[0-9]+)?|[a-z0-9]+(?:[-_][a-z0-9]+)*)$", re.IGNORECASE
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_CHINESE_MARKS = "［］｛｝\u3000"  # typed by a Chinese keyboard where YAML wants ASCII
LONGEST_INTEGER = 18  # digits; longer ones are read as floating-point numbers

# characters that look like others or cannot be seen; inside ids, keys and numbers they are mistakes
_SPACES = "\u00a0\u2007\u2009\u202f\u3000"
_NOTHING = "\u200b\u200c\u200d\u2060\ufeff"
_HYPHENS = "\u2010\u2011\u2012\u2013\u2014\u2212\ufe63\uff0d"
_FULL_WIDTH = "".join(chr(code) for code in range(0xFF01, 0xFF5F))  # full-width ASCII: digits, letters, marks
_ASCII_OF: dict[int, str] = {
    **dict.fromkeys(map(ord, _SPACES), " "),
    **dict.fromkeys(map(ord, _NOTHING), ""),
    **{ord(character): chr(ord(character) - 0xFEE0) for character in _FULL_WIDTH},
    **dict.fromkeys(map(ord, _HYPHENS), "-"),
}
# in prose the Chinese text may use full-width marks; only these can never be meant
INVISIBLE = frozenset(_NOTHING + "\u00a0\u202f")


@dataclass
class Document:
    """Plain data with the line of every value.

    ``lines`` maps a path such as ``("clauses", 3, "ladder")`` to its 1-based line: that of the key, or of the
    first line of an item. ``faulty`` holds the paths of values about which a mistake is already known.
    """

    path: str
    data: Any
    lines: dict[Path_, int] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)
    faulty: set[Path_] = field(default_factory=set)

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
        with path.open("rb") as file:
            raw = file.read(LARGEST_FILE_BYTES + 1)
    except FileNotFoundError:
        mend = "check the path; `rulewright list` prints the ids of what is shipped"
        raise FileError(f"no file '{path}'", str(path), mend) from None
    except OSError as error:
        what = f"cannot read '{path}': {error.strerror}"
        raise FileError(what, str(path), "check that it is a readable file") from None
    if len(raw) > LARGEST_FILE_BYTES:
        what = f"the file is larger than {LARGEST_FILE_BYTES / 1e6:.0f} MB"
        raise FileError(what, str(path), "split it into several files")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise FileError(
            f"not UTF-8: byte 0x{raw[error.start]:02x} cannot be decoded",
            f"{path}:{line}",
            "save the file as UTF-8 (in many editors: Save as, encoding UTF-8); convert it if it is GBK",
        ) from None
    return parse_yaml(text, str(path))


def parse_yaml(text: str, name: str) -> Document:
    """Parse YAML text; see :func:`read_yaml`."""
    document = Document(name, None)
    loader_class = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    control = _CONTROL.search(text)
    if control is not None:
        line = text.count("\n", 0, control.start()) + 1
        what = f"the file holds the control character U+{ord(control[0]):04X}"
        mend = "remove it; if there are many, the file is not plain UTF-8 text"
        document.mistakes.append(Mistake(what, f"{name}:{line}", mend))
        return document
    try:
        if _refuse_dangerous(text, document, loader_class):
            return document
        node = yaml.compose(text, Loader=_without_tags(loader_class))
    except yaml.YAMLError as error:
        document.mistakes.append(_syntax_mistake(error, text, name))
        return document
    if node is None:
        document.mistakes.append(Mistake("the file is empty", f"{name}:1", FILL))
        return document
    document.data = _plain(node, (), document)
    if document.data is None and not document.mistakes:
        document.mistakes.append(Mistake("the file holds nothing but null", f"{name}:1", FILL))
    return document


@cache
def _without_tags(loader_class: Any) -> Any:
    """The same loader, spared the guessing of tags: we read scalars ourselves, and this halves the time."""

    class Loader(loader_class):  # type: ignore[misc]
        def resolve(self, kind: Any, value: Any, implicit: Any) -> str:
            return "plain"

        def descend_resolver(self, current_node: Any, current_index: Any) -> None: ...

        def ascend_resolver(self) -> None: ...

    return Loader


def look_alikes(text: str) -> str:
    """Name the characters of a text that look like ASCII ones or cannot be seen; empty if there are none.

    Examples
    --------
    >>> look_alikes("hot\u2013metal")
    'EN DASH (U+2013)'
    """
    return _named(character for character in text if ord(character) in _ASCII_OF)


def _named(characters: Iterable[str]) -> str:
    return ", ".join(
        f"{unicodedata.name(each, 'character')} (U+{ord(each):04X})" for each in dict.fromkeys(characters)
    )


def _refuse_dangerous(text: str, document: Document, loader_class: Any) -> bool:
    """Collect what is not allowed from the event stream, before anything is built."""
    name = document.path
    documents = depth = 0
    for event in yaml.parse(text, Loader=loader_class):
        where = f"{name}:{event.start_mark.line + 1 if event.start_mark else 1}"
        anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents == 2:
                mistake = Mistake("a second YAML document ('---')", where, "keep one document a file")
                document.mistakes.append(mistake)
        elif isinstance(event, yaml.AliasEvent):
            what = f"alias '*{anchor}' is not allowed"
            document.mistakes.append(Mistake(what, where, "write the content out where it is used"))
        elif anchor:
            what = f"anchor '&{anchor}' is not allowed"
            document.mistakes.append(Mistake(what, where, "remove it and write the content out"))
        if tag and tag != "!":
            mend = "remove the tag; only plain values are read"
            document.mistakes.append(Mistake(f"tag '{tag}' is not allowed", where, mend))
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEEPEST:  # composing recurses in C, where too deep means a crash
                what, mend = "nested too deeply", f"at most {DEEPEST} levels are allowed"
                document.mistakes.append(Mistake(what, where, mend))
                break
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if len(document.mistakes) >= 50:
            break
    return bool(document.mistakes)


def _syntax_mistake(error: yaml.YAMLError, text: str, name: str) -> Mistake:
    mark = getattr(error, "problem_mark", None)
    number = mark.line + 1 if mark else 1
    problem = getattr(error, "problem", None) or str(error).splitlines()[0]
    lines = text.splitlines()
    for near in (number, number - 1):  # the parser stops at the mistake or on the line after it
        line = lines[near - 1].split("#")[0] if 0 < near <= len(lines) else ""
        if line.startswith("\t") or line.lstrip(" ").startswith("\t"):
            what, mend = f"not valid YAML: a tab in front of '{line.strip()}'", "indent with spaces"
            return Mistake(what, f"{name}:{near}", mend)
        looked_for = _CHINESE_MARKS if ":" in line else f"{_CHINESE_MARKS}："
        marks = [each for each in _QUOTED.sub("", line) if each in looked_for]
        if marks:
            what = f"not valid YAML: {problem}; the line holds {_named(marks)}"
            mend = "type colons, brackets and spaces with ASCII characters"
            return Mistake(what, f"{name}:{near}", mend)
    mend = "check indentation, quotes and colons on this line and the one before"
    return Mistake(f"not valid YAML: {problem}", f"{name}:{number}", mend)


def _plain(node: Any, path: Path_, document: Document) -> Any:
    document.lines[path] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        return _plain_mapping(node, path, document)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, (*path, index), document) for index, item in enumerate(node.value)]
    return _scalar(node, path, document)


def _plain_mapping(node: Any, path: Path_, document: Document) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        where = f"{document.path}:{line}"
        if not isinstance(key_node, yaml.ScalarNode):
            document.mistakes.append(
                Mistake("a key that is not a plain word", where, "use a plain word as key")
            )
            continue
        key = key_node.value
        if key in result:
            first = document.lines[(*path, key)]
            what = f"key '{key}' appears twice (first in line {first})"
            document.mistakes.append(Mistake(what, where, "keep one of the two"))
            continue
        if not key.isascii() and look_alikes(key):
            document.mistakes.append(_look_alike_mistake("key", key, look_alikes(key), where))
            key = _to_ascii(key)  # goes on as what was meant, so that it is reported once
        result[key] = _plain(value_node, (*path, key), document)
        document.lines[(*path, key)] = line
    return result


def _scalar(node: Any, path: Path_, document: Document) -> str | bool | int | float | None:
    text: str = node.value
    if node.style not in (None, ""):  # quoted or block: text
        return text
    meant = _to_ascii(text)
    if meant != text and _NUMBER_OR_ID.match(meant):
        document.mistakes.append(_look_alike_mistake("value", text, look_alikes(text), document.where(path)))
        document.faulty.add(path)
        text = meant
    elif not text.isascii() and any(character in INVISIBLE for character in text):
        hidden = "".join(character for character in text if character in INVISIBLE)
        document.mistakes.append(_look_alike_mistake("text", text, look_alikes(hidden), document.where(path)))
    if not text:
        mend = "give a value, or remove the key"
        document.mistakes.append(Mistake(f"{_name(path)} has no value", document.where(path), mend))
        document.faulty.add(path)
    if _NULL.match(text):
        return None
    if _BOOL.match(text):
        return text == "true"
    if _INT.match(text) and len(text) <= LONGEST_INTEGER:
        return int(text)
    number = float(text) if _FLOAT.match(text) else 0.0
    if _NOT_FINITE.match(text) or not math.isfinite(number):  # e.g. .inf, .nan, 1e999
        mend = "give a number, or `missing: true` if none is known; quote it if it is a word"
        document.mistakes.append(Mistake(f"'{text}' is not a finite number", document.where(path), mend))
        document.faulty.add(path)
        return 0.0
    return number if _FLOAT.match(text) else text


def _name(path: Path_) -> str:
    words = [part for part in path if isinstance(part, str)]
    return f"'{words[-1]}'" if words else "the file"


def _to_ascii(text: str) -> str:
    """What was meant by a text with look-alike characters."""
    return text if text.isascii() else text.translate(_ASCII_OF).strip()


def _look_alike_mistake(kind: str, text: str, names: str, where: str) -> Mistake:
    shown = text if len(text) <= 40 else f"{text[:40]}..."
    what = f"{kind} '{shown}' holds a look-alike or invisible character: {names}"
    if kind == "text":
        return Mistake(what, where, "remove it, or quote the text if it is meant")
    return Mistake(what, where, f"type it with ASCII characters: {_to_ascii(text)}")
