"""Forms are made from the schema: every setting of every family has a field with its legal values."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from rulewright.apps import words
from rulewright.apps.faces.form import Form, editor, field_label, word_label
from rulewright.apps.models.fields import Field, family_fields, setting_field
from rulewright.apps.models.rule_desk import plain_value
from rulewright.reading.find import list_rules
from rulewright.reading.rules import read_rule
from rulewright.rule import CLAUSE_MODELS, LIST_SETTINGS, MAP_SETTINGS, RecyclingMethod, Rung
from rulewright.words import Tag

SETTINGS = [f"{family}.{name}" for family, model in CLAUSE_MODELS.items() for name in model.setting_names()]


def inside(field: Field) -> list[Field]:
    found = [field]
    for each in (*field.inner, *field.beside):
        found += inside(each)
    return found


def form(lang: str = "en", changed: Any = lambda: None) -> Form:
    return Form(lang, changed, lambda function: function)


def test_every_setting_of_every_family_has_a_field() -> None:
    assert [field.name for family in CLAUSE_MODELS for field in family_fields(family)] == SETTINGS


def test_a_field_offers_the_words_of_the_vocabulary() -> None:
    assert setting_field("recycling.method").options == get_args(RecyclingMethod)
    assert setting_field("boundary.tags").options == get_args(Tag)
    assert setting_field("characterisation.horizon_years").options == ("20", "100", "500")


def test_a_ladder_offers_every_verb_and_every_condition() -> None:
    rung = setting_field("allocation.ladder").inner[0]
    assert [each.name for each in rung.inner] == list(Rung.VERBS)
    conditions = rung.beside[0].inner[0]
    assert len(conditions.inner) == 9
    assert {"price_ratio_above", "use_known_and_dominant"} <= {each.name for each in conditions.inner}


def test_bounds_are_those_of_the_schema() -> None:
    assert setting_field("cut_off.single_limit").bounds() == "0–1"
    assert setting_field("allocation.price_years").bounds() == "1–10"
    assert setting_field("unit.amount").bounds() == "> 0"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_field_and_word_has_a_name_for_people(lang: str) -> None:
    for name in SETTINGS:
        for field in inside(setting_field(name)):
            label = field_label(field, lang)
            assert label and "_" not in label and (lang == "en" or label != field.name), field.name
            for word in field.options:
                label = word_label(word, lang)
                assert label and (label != word or "_" not in word), word


def test_words_of_the_apps_say_the_same_in_both_languages() -> None:
    from rulewright.reporting.sentences import sentences_in

    told = list(sentences_in(words))
    assert len(told) > 100
    assert {name: each.problems() for name, each in told if each.problems()} == {}


def shipped_values() -> list[tuple[str, Any]]:
    """Values of settings as the shipped rules state them, each form once."""
    found: dict[str, tuple[str, Any]] = {}
    for rule in list_rules():
        for file in read_rule(rule).chain:
            for clause in file.clauses:
                for name, value in clause.settings().items():
                    full = f"{clause.family}.{name}"
                    found.setdefault(f"{full} {value}", (full, plain_value(value)))
    return list(found.values())


def test_an_editor_gives_back_what_it_was_given_for_every_value_of_the_shipped_rules() -> None:
    values = shipped_values()
    assert len({name for name, _ in values}) >= 45
    for name, value in values:
        read = editor(setting_field(name), value, form(), "").read()
        assert normal(read) == normal(value), name


def normal(value: Any) -> Any:
    """Without what is a default anyway: an editor writes it, a file needn't."""
    if isinstance(value, dict):
        kept = {key: normal(each) for key, each in value.items() if each not in ([], None)}
        return {key: each for key, each in kept.items() if (key, each) not in DEFAULTS}
    if isinstance(value, list):
        return [normal(each) for each in value]
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


DEFAULTS = [
    ("pairs", "any"), ("pairs", "all"), ("scope", "any"), ("certificate_required", False), ("same_year", False),
    ("mode", "always"), ("credit", "in_total"), ("shared", 1.0),
]  # fmt: skip


def test_a_number_that_is_none_is_kept_for_the_check_to_refuse() -> None:
    made = editor(setting_field("cut_off.single_limit"), 0.05, form(), "")
    made.widget.value = "five"
    assert made.read() == "five"
    made.widget.value = " "
    assert made.read() is None


def test_settings_that_are_maps_and_lists_have_fields_of_that_kind() -> None:
    assert {setting_field(name).kind for name in MAP_SETTINGS} == {"map"}
    assert {setting_field(name).kind for name in LIST_SETTINGS} == {"items"}


def test_free_text_is_written_in_both_languages_and_a_plain_one_stands_for_both() -> None:
    field = setting_field("data_quality.period")
    assert [each.name for each in field.inner[:2]] == ["zh", "en"]
    both = {"zh": "一个自然年", "en": "one calendar year"}
    assert editor(field, both, form(), "").read() == both
    assert editor(field, "2025", form(), "").read() == {"zh": "2025", "en": "2025"}
    assert editor(field, None, form(), "").read() is None
