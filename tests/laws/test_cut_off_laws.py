"""Laws of cut-off: both limits hold in every measure, a stricter limit never leaves out more."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import FEWER, footprint, joint_processes, make_rule

from rulewright.steps.apply import apply_rule
from rulewright.steps.cut_off import Item, Limits, choose_cut_offs

MEASURES = ("mass", "energy", "ghg")
LEVELS = {"process": ("smelter", "mill"), "module": ("production", "transport"), "total": ("",)}
SLACK = 1 + 1e-12


@st.composite
def candidates(draw):
    """Items of two processes with their sizes in one to three measures, the wholes, and limits."""
    measures = tuple(draw(st.lists(st.sampled_from(MEASURES), min_size=1, max_size=3, unique=True)))
    sizes = st.integers(min_value=0, max_value=60).map(float)
    items = [
        Item(
            f"item-{number}",
            {measure: draw(sizes) for measure in measures},
            {level: draw(st.sampled_from(groups)) for level, groups in LEVELS.items()},
            draw(st.integers(0, 5)) == 0,
        )
        for number in range(draw(st.integers(min_value=0, max_value=8)))
    ]
    wholes = {
        (level, group): {
            measure: sum(item.sizes[measure] for item in items if item.groups[level] == group)
            for measure in measures
        }
        for level, groups in LEVELS.items()
        for group in groups
    }
    share = st.one_of(st.none(), st.floats(min_value=0, max_value=1))
    limits = Limits(
        measures,
        draw(share),
        draw(st.sampled_from(["process", "module", "total"])),
        draw(share),
        draw(st.sampled_from(["process", "module", "total"])),
    )
    return items, wholes, limits


@given(candidates())
def test_what_is_left_out_stays_under_both_limits_in_every_measure(case) -> None:
    items, wholes, limits = case
    chosen = [item for item in items if item.name in choose_cut_offs(items, wholes, limits)]
    for measure in limits.measures:
        if limits.single is not None:
            for item in chosen:
                whole = wholes[(limits.single_level, item.groups[limits.single_level])][measure]
                assert item.sizes[measure] <= limits.single * whole * SLACK
        if limits.total is not None:
            for group in LEVELS[limits.total_level]:
                together = sum(
                    item.sizes[measure] for item in chosen if item.groups[limits.total_level] == group
                )
                assert together <= limits.total * wholes[(limits.total_level, group)][measure] * SLACK + 1e-12


@given(candidates())
def test_what_may_never_be_cut_is_never_cut(case) -> None:
    items, wholes, limits = case
    assert not {item.name for item in items if item.is_never_cut} & set(
        choose_cut_offs(items, wholes, limits)
    )


@given(candidates(), st.floats(0, 1), st.floats(0, 1))
def test_a_stricter_limit_never_leaves_out_more(case, single, total) -> None:
    items, wholes, limits = case
    stricter = replace(
        limits,
        single=single if limits.single is None else single * limits.single,
        total=total if limits.total is None else total * limits.total,
    )
    if limits.single is None and limits.total is None:
        return  # a rule without any limit leaves nothing out
    assert set(choose_cut_offs(items, wholes, stricter)) <= set(choose_cut_offs(items, wholes, limits))


def test_a_stricter_single_limit_makes_no_room_for_larger_items() -> None:
    # 'hot' is light but takes most of the energy that may go. Loose: hot + light (energy 51 of 51.5), 'heavy' is
    # too much. Strict single limit: hot stays; light + heavy would then leave out more mass (5) than before (3).
    items = [
        Item("hot", {"mass": 1.0, "energy": 50.0}, {"total": ""}),
        Item("light", {"mass": 2.0, "energy": 1.0}, {"total": ""}),
        Item("heavy", {"mass": 3.0, "energy": 1.0}, {"total": ""}),
    ]
    wholes = {("total", ""): {"mass": 100.0, "energy": 103.0}}
    loose, strict = (
        set(choose_cut_offs(items, wholes, Limits(("mass", "energy"), single, "total", 0.5, "total")))
        for single in (1.0, 0.1)
    )
    assert strict <= loose


def test_a_process_that_has_reached_its_limit_does_not_close_another_one() -> None:
    # limit 10 % of each process: 5 of 100 fits the smelter, 5 + 6 doesn't; 7 of 100 fits the mill
    items = [
        Item(name, {"mass": size}, {"process": process, "total": ""})
        for name, size, process in (("a", 5.0, "smelter"), ("b", 6.0, "smelter"), ("c", 7.0, "mill"))
    ]
    wholes = {("process", "smelter"): {"mass": 100.0}, ("process", "mill"): {"mass": 100.0}}
    assert choose_cut_offs(items, wholes, Limits(("mass",), None, "total", 0.1, "process")) == ["a", "c"]


@given(candidates())
def test_the_order_of_items_changes_nothing(case) -> None:
    items, wholes, limits = case
    assert choose_cut_offs(items[::-1], wholes, limits) == choose_cut_offs(items, wholes, limits)


@FEWER
@given(joint_processes(outputs=2), st.floats(0, 0.5), st.floats(0, 0.5), st.floats(0, 1))
def test_applied_cut_offs_lower_the_result_by_no_more_than_the_limit(
    process, single, total, stricter
) -> None:
    inventory = process.inventory()
    whole = footprint(make_rule(ladder=[{"share": {"by": "mass"}}]), inventory)

    def left_out(single_limit: float, total_limit: float) -> tuple[frozenset[str], float]:
        settings = {
            "cut_off.measures": ["ghg"],
            "cut_off.single_limit": single_limit,
            "cut_off.total_limit": total_limit,
            "cut_off.use": "all_that_is_allowed",
        }
        rule = make_rule(settings, ladder=[{"share": {"by": "mass"}}])
        return apply_rule(rule, inventory)[2].cut, footprint(rule, inventory)

    cut, result = left_out(single, total)
    assert whole - result <= total * whole * SLACK + 1e-9 * whole
    less, _ = left_out(single * stricter, total * stricter)
    assert less <= cut


@FEWER
@given(joint_processes(outputs=2))
def test_limits_that_are_not_used_change_no_number(process) -> None:
    ladder = [{"share": {"by": "mass"}}]
    limits = {"cut_off.single_limit": 0.5, "cut_off.total_limit": 0.5, "cut_off.use": "nothing"}
    assert footprint(make_rule(limits, ladder=ladder), process.inventory()) == pytest.approx(
        footprint(make_rule(ladder=ladder), process.inventory()), rel=1e-12
    )
