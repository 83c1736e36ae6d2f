"""Comments and the first line of a new file."""

from __future__ import annotations

import textwrap
import unicodedata

WIDTH = 110


def header(kind: str) -> list[str]:
    """The line by which editors find the JSON Schema beside the file."""
    return [f"# yaml-language-server: $schema={schema_name(kind)}"]


def schema_name(kind: str) -> str:
    """File name of a JSON Schema."""
    return f"rulewright-{kind}.schema.json"


def comment(text: str) -> list[str]:
    """Text as comment lines; Chinese is broken anywhere, English between words.

    Examples
    --------
    >>> comment("Two words")
    ['# Two words']
    """
    if not any(unicodedata.east_asian_width(sign) in "WF" for sign in text):
        return [f"# {line}" for line in textwrap.wrap(text, WIDTH)]
    lines: list[str] = []
    line, width = "", 0
    for sign in text:
        wide = 2 if unicodedata.east_asian_width(sign) in "WF" else 1
        if width + wide > WIDTH and sign not in "，。；：、）”":
            lines, line, width = [*lines, line], "", 0
        line, width = line + sign, width + wide
    return [f"# {each}" for each in [*lines, line]]
