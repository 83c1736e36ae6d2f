"""Data quality of a result: ratings and the share of primary data, weighted by what each datum contributes.

A contribution is what one emission or one aggregated factor of the unallocated inventory adds to the burdens. Weights
are absolute, so that a negative contribution cannot push a share above one (Catena-X PCF Rulebook v4.0.1, 7.2.4 and
7.2.5.2). Credits are apart, and so is the uptake of biogenic CO2 unless it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rulewright.analysis.data_quality_result import Contribution, DataQuality
from rulewright.analysis.hotspots import hotspots
from rulewright.errors import RulewrightError
from rulewright.inventory import NO_YEAR, Amount, Exchange, Inventory, Quantity
from rulewright.reading.elementary_flows import find_flow
from rulewright.reading.formulas import parameters_in
from rulewright.reading.inventories import elementary_flows
from rulewright.rule import Text
from rulewright.steps.assemble import factor_quantity
from rulewright.terms import ProductSystem, Term, solve_central

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from rulewright.study import Result

    Floats = npt.NDArray[np.float64]

SCORES = 5  # indicators of the pedigree matrix that rate; the sixth, sample size, does not
UPTAKE = "co2_uptake"  # the factor of biogenic CO2 taken from the air
NOISE = 1e-13  # a contribution below this share of the largest is rounding of the solution
YEARS = (1950, 2200)


class DataQualityError(RulewrightError):
    """A rating that cannot be made."""


@dataclass(frozen=True, slots=True)
class _Primary:
    """What an inventory declares as primary data: shares [1] by the id of an exchange or a factor.

    ``least`` counts what is declared primary, ``most`` also what nobody declared either way.
    """

    least: Mapping[str, float]
    most: Mapping[str, float]


def data_quality(result: Result, year: int | None = None, uptake: bool = False) -> DataQuality:
    """Rate the data behind one rule's result.

    Parameters
    ----------
    year
        Year in which the footprint is issued. With it, the age of the data is rated too; without it, nothing is said
        about age.
    uptake
        Whether the uptake of biogenic CO2 counts among the contributions. PACT v3 leaves it out, Catena-X v4 takes
        it in.

    Raises
    ------
    DataQualityError
        If the year cannot be one.

    Notes
    -----
    Scores are those of the inventory (``uncertainty: {pedigree: [...]}``) for the emission or the factor itself; an
    amount by formula without scores of its own takes the worst scores of its parameters, if all of them have some.
    What has no score stays unrated and is named. A contribution counts as primary if its own datum and every amount
    on the way to the product are declared ``data: primary`` (PACT Methodology v2, 4.2.1; Catena-X v4.0.1, 7.2.4: both
    activity data and emission factor); a supplier's footprint counts with its own share of primary data.

    Examples
    --------
    >>> import rulewright as rw
    >>> found = rw.Study("hydrogen-gas", ["gbt-24067-2024"]).data_quality("gbt-24067-2024")
    >>> round(found.rating("technology").coverage, 2)
    0.98
    """
    if year is not None and (isinstance(year, bool) or not YEARS[0] <= year <= YEARS[1]):
        raise DataQualityError(
            f"{year!r} is not a year of issue", f"rule {result.rule.id}", "give the year in which the footprint is issued"
        )  # fmt: skip
    system, inventory = hotspots(result).burdens, result.inventory
    supply = solve_central(system).supply
    primary = _declared(inventory)
    least = _supply_by(system, lambda term: _is_primary(term, primary.least))
    most = _supply_by(system, lambda term: term.exchange is None or _is_primary(term, primary.most))
    found: dict[tuple[str, str], list[float]] = {}
    taken_up = 0.0
    values = system.central_values
    for term in system.terms:
        if term.matrix != "biosphere" or term.apart is not None:
            continue
        column = system.index[term.column]
        per_unit = float(system.value(term, values)) * system.characterisation[term.row]
        kg = per_unit * float(supply[column])
        if not kg:
            continue
        if not uptake and _is_uptake(term.row):
            taken_up += kg
            continue
        identity = term.exchange or term.row
        sums = found.setdefault((system.nodes[column].process, identity), [0.0, 0.0, 0.0])
        sums[0] += kg
        for place, (share, reached) in enumerate(((primary.least, least), (primary.most, most)), 1):
            sums[place] += share.get(identity, 0.0) * min(abs(kg), abs(per_unit * float(reached[column])))
    noise = NOISE * max((abs(kg) for kg, _, _ in found.values()), default=0.0)
    years = data_years(inventory)
    rows = [
        _contribution(system, inventory, process, identity, sums, years)
        for (process, identity), sums in found.items()
        if abs(sums[0]) > noise
    ]
    rows.sort(key=lambda row: (-abs(row.kg_co2e), row.id))
    return DataQuality(result, tuple(rows), taken_up, year, uptake)


def data_years(inventory: Inventory) -> dict[str, int]:
    """Year of the data of each process: its factor's, its own, or that of its file; absent where none is stated."""
    years = {
        process.id: year
        for file in (*inventory.backgrounds, inventory.file)
        for process in file.processes
        if (year := process.year if process.year is not None else file.year) != NO_YEAR
    }
    for process in inventory.processes.values():
        if process.factor is not None:
            years[process.id] = process.factor.year
    return years


