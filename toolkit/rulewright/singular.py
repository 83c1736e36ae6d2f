"""Find out whether a product system can be solved, and if not, which products are to blame."""

from __future__ import annotations

from typing import Any

import numpy as np

from rulewright.errors import SingularSystemError
from rulewright.matrix_system import (
    FloatArray,
    IndexArray,
    MatrixSystem,
    list_some,
    node_label,
    system_label,
)

LARGEST_RESIDUAL = 1e-8  # of the largest term in a row; a regular system stays below 1e-12
NOISE = 1e-12  # of the largest supply
SMALLEST_PIVOT = 1e-12  # of the scaled matrix, whose entries are at most 1
LARGEST_LOOP = 3000  # products in one loop for which singular vectors are computed


def check_technosphere(
    system: MatrixSystem, rows: IndexArray, columns: IndexArray, amounts: FloatArray
) -> None:
    """Refuse amounts that are not finite, products that nobody makes, and loops without a net output.

    Raises
    ------
    SingularSystemError
        Naming the products concerned.
    """
    from scipy import sparse

    wrong = np.flatnonzero(~np.isfinite(amounts))
    if len(wrong):
        names = [
            f"{node_label(system.nodes[rows[i]])} in process '{system.nodes[columns[i]].process}'"
            for i in wrong
        ]
        what = f"amounts are not finite numbers: {list_some(names)}"
        mend = "correct the amounts or the properties and shares that they come from"
        raise SingularSystemError(what, system_label(system), mend)
    _check_everything_is_made(system, rows, columns, amounts)
    size = len(system.nodes)
    matrix = sparse.csr_matrix((amounts, (rows, columns)), shape=(size, size))
    if _smallest_pivot(_scaled(matrix)) < SMALLEST_PIVOT:
        raise _singular_error(system, matrix)


def check_solution(system: MatrixSystem, matrix: Any, solution: FloatArray, wanted: FloatArray) -> None:
    """Refuse a solution that does not solve its system; a direct solver does not always fail loudly."""
    if np.isfinite(solution).all():
        terms = abs(matrix) @ abs(solution) + abs(wanted)
        # Products that the demand doesn't need carry rounding noise only; it is measured against the largest.
        noise = NOISE * abs(solution).max(initial=0.0) * np.asarray(abs(matrix).sum(axis=1)).ravel()
        residual = abs(matrix @ solution - wanted)
        if (residual <= LARGEST_RESIDUAL * terms + noise + np.finfo(float).tiny).all():
            return
    raise _singular_error(system, matrix)


def _check_everything_is_made(
    system: MatrixSystem, rows: IndexArray, columns: IndexArray, amounts: FloatArray
) -> None:
    diagonal = rows == columns
    net, gross = np.zeros(len(system.nodes)), np.zeros(len(system.nodes))
    np.add.at(net, rows[diagonal], amounts[diagonal])
    np.add.at(gross, rows[diagonal], abs(amounts[diagonal]))
    not_made = [node_label(system.nodes[i]) for i in np.flatnonzero(gross == 0).tolist()]
    if not_made:
        what = f"nobody makes {list_some(not_made)}"
        mend = "let a process of the inventory or background make it, or leave the input out by a clause"
        raise SingularSystemError(what, system_label(system), mend)
    used_up = [
        node_label(system.nodes[i]) for i in np.flatnonzero(abs(net) <= SMALLEST_PIVOT * gross).tolist()
    ]
    if used_up:
        what = f"processes use up all that they make: {list_some(used_up)}"
        mend = "correct the own use, or net the internal loop in the inventory"
        raise SingularSystemError(what, system_label(system), mend)


def _scaled(matrix: Any, rounds: int = 8) -> Any:
    """Bring all rows and columns to a largest entry of about 1 (Ruiz), so that units don't matter."""
    scaled = matrix.tocsr(copy=True).astype(float)
    row, column = np.repeat(np.arange(scaled.shape[0]), np.diff(scaled.indptr)), scaled.indices
    for _ in range(rounds):
        sizes = abs(scaled.data)
        rows, columns = np.zeros(scaled.shape[0]), np.zeros(scaled.shape[1])
        np.maximum.at(rows, row, sizes)
        np.maximum.at(columns, column, sizes)
        rows, columns = np.sqrt(rows), np.sqrt(columns)
        rows[rows == 0] = columns[columns == 0] = 1.0
        scaled.data *= 1 / rows[row]
        scaled.data *= 1 / columns[column]
    return scaled


def _smallest_pivot(scaled: Any) -> float:
    from scipy.sparse.linalg import splu

    try:
        factors = splu(scaled.tocsc())
    except RuntimeError:  # SuperLU: "Factor is exactly singular"
        return 0.0
    return float(abs(factors.U.diagonal()).min())


def _singular_error(system: MatrixSystem, matrix: Any) -> SingularSystemError:
    names = [node_label(system.nodes[i]) for i in _culprits(matrix)]
    if names:
        what = f"the system is singular: {list_some(names)} depend on each other without a net output"
        mend = "check the amounts in this loop: together these processes use all that they make"
    else:
        what = "the system is singular, or too close to it for a reliable result"
        mend = "check amounts and units: some process uses about as much as it makes"
    return SingularSystemError(what, system_label(system), mend)


def _culprits(matrix: Any) -> list[int]:
    """Products of the singular loops.

    A matrix is singular exactly if one of its strongly connected blocks is, so only loops are looked at;
    inside one, the null vector tells which products take part.
    """
    from scipy.sparse.csgraph import connected_components

    scaled = _scaled(matrix)
    _, block_of = connected_components(scaled, directed=True, connection="strong")
    culprits: list[int] = []
    for block in range(block_of.max() + 1):
        members = np.flatnonzero(block_of == block)
        if len(members) > LARGEST_LOOP:
            continue
        _, values, vectors = np.linalg.svd(scaled[members][:, members].toarray())
        if values[-1] <= SMALLEST_PIVOT * len(members) * values[0]:
            share = abs(vectors[-1])
            culprits += [int(members[i]) for i in np.flatnonzero(share > 1e-6 * share.max())]
    return culprits
