"""Orders of plants: ranks with ties, Kendall's tau-b, reversals, over central values or draws (arrays only)."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Signs = npt.NDArray[np.int8]

EQUAL = 1e-9  # differences below this share of the larger footprint are rounding: no order


def pairs_of(count: int) -> list[tuple[int, int]]:
    """Pairs (p, q), p < q, in the order of :func:`signs_of`."""
    return list(itertools.combinations(range(count), 2))


def signs_of(values: Floats) -> Signs:
    """Order of every two plants, draw by draw.

    Parameters
    ----------
    values : (plants, draws)
        Footprints; NaN where a plant has none.

    Returns
    -------
    (pairs, draws)
        -1 where the first of a pair is lower, 1 where it is higher, 0 where they are equal but for rounding, or one
        is missing.

    Examples
    --------
    >>> import numpy as np
    >>> signs_of(np.array([[1.0, 2.0], [2.0, 2.0 + 1e-12], [0.5, np.nan]])).tolist()
    [[-1, 0], [1, 0], [1, 0]]
    """
    found = np.zeros((len(values) * (len(values) - 1) // 2, values.shape[1]), dtype=np.int8)
    for row, (p, q) in enumerate(pairs_of(len(values))):
        found[row] = order(values[p], values[q])
    return found


def ranks_of(values: Floats) -> Floats:
    """Ranks (plants, draws), 1 the lowest; equal plants share the lowest of their ranks (1, 1, 3), missing are NaN.

    Examples
    --------
    >>> import numpy as np
    >>> ranks_of(np.array([[1.0], [3.0], [1.0], [np.nan]])).ravel().tolist()
    [1.0, 3.0, 1.0, nan]
    """
    found = np.ones_like(values)
    for here in range(len(values)):
        for other in range(len(values)):
            if other != here:
                found[here] += order(values[other], values[here]) < 0
    found[np.isnan(values)] = np.nan
    return found


def tau_b(a: Signs, b: Signs) -> Floats:
    """Kendall's tau-b of two orders (pairs, draws) in each draw; NaN where one of them orders nothing.

    Pairs ordered alike less pairs ordered differently, over the geometric mean of the pairs that either orders
    (Kendall 1945).

    Examples
    --------
    >>> import numpy as np
    >>> one = signs_of(np.array([[1.0], [2.0], [3.0]]))
    >>> tied = signs_of(np.array([[1.0], [1.0], [3.0]]))
    >>> tau_b(one, one).item(), round(tau_b(one, tied).item(), 4)
    (1.0, 0.8165)
    """
    shared = np.sum(a * b, axis=0, dtype=np.int64)
    ordered = [np.count_nonzero(each, axis=0) for each in (a, b)]
    size = np.sqrt(ordered[0] * ordered[1], dtype=np.float64)
    found = np.full(size.shape, np.nan)
    np.divide(shared, size, out=found, where=size > 0)
    return found


def order(first: Floats, second: Floats) -> Signs:
    """-1 where the first is lower, 1 where it is higher, 0 if equal but for rounding or missing."""
    difference = first - second
    apart = np.abs(difference) > EQUAL * np.maximum(np.abs(first), np.abs(second))
    return np.where(apart, np.sign(difference), 0.0).astype(np.int8)
