"""Sentences say the same in both languages."""

from __future__ import annotations

import pytest

from rulewright import balance
from rulewright.reporting import explain, figures, files, labels, readable, tables, text
from rulewright.reporting.fonts import missing_glyphs
from rulewright.reporting.sentences import Sentence, gaps_of, number, sentences_in
from rulewright.rule import Text
from rulewright.words import WORDS

MODULES = (balance, explain, figures, files, labels, readable, tables, text)
ALL = [(module.__name__, name, each) for module in MODULES for name, each in sentences_in(module)]


@pytest.mark.parametrize(
    "sentence", [pytest.param(each, id=f"{module}.{name}") for module, name, each in ALL]
)
def test_both_languages_have_the_same_gaps_and_numbers(sentence: Sentence) -> None:
    assert sentence.problems() == []
    assert missing_glyphs(sentence.zh + sentence.en) == []


def test_all_sentences_are_found() -> None:
    assert len(ALL) > 150


def test_every_word_can_be_drawn() -> None:
    assert missing_glyphs("".join(zh + en for zh, en in WORDS.values())) == []


def test_a_gap_in_one_language_only_is_a_problem() -> None:
    assert "gaps differ" in Sentence("{flow} 没有价格", "no price").problems()[0]


def test_a_number_in_one_language_only_is_a_problem() -> None:
    assert "numbers differ" in Sentence("高于 5 %", "above 3 %").problems()[0]


def test_an_empty_text_is_a_problem() -> None:
    assert any("empty" in problem for problem in Sentence(" ", "text").problems())


def test_a_gap_without_a_name_is_refused() -> None:
    with pytest.raises(ValueError, match="without a name"):
        gaps_of("{} kg")


def test_a_gap_takes_the_text_of_the_language() -> None:
    sentence = Sentence("{flow}没有价格", "no price for {flow}")
    both = sentence.text(flow=Text(zh="炉渣", en="slag"))
    assert (both.zh, both.en) == ("炉渣没有价格", "no price for slag")


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (1.0, "1"),
        (1773.68, "1,774"),
        (-256.2551, "−256.3"),
        (0.00012345, "0.0001234"),
        (12484.2, "12,484"),
        (1.0e-7, "1.000e−07"),
        (float("nan"), "–"),
        (999.96, "1,000"),
    ],
)
def test_numbers_are_rounded_for_readers(value: float, shown: str) -> None:
    assert number(value) == shown
