"""Laws of Shapley values: efficiency, symmetry, null player, additivity; and of attribution between rules."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import FEWER, make_inventory, make_rule

import rulewright as rw
from rulewright.analysis.attribution import attribute
from rulewright.analysis.shapley import interactions, shapley_values
from rulewright.rule import Rule

WORTH = st.floats(-1e6, 1e6, allow_nan=False)


@st.composite
def games(draw: st.DrawFn, fewest: int = 1) -> list[float]:
    players = draw(st.integers(fewest, 6))
    return draw(st.lists(WORTH, min_size=2**players, max_size=2**players))


def near(worths: list[float]) -> float:
    """Rounding that sums of these worths may carry."""
    return 1e-12 * (1 + max(abs(each) for each in worths))


@given(games())
def test_values_sum_to_what_all_make_together(worths: list[float]) -> None:
    assert shapley_values(worths).sum() == pytest.approx(worths[-1] - worths[0], abs=10 * near(worths))


@given(games(fewest=2), st.data())
def test_players_that_do_the_same_get_the_same(worths: list[float], data: st.DataObject) -> None:
    """Make two players alike by giving coalitions that hold either one the worth of the first."""
    players = len(worths).bit_length() - 1
    one, other = data.draw(st.permutations(range(players)))[:2]
    alike = list(worths)
    for coalition in range(len(worths)):
        if coalition >> other & 1 and not coalition >> one & 1:
            alike[coalition] = worths[coalition ^ (1 << one | 1 << other)]
    values = shapley_values(alike)
    assert values[one] == pytest.approx(values[other], abs=10 * near(worths))


@given(games(), st.data())
def test_a_player_that_adds_nothing_gets_nothing(worths: list[float], data: st.DataObject) -> None:
    players = len(worths).bit_length() - 1
    idle = data.draw(st.integers(0, players - 1))
    game = [worths[coalition & ~(1 << idle)] for coalition in range(len(worths))]
    assert shapley_values(game)[idle] == pytest.approx(0, abs=10 * near(worths))
    assert all(
        value == pytest.approx(0, abs=10 * near(worths))
        for pair, value in interactions(game).items()
        if idle in pair
    )


@given(st.data())
def test_the_values_of_a_sum_are_the_sums_of_the_values(data: st.DataObject) -> None:
    one = data.draw(games())
    other = data.draw(st.lists(WORTH, min_size=len(one), max_size=len(one)))
    together = shapley_values(np.array(one) + np.array(other))
    apart = shapley_values(one) + shapley_values(other)
    assert together == pytest.approx(apart, abs=20 * (near(one) + near(other)))


@given(games(fewest=2))
def test_players_who_only_add_up_have_no_interactions(worths: list[float]) -> None:
    players = len(worths).bit_length() - 1
    game = [
        sum(worths[1 << player] for player in range(players) if coalition >> player & 1)
        for coalition in range(len(worths))
    ]
    values = shapley_values(game)
    tolerance = 100 * near(worths)
    for player in range(players):
        assert values[player] == pytest.approx(worths[1 << player], abs=tolerance)
    assert all(abs(each) < tolerance for each in interactions(game).values())


# ---- attribution between rules --------------------------------------------------------------------------


@st.composite
def rules(draw: st.DrawFn, identity: str) -> Rule:
    # AR4 has no biogenic methane that fits -1/+1: hybrids of both cannot run, and the two families are merged
    gwp_set, convention = draw(
        st.sampled_from([("ar4", "0/0"), ("ar5", "0/0"), ("ar6", "0/0"), ("ar5", "-1/+1"), ("ar6", "-1/+1")])
    )
    settings = {
        "characterisation.gwp_set": gwp_set,
        "boundary.tags": {"transport": draw(st.sampled_from(["include", "exclude"]))},
        "biogenic.convention": convention,
        "allocation.classes": draw(
            st.sampled_from([None, [{"flows": ["by-product"], "as_class": "burden_free"}]])
        ),
    }
    rule = make_rule(settings, ladder=[{"share": {"by": draw(st.sampled_from(["mass", "price"]))}}])
    return replace(rule, chain=(rule.chain[0].model_copy(update={"id": identity}),))


def study_of(one: Rule, other: Rule) -> rw.Study:
    inventory = make_inventory(
        {
            "plant": {
                "outputs": {"product": 2, "by-product": 3},
                "inputs": {"freight": {"amount": 1.5, "tags": ["transport"]}},
                "emissions": {"co2-fossil": 7, "ch4-fossil": 0.3, "ch4-biogenic": 0.2, "n2o": 0.1},
            },
            "lorry": {"outputs": {"freight": 1}, "emissions": {"co2-fossil": 4, "n2o": 0.02}},
        },
        {"product": {"mass": 1.0, "price": 5.0}, "by-product": {"mass": 1.0, "price": 1.0}},
    )
    return rw.Study(inventory, [one, other], choices=[])


@FEWER
@given(rules("one"), rules("other"), st.sampled_from(["family", "clause"]))
def test_parts_add_up_and_change_sign_with_the_direction(one: Rule, other: Rule, division: str) -> None:
    study = study_of(one, other)
    there = attribute(study, "one", "other", division)  # type: ignore[arg-type]
    back = attribute(study, "other", "one", division)  # type: ignore[arg-type]
    scale = abs(there.difference_kg_co2e)
    assert sum(part.kg_co2e for part in there.parts) == pytest.approx(
        there.difference_kg_co2e, rel=1e-9, abs=1e-12
    )
    for part in there.parts:
        assert part.kg_co2e == pytest.approx(-back[part.name].kg_co2e, rel=1e-9, abs=1e-9 * (1 + scale))


@FEWER
@given(rules("one"))
def test_a_rule_differs_from_itself_by_nothing(one: Rule) -> None:
    twin = replace(one, chain=(one.chain[0].model_copy(update={"id": "other"}),))
    found = attribute(study_of(one, twin), "one", "other")
    assert found.parts == ()
    assert found.difference_kg_co2e == 0
