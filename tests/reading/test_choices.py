"""Declared choices: read from the command line, held against what a rule settles."""

from __future__ import annotations

from typing import Any

import pytest

from rulewright.errors import ReadingError
from rulewright.reading.rules import read_rule
from rulewright.reading.studies import parse_choice, with_choices


@pytest.mark.parametrize(
    ("text", "rules", "family", "settings"),
    [
        ("biogenic.convention=0/0", ["*"], "biogenic", {"convention": "0/0"}),
        ("biogenic.convention='-1/+1'", ["*"], "biogenic", {"convention": "-1/+1"}),
        ("pact-3:cut_off.total_limit=1e-2", ["pact-3"], "cut_off", {"total_limit": 0.01}),
        ("boundary.tags={scrap: exclude}", ["*"], "boundary", {"tags": {"scrap": "exclude"}}),
        ("allocation.ladder=[{share: {by: mass}}, {stop: {}}]", ["*"], "allocation",
         {"ladder": [{"share": {"by": "mass"}}, {"stop": {}}]}),
    ],
)  # fmt: skip
def test_a_choice_of_the_command_line_is_read(
    text: str, rules: list[str], family: str, settings: dict[str, Any]
) -> None:
    choice = parse_choice(text)
    assert (choice.rules, choice.family, choice.settings) == (rules, family, settings)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("mass", r"'mass' is not a choice\n  where: --choice\n  mend:  write \[RULE:\]family.setting=value"),
        ("recyling.method=cut_off", r"did you mean 'recycling'"),
        ("recycling.methods=fifty_fifty", r"'methods' is not a setting of recycling\n.*--choice\n.*did you mean 'method'"),
        ("recycling.method=fifty", r"'method' has an unknown value; found 'fifty'\n.*\n.*did you mean 'fifty_fifty'"),
        ("cut_off.total_limit=3 %", r"'total_limit' is not a number; found '3 %'\n.*\n.*0.03 for 3 %"),
        ("cut_off.total_limit=1e999", "is not a finite number"),
        ("cut_off.total_limit=", "'total_limit' has no value"),
        ("cut_off.measures=[mass", "not valid YAML"),
        ("biogenic.convention=!!python/name:os.system", "tag .* is not allowed"),
        ("cut_off.use=nothing\nsource: x", "is not a value"),
        ("cut_off.source={document: forged}", "'source' is not a setting of cut_off"),
    ],
)  # fmt: skip
def test_a_choice_that_no_clause_knows_is_refused(text: str, why: str) -> None:
    with pytest.raises(ReadingError, match=why):
        parse_choice(text)


def test_a_choice_cannot_override_what_the_named_rule_settles() -> None:
    rule = read_rule("pact-3")
    choice = parse_choice("pact-3:characterisation.gwp_set=ar5")
    with pytest.raises(
        ReadingError, match=r"rule pact-3 settles characterisation.gwp_set itself \(clause gwp\)"
    ) as caught:
        with_choices(rule, (choice,))
    assert "write a patch: a rule file with based_on: pact-3" in str(caught.value)


def test_a_choice_for_all_rules_leaves_alone_what_a_rule_settles() -> None:
    rule = read_rule("pact-3")
    complete, used = with_choices(rule, (parse_choice("characterisation.gwp_set=ar5"),))
    assert used == ()
    assert complete.settings["characterisation.gwp_set"].value == "ar6"


def test_a_choice_fills_what_a_rule_leaves_open_and_says_so() -> None:
    rule = read_rule("pact-3")
    assert "biogenic.convention" in rule.not_settled
    complete, used = with_choices(rule, (parse_choice("biogenic.convention=0/0"),))
    assert used == ("biogenic.convention",)
    assert complete.settings["biogenic.convention"].clause.source.kind == "declared"


@pytest.mark.parametrize("entries", ["{'*': exergy, boiler: lhv}", "{boiler: lhv, '*': exergy}"])
def test_an_entry_for_one_stands_beside_the_entry_for_all_in_either_order(entries: str) -> None:
    complete, _ = with_choices(
        read_rule("iso-14044-2006"), (parse_choice(f"allocation.physical_property={entries}"),)
    )
    for process, key in (("boiler", "lhv"), ("turbine", "exergy")):
        setting = complete.get_keyed("allocation.physical_property", process)
        assert setting is not None and setting.value == key
