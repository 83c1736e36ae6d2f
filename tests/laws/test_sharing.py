"""Laws of sharing: what a multi-output process carries is split, never lost, and never depends on how it is written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import (
    FEWER,
    JointProcess,
    elementary_of,
    footprint,
    joint_processes,
    ladders,
    make_inventory,
    make_rule,
    shares_of,
    sharing_rungs,
)

from rulewright.steps.apply import apply_rule

EXACT = 1e-12
SOLVED = 1e-9  # dense solve of small matrices whose entries span many decades


@st.composite
def processes_with_a_ladder(draw: st.DrawFn, **kinds: object) -> tuple[JointProcess, list[dict[str, object]]]:
    process = draw(joint_processes(**kinds))
    return process, draw(ladders(list(process.outputs)))


@given(processes_with_a_ladder())
def test_shares_lie_between_0_and_1_and_add_up_to_1_whatever_the_ladder(drawn) -> None:
    process, ladder = drawn
    shares = shares_of(make_rule(ladder=ladder), process.inventory(), "plant")
    assert all(0 <= share <= 1 + EXACT for share in shares.values())
    assert sum(shares.values()) == pytest.approx(1, rel=EXACT)


@given(processes_with_a_ladder(), st.sampled_from(["net", "gross"]))
def test_shared_burdens_add_up_to_those_of_the_whole_flow_by_flow(drawn, loops) -> None:
    process, ladder = drawn
    system = apply_rule(make_rule({"boundary.internal_loops": loops}, ladder=ladder), process.inventory())[0]
    leaving = {f"plant|{name}": amount for name, amount in process.net_outputs().items()}
    assert elementary_of(system, leaving) == pytest.approx(process.whole_kg(), rel=SOLVED)


@given(processes_with_a_ladder(own_use=True))
def test_a_plant_that_uses_its_own_co_product_still_conserves_its_burdens(drawn) -> None:
    # the own use stays an ordinary input: a loop in the matrix, no tag, nothing netted
    process, ladder = drawn
    system = apply_rule(make_rule(ladder=ladder), process.inventory())[0]
    leaving = {f"plant|{name}": amount for name, amount in process.net_outputs().items()}
    assert elementary_of(system, leaving) == pytest.approx(process.whole_kg(), rel=SOLVED)


@given(processes_with_a_ladder(own_use=True), st.sampled_from(["net", "gross"]))
def test_an_internal_loop_net_or_gross_conserves_burdens_and_its_shares_add_up_to_1(drawn, loops) -> None:
    process, ladder = drawn
    inventory = process.inventory(loop_tags=["internal_loop"])
    rule = make_rule({"boundary.internal_loops": loops}, ladder=ladder)
    assert sum(shares_of(rule, inventory, "plant").values()) == pytest.approx(1, rel=EXACT)
    leaving = {f"plant|{name}": amount for name, amount in process.net_outputs().items()}
    system = apply_rule(rule, inventory)[0]
    assert elementary_of(system, leaving) == pytest.approx(process.whole_kg(), rel=SOLVED)


@given(processes_with_a_ladder(), st.randoms(use_true_random=False))
def test_the_order_of_co_products_changes_nothing(drawn, random) -> None:
    process, ladder = drawn
    rule = make_rule(ladder=ladder)
    order = list(process.outputs)[1:]
    random.shuffle(order)
    before, after = (
        shares_of(rule, inventory, "plant") for inventory in (process.inventory(), process.inventory(order))
    )
    assert after == pytest.approx(before, rel=EXACT)


@given(processes_with_a_ladder(), st.data())
def test_kilograms_or_tonnes_change_nothing(drawn, data) -> None:
    process, ladder = drawn
    rule = make_rule(ladder=ladder)
    in_tonnes = data.draw(st.lists(st.sampled_from(list(process.outputs)), min_size=1, unique=True))
    heavy = process.inventory(units=dict.fromkeys(in_tonnes, "t"))
    light = process.inventory()
    assert shares_of(rule, heavy, "plant") == pytest.approx(shares_of(rule, light, "plant"), rel=EXACT)
    assert footprint(rule, heavy) == pytest.approx(footprint(rule, light), rel=SOLVED)


def test_a_price_ratio_needs_no_mass_where_one_output_counts_in_kilograms_and_the_other_in_tonnes() -> None:
    # kg and t are the same dimension: 4 CNY/kg against 200 CNY/t = 0.2 CNY/kg is a ratio of 20, above 5
    flows = {"steel": {"price": 4.0, "mass": 1.0}, "slag": {"unit": "t", "price": 200.0}}
    process = {"outputs": {"steel": 1000, "slag": 0.3}, "emissions": {"co2-fossil": 1800}}
    rule = make_rule(ladder=[{"share": {"by": "price"}, "when": [{"price_ratio_above": 5}]}])
    shares = shares_of(rule, make_inventory({"furnace": process}, flows), "furnace")
    # 4 x 1000 = 4000 CNY against 0.3 x 200 = 60 CNY
    assert shares == pytest.approx({"steel": 4000 / 4060, "slag": 60 / 4060}, rel=EXACT)


@FEWER
@given(processes_with_a_ladder(), st.floats(min_value=1e-3, max_value=1e3))
def test_a_common_price_scale_changes_nothing(drawn, scale) -> None:
    process, ladder = drawn
    rule = make_rule(ladder=ladder)
    scaled = shares_of(rule, process.inventory(price_scale=scale), "plant")
    assert scaled == pytest.approx(shares_of(rule, process.inventory(), "plant"), rel=1e-9)


@FEWER
@given(joint_processes(outputs=1), st.data())
def test_a_sole_product_carries_all(process, data) -> None:
    rung = data.draw(sharing_rungs(["main"]))
    rule = make_rule(ladder=[rung])
    assert shares_of(rule, process.inventory(), "plant") == {"main": 1.0}
    system = apply_rule(rule, process.inventory())[0]
    assert elementary_of(system, {"plant|main": process.outputs["main"]}) == pytest.approx(
        process.whole_kg(), rel=EXACT
    )


@given(joint_processes(outputs=3), st.data())
def test_conservation_also_holds_where_some_outputs_are_free_of_burden(process, data) -> None:
    freed = data.draw(st.sampled_from(["co-1", "co-2"]))
    classes = {"allocation.classes": [{"flows": [freed], "as_class": "burden_free"}]}
    system = apply_rule(make_rule(classes, ladder=[{"share": {"by": "mass"}}]), process.inventory())[0]
    leaving = {f"plant|{name}": amount for name, amount in process.outputs.items()}
    assert elementary_of(system, leaving) == pytest.approx(process.whole_kg(), rel=SOLVED)
    assert elementary_of(system, {f"plant|{freed}": 1.0}) == pytest.approx(
        dict.fromkeys(system.elementary, 0.0)
    )
