"""Dated factors: which year's grid factor counts.

Clause: ``electricity.factor_year``. A factor that an authority publishes year by year is data of several years; which
one a study takes is a choice of method, so a rule makes it, and the ledger says it where no rule does.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rulewright.errors import Mistake
from rulewright.inventory import AggregatedFactor, DatedFactor, UnitProcess
from rulewright.ledger import Alternative, Decision, decide
from rulewright.rule import Setting, Text
from rulewright.steps.state import Applied, StepResult, within_reach

LATEST, INVENTORY_YEAR = "latest", "inventory_year"


def choose_factor_years(applied: Applied) -> StepResult:
    """Give every dated factor that the study draws on the year that the rule asks for."""
    dated = [
        process for process in _drawn_on(applied) if process.factor is not None and process.factor.series
    ]
    if not dated:
        return applied, []
    setting = applied.rule.get("electricity.factor_year")
    wanted = LATEST if setting is None else setting.value
    processes = dict(applied.inventory.processes)
    decisions: list[Decision] = []
    open_decisions = []
    for process in dated:
        assert process.factor is not None
        chosen = choose_year(process.factor, wanted, applied.inventory.file.year)
        if chosen is None:
            open_decisions.append(_no_such_year(applied, process, wanted, setting))
            continue
        processes[process.id] = _with_year(process, chosen)
        decisions.append(_decision(process, chosen, setting))
    inventory = replace(applied.inventory, processes=processes)
    return applied.with_(
        inventory=inventory, kept_reach=None, open=(*applied.open, *open_decisions)
    ), decisions


def _drawn_on(applied: Applied) -> list[UnitProcess]:
    """Processes within reach, without the electricity supplies that no demand is linked to."""
    linked = {link.node.partition("|")[0] for links in applied.links.values() for link in links}
    offered = {each.supply.process for supplies in applied.inventory.supplies.values() for each in supplies}
    return [process for process in within_reach(applied) if process.id in linked or process.id not in offered]


def choose_year(factor: AggregatedFactor, wanted: str | int, inventory_year: int) -> DatedFactor | None:
    """The entry of a dated factor for a year; None if there is none.

    Parameters
    ----------
    wanted
        ``"latest"``; ``"inventory_year"``: the year of the inventory's data, or the last one before it; or a year.

    Examples
    --------
    >>> from rulewright.inventory import AggregatedFactor, DatedFactor
    >>> grid = AggregatedFactor(
    ...     series=[DatedFactor(year=2021, amount=0.5568), DatedFactor(year=2023, amount=0.5306)], unit="kg/kWh",
    ...     gwp_set="not_stated", gases="co2_only", coverage="direct", source="a notice", mark="seen")
    >>> [choose_year(grid, wanted, 2022).year for wanted in ("latest", "inventory_year", 2021)]
    [2023, 2021, 2021]
    >>> choose_year(grid, "inventory_year", 2019) is None
    True
    """
    series = sorted(factor.series or (), key=lambda entry: entry.year)
    if wanted == LATEST:
        return series[-1]
    if wanted == INVENTORY_YEAR:
        return next((entry for entry in reversed(series) if entry.year <= inventory_year), None)
    return next((entry for entry in series if entry.year == wanted), None)


def _with_year(process: UnitProcess, chosen: DatedFactor) -> UnitProcess:
    assert process.factor is not None
    update: dict[str, Any] = {"amount": chosen.amount, "year": chosen.year}
    if chosen.source is not None:
        update["source"] = chosen.source
    return replace(process, factor=process.factor.model_copy(update=update))


def _no_such_year(applied: Applied, process: UnitProcess, wanted: object, setting: Setting | None) -> Mistake:
    assert process.factor is not None and process.factor.series is not None
    years = ", ".join(str(entry.year) for entry in process.factor.series)
    asked = applied.inventory.file.year if wanted == INVENTORY_YEAR else wanted
    clause = "" if setting is None else f", clause {setting.clause.clause or setting.clause.id}"
    return Mistake(
        f"no factor of {asked} for {process.id}: it has {years}",
        f"inventory {applied.inventory.id}, rule {applied.rule.id}{clause}",
        "declare electricity.factor_year (latest, inventory_year or a year), or add the year to the series",
    )


def _decision(process: UnitProcess, chosen: DatedFactor, setting: Setting | None) -> Decision:
    assert process.factor is not None and process.factor.series is not None
    what = Text(
        zh=f"{process.name.zh}取 {chosen.year} 年的因子 {chosen.amount:g} {process.factor.unit}"
        + ("。" if setting is not None else "（规则未定年份，取最新一年）。"),
        en=f"{process.name.en}: the factor of {chosen.year}, {chosen.amount:g} {process.factor.unit}"
        + ("." if setting is not None else " (no clause settles the year; the latest is taken)."),
    )
    values = {"year": chosen.year, "factor": chosen.amount}
    alternatives = tuple(
        Alternative(str(entry.year), {"factor": entry.amount}, process.factor.unit)
        for entry in process.factor.series
        if entry.year != chosen.year
    )
    return decide("electricity", process.id, what, setting, values, alternatives=alternatives)
