"""Sparse LU, draw by draw: for systems too large for elimination, and for draws that elimination got wrong."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Flags = npt.NDArray[np.bool_]

REFINEMENTS = 2


def solve_one(places: Sequence[tuple[int, int]], values: Floats, right: Floats) -> Floats:
    """Solve ``A.T y = c`` with pivoting; a singular or non-finite system gives NaN.

    Parameters
    ----------
    places
        (row, column) of each entry of A.
    values : (n_entries,)
    right : (n,)

    Returns
    -------
    numpy.ndarray
        y (n,).

    Notes
    -----
    Rows and columns are scaled by powers of two and the solution is refined twice: units that spread over twenty
    orders of magnitude would otherwise cost ten digits.
    """
    solution, _ = _solve(places, values, right, 1.0)
    return solution


def solve_each(
    places: Sequence[tuple[int, int]], values: Floats, right: Floats, signs: Floats
) -> tuple[Floats, Flags]:
    """Solve ``A.T y = c`` for each draw by a sparse LU whose pivots stay on the diagonal where they can.

    Parameters
    ----------
    values : (n_entries, draws)
    right : (n, draws)
    signs : (n,)
        Signs of the pivots of a productive system.

    Returns
    -------
    y : (n, draws)
    unproductive : (draws,)
        Draws in which a pivot has another sign.
    """
    y = np.empty_like(right)
    unproductive = np.zeros(values.shape[1], dtype=bool)
    for draw in range(values.shape[1]):
        y[:, draw], pivots = _solve(places, values[:, draw], right[:, draw], 0.0)
        unproductive[draw] = pivots is not None and bool((pivots * signs < 0).any())
    return y, unproductive


def pivot_signs(places: Sequence[tuple[int, int]], values: Floats, right: Floats) -> Floats:
    """Signs of the pivots (n,) of one system that is known to be productive; zeros if they left the diagonal."""
    _, pivots = _solve(places, values, right, 0.0)
    return np.zeros(len(right)) if pivots is None else np.sign(pivots)


def solve_both(
    places: Sequence[tuple[int, int]], values: Floats, demand: Floats, right: Floats
) -> tuple[Floats, Floats]:
    """Solve ``A x = f`` and ``A.T y = c`` with one factorisation; NaN if it is singular.

    Parameters
    ----------
    values : (n_entries,)
    demand, right : (n,)
        f and c.

    Returns
    -------
    x, y : (n,)
    """
    factors = _factorise(places, values, len(right), 1.0)
    if factors is None:
        return np.full(len(right), np.nan), np.full(len(right), np.nan)
    lu, scaled, down, across = factors
    supply = down * _refined(lu, scaled, across * demand, "T")
    return supply, across * _refined(lu, scaled, down * right, "N")


def _solve(
    places: Sequence[tuple[int, int]], values: Floats, right: Floats, threshold: float
) -> tuple[Floats, Floats | None]:
    """Solution (n,), and the pivots in node order (n,) if all stood on the diagonal."""
    factors = _factorise(places, values, len(right), threshold) if np.isfinite(right).all() else None
    if factors is None:
        return np.full(len(right), np.nan), None
    lu, scaled, down, across = factors
    solution = across * _refined(lu, scaled, down * right, "N")
    if not np.array_equal(lu.perm_r, lu.perm_c):
        return solution, None
    return solution, np.asarray(lu.U.diagonal()[lu.perm_c])


def _factorise(
    places: Sequence[tuple[int, int]], values: Floats, size: int, threshold: float
) -> tuple[Any, Any, Floats, Floats] | None:
    """LU of the scaled ``A.T``, that matrix, and the scales of its rows and columns; None if it is singular."""
    import scipy.sparse as sparse
    import scipy.sparse.linalg as linalg

    if not np.isfinite(values).all():
        return None
    rows, columns = np.array(places, dtype=np.int64).reshape(-1, 2).T
    transposed = sparse.csc_matrix((values, (columns, rows)), shape=(size, size))
    down = _power(abs(transposed).max(axis=1).toarray().ravel())
    scaled = sparse.diags_array(down) @ transposed
    across = _power(abs(scaled).max(axis=0).toarray().ravel())
    scaled = (scaled @ sparse.diags_array(across)).tocsc()
    options = {"SymmetricMode": threshold == 0}
    try:
        lu = linalg.splu(scaled, permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=threshold, options=options)
    except RuntimeError:
        return None
    return lu, scaled, down, across


def _refined(lu: Any, matrix: Any, right: Floats, trans: str) -> Floats:
    """Solution with two steps of iterative refinement."""
    product = matrix if trans == "N" else matrix.T
    solution = np.asarray(lu.solve(right, trans=trans))
    for _ in range(REFINEMENTS):
        solution = solution + lu.solve(right - product @ solution, trans=trans)
    return solution


def _power(sizes: Floats) -> Floats:
    """One over the nearest power of two, 1 for zero."""
    _, exponents = np.frexp(np.where(sizes > 0, sizes, 1.0))
    return np.ldexp(1.0, -exponents)