# ---- scores -----------------------------------------------------------------------------------------------


def _contribution(
    system: ProductSystem,
    inventory: Inventory,
    process: str,
    identity: str,
    sums: list[float],
    years: Mapping[str, int],
) -> Contribution:
    quantity = system.quantities.get(identity)
    owner = inventory.processes.get(process)
    name = owner.name if owner is not None else Text(zh=process, en=process)
    kg, least, most = sums
    return Contribution(
        identity, process, name, kg, scores_of(quantity, inventory), min(least, abs(kg)), min(max(least, most), abs(kg)),
        quantity.mark if quantity is not None else "gap", years.get(process),
        owner is not None and not owner.is_background and owner.stage == "production" and owner.factor is None,
    )  # fmt: skip


def scores_of(quantity: Quantity | None, inventory: Inventory) -> tuple[int, ...] | None:
    """Scores 1..5 of a quantity, in the order of the pedigree matrix; None if it has none."""
    if quantity is None:
        return None
    if quantity.uncertainty is not None and quantity.uncertainty.pedigree is not None:
        return tuple(quantity.uncertainty.pedigree[:SCORES])
    if quantity.formula is None:
        return None
    parameters = [inventory.parameters[name] for name in sorted(parameters_in(quantity.formula))]
    scores = [scores_of(parameter, inventory) for parameter in parameters]
    stated = [each for each in scores if each is not None]
    if not stated or len(stated) < len(scores):
        return None
    return tuple(max(column) for column in zip(*stated, strict=True))


# ---- primary data -------------------------------------------------------------------------------------------


def _declared(inventory: Inventory) -> _Primary:
    """Read what files declare: an amount without ``data:`` is declared neither way."""
    stated = _stated(inventory)
    least: dict[str, float] = {}
    most: dict[str, float] = {}
    shares = {module.flow: module.primary_share for module in inventory.modules}
    for process in inventory.processes.values():
        for exchange in (*process.inputs, *process.emissions):
            if exchange.quantity is None:
                continue
            is_primary = exchange.data == "primary"
            least[exchange.quantity.id] = float(is_primary)
            most[exchange.quantity.id] = float(is_primary or exchange.id not in stated)
        if process.factor is not None:
            share = shares.get(process.reference.flow)
            identity = factor_quantity(process).id
            least[identity] = share or 0.0
            most[identity] = 1.0 if share is None else share
    return _Primary(least, most)


def _stated(inventory: Inventory) -> frozenset[str]:
    """Ids of the exchanges whose file says whether they are primary or secondary."""
    found = set()
    for file in (inventory.file, *inventory.backgrounds):
        for process in file.processes:
            read = inventory.processes.get(process.id)
            if read is None:
                continue
            pairs: tuple[tuple[tuple[Exchange, ...], list[Amount]], ...] = (
                (read.inputs, [*process.inputs]),
                (read.emissions, [*process.emissions]),
            )
            for exchanges, amounts in pairs:
                if len(exchanges) != len(amounts):  # a module or a change stands in their place
                    continue
                found |= {
                    exchange.id
                    for exchange, amount in zip(exchanges, amounts, strict=True)
                    if "data" in amount.model_fields_set
                }
    return frozenset(found)


def _is_primary(term: Term, shares: Mapping[str, float]) -> bool:
    return term.exchange is not None and shares.get(term.exchange, 0.0) == 1.0


def _supply_by(system: ProductSystem, keep: Callable[[Term], bool]) -> Floats:
    """Supply of each node that the demand reaches through the inputs to keep alone."""
    import numpy as np
    import scipy.sparse as sparse
    from scipy.sparse.linalg import splu

    kept = replace(
        system,
        terms=tuple(
            term for term in system.terms if term.matrix == "technosphere" and (term.row == term.column or keep(term))
        ),
    )  # fmt: skip
    rows, columns, data = kept.technosphere_entries()
    size = len(system.nodes)
    matrix = sparse.csc_matrix((data, (rows, columns)), shape=(size, size))
    return np.asarray(splu(matrix).solve(system.demand_vector()))


def _is_uptake(row: str) -> bool:
    flow = find_flow(row, elementary_flows())
    return flow is not None and flow.factor == UPTAKE
