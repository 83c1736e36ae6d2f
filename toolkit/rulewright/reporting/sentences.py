"""Sentences in Chinese and English with named gaps, and the check that both say the same."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from rulewright.rule import Text

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence in both languages; gaps are named, ``{share:.1%}``, and the same in both.

    A gap that is given a :class:`~rulewright.rule.Text` is filled with the text of the language.

    Examples
    --------
    >>> left = Sentence("{flow}留下 {amount:g} kg。", "{flow} leaves {amount:g} kg.")
    >>> left("en", flow=Text(zh="炉渣", en="slag"), amount=3)
    'slag leaves 3 kg.'
    """

    zh: str
    en: str

    def __call__(self, lang: str, **gaps: Any) -> str:
        """Give the sentence in ``lang`` with its gaps filled."""
        filled = {name: gap.get(lang) if isinstance(gap, Text) else gap for name, gap in gaps.items()}
        return (self.zh if lang == "zh" else self.en).format(**filled)

    def text(self, **gaps: Any) -> Text:
        """Give both languages with their gaps filled."""
        return Text(zh=self("zh", **gaps), en=self("en", **gaps))

    def problems(self) -> list[str]:
        """Say what differs: a gap or a number that stands in one language only, an empty text."""
        found = []
        for what, zh, en in (
            ("gaps", sorted(gaps_of(self.zh)), sorted(gaps_of(self.en))),
            ("numbers", sorted(numbers_of(self.zh)), sorted(numbers_of(self.en))),
        ):
            if zh != en:
                found.append(f"{what} differ: zh has {zh}, en has {en}: {self.en!r}")
        if not self.zh.strip() or not self.en.strip():
            found.append(f"a text is empty: {self!r}")
        return found


def gaps_of(template: str) -> set[str]:
    """Give the named gaps of a template.

    Raises
    ------
    ValueError
        If a gap has no name: sentences are never glued by position.
    """
    names = {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}
    if "" in names or any(name.isdigit() for name in names):
        raise ValueError(f"a gap without a name in {template!r}")
    return names


def numbers_of(template: str) -> list[str]:
    """Give the numbers that stand in the template itself, outside its gaps."""
    literal = "".join(text for text, _, _, _ in string.Formatter().parse(template))
    return _NUMBER.findall(literal)


def sentences_in(module: ModuleType) -> Iterator[tuple[str, Sentence]]:
    """Give all sentences of a module: its own names, and values of its dictionaries."""
    for name, value in vars(module).items():
        if isinstance(value, Sentence):
            yield name, value
        elif isinstance(value, dict):
            yield from ((f"{name}[{key}]", each) for key, each in value.items() if isinstance(each, Sentence))


def number(value: float, digits: int = 4) -> str:
    """Write a number for readers: significant digits, thousands separated, a true minus.

    Examples
    --------
    >>> number(1773.68), number(-0.018251), number(12484.2), number(0), number(123456.7)
    ('1,774', '−0.01825', '12,484', '0', '123,457')
    """
    if value == 0:
        return "0"
    if value != value:
        return "–"
    size = abs(value)
    if size < 1e-4 or size >= 1e9:
        return f"{value:.{digits - 1}e}".replace("-", "−")
    text = f"{value:,.0f}" if size >= 10 ** (digits - 1) else f"{float(f'{value:.{digits}g}'):,.{digits}g}"
    return "0" if text == "-0" else text.replace("-", "−")
