"""The total of a product system at its central values, without Brightway: the light twin of :func:`evaluate`.

Attribution asks for thousands of totals. This gives them in milliseconds, by the same reading of credits
(convention 2) and with the same refusals; tests hold it to :func:`rulewright.analysis.evaluate.evaluate`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rulewright.analysis.evaluate import net_exporters, refuse_unproductive
from rulewright.terms import ProductSystem

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]

LARGEST_DENSE = 400  # nodes
MARGIN = (
    1e-6  # a smallest pivot of the scaled matrix above this is far from the limit of the full check, 1e-12
)
ROUNDS = 8  # of scaling rows and columns to a largest entry of about 1


@dataclass(frozen=True)
class CentralTotal:
    """``total_kg_co2e`` per declared unit, and the nodes whose credit stands apart from it."""

    total_kg_co2e: float
    dropped: frozenset[str]


def central_total(system: ProductSystem) -> CentralTotal:
    """Total of a system at its central values [kg CO2e per declared unit].

    Raises
    ------
    SingularSystemError
        Where :func:`~rulewright.analysis.evaluate.evaluate` raises it.
    """
    total, supply = _solve(system)
    exporting = net_exporters(system, supply)
    apart = frozenset(key for key in exporting if system.nodes[system.index[key]].credit_apart)
    without = system.without_credits(exporting)
    refuse_unproductive(without, _solve(without)[1] if exporting else supply)
    if apart:
        total, _ = _solve(system.without_credits(apart))
    return CentralTotal(total, apart)


def _solve(system: ProductSystem) -> tuple[float, Floats]:
    """Total [kg CO2e] and supply (n_nodes,) for the demand, in double precision."""
    import numpy as np

    from rulewright.singular import check_solution

    rows, columns, data = system.technosphere_entries()
    demand = system.demand_vector()
    matrix, supply = _supply(system, rows, columns, data, demand)
    check_solution(system, matrix, supply, demand)
    flows, processes, amounts = system.biosphere_entries()
    if not amounts.size:
        return 0.0, supply
    return float(np.sum(amounts * system.factors()[flows] * supply[processes])), supply


def _supply(
    system: ProductSystem, rows: Ints, columns: Ints, data: Floats, demand: Floats
) -> tuple[Any, Floats]:
    """Matrix and supply: dense where a small system is plainly regular, else sparse after the full check."""
    import numpy as np
    import scipy.sparse as sparse
    from scipy.linalg import lu_factor, lu_solve
    from scipy.sparse.linalg import splu

    from rulewright.singular import check_technosphere

    size = len(system.nodes)
    if size <= LARGEST_DENSE and np.isfinite(data).all():
        matrix = np.zeros((size, size))
        np.add.at(matrix, (rows, columns), data)
        if _is_plainly_regular(matrix, rows, columns, data):
            return matrix, np.asarray(lu_solve(lu_factor(matrix), demand))
    check_technosphere(system, rows, columns, data)
    entries = sparse.csc_matrix((data, (rows, columns)), shape=(size, size))
    return entries, np.asarray(splu(entries).solve(demand))


def _is_plainly_regular(matrix: Floats, rows: Ints, columns: Ints, data: Floats) -> bool:
    """Whether a matrix is far from all that :func:`~rulewright.singular.check_technosphere` refuses."""
    import numpy as np
    from scipy.linalg import lu

    size = len(matrix)
    own = rows == columns
    gross = np.bincount(rows[own], np.abs(data[own]), size)
    if (gross == 0).any() or (np.abs(matrix.diagonal()) <= MARGIN * gross).any():
        return False
    scaled = np.abs(matrix)
    for _ in range(ROUNDS):
        scaled /= np.sqrt(scaled.max(axis=1))[:, None]
        scaled /= np.sqrt(scaled.max(axis=0))
    upper = lu(scaled * np.sign(matrix), permute_l=True)[1]
    return bool(np.abs(upper.diagonal()).min() > MARGIN)
