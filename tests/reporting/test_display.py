"""What a notebook shows: in the reader's language, escaped, and short where it is only named."""

from __future__ import annotations

from dataclasses import replace

import pytest

import rulewright as rw
from rulewright.reporting.language import VARIABLES, reader_language
from rulewright.rule import Text

RULE = "gbt-44905-2024"


@pytest.fixture(scope="module")
def study() -> rw.Study:
    return rw.Study("aluminium-ingot-primary-cn", [RULE])


@pytest.mark.parametrize(
    ("value", "lang"), [("zh_CN.UTF-8", "zh"), ("en_GB.UTF-8", "en"), ("C", "en"), ("zh", "zh")]
)
def test_the_first_variable_that_says_something_decides(
    value: str, lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in VARIABLES:
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("LANG", value)
    assert reader_language() == lang
    monkeypatch.setenv("RULEWRIGHT_LANG", "en" if lang == "zh" else "zh")
    assert reader_language() != lang


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_object_shows_itself_in_the_readers_language(
    study: rw.Study, lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RULEWRIGHT_LANG", lang)
    rule, inventory, result = study.rules[RULE], study.inventory, study.result(RULE)
    for shown, text in [
        (rule, rule.title.get(lang)),
        (inventory, inventory.file.title.get(lang)),
        (result, rule.title.get(lang)),
        (result.ledger, result.ledger[0].subject),
        (study, rule.title.get(lang)),
        (study.compare(), "合计" if lang == "zh" else "total"),
    ]:
        html = shown._repr_html_()
        assert text in html, type(shown)
        assert "<table" in html
        assert len(repr(shown)) < 300


def test_names_are_escaped(study: rw.Study) -> None:
    evil = Text(zh="<script>alert(1)</script>", en="<script>alert(1)</script>")
    file = study.inventory.file.model_copy(update={"title": evil})
    inventory = replace(study.inventory, file=file)
    rule = replace(
        study.rules[RULE],
        chain=(study.rules[RULE].chain[0].model_copy(update={"title": evil}), *study.rules[RULE].chain[1:]),
    )
    for shown in (inventory, rule, rw.Study(inventory, [rule])):
        assert "<script" not in shown._repr_html_()
