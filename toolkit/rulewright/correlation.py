"""Correlation matrices: from what is stated to what draws need, in plain arithmetic.

Only additions, multiplications, divisions and square roots of single numbers in a fixed order, so that the factor of
a matrix has the same bits everywhere (the sine is rounded to 12 digits for the same reason).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

ROUNDING = 1e-12  # how far below zero a pivot may lie: coefficients of 1 and -1 make it zero


def normal_coefficients(stated: Sequence[Sequence[float]], kind: str) -> list[list[float]]:
    """Correlations of the normal scores: those stated, or those that give the stated rank correlations.

    Notes
    -----
    For two normal variables Spearman's rho is 6/pi arcsin(r/2) (Pearson 1907), so r = 2 sin(pi rho/6).

    Examples
    --------
    >>> normal_coefficients([[1.0, 0.5], [0.5, 1.0]], "rank")[0][1]
    0.517638090205
    """
    if kind == "normal":
        return [list(row) for row in stated]
    return [[_from_rank(each) for each in row] for row in stated]


def cholesky(matrix: Sequence[Sequence[float]]) -> list[list[float]] | None:
    """Lower triangle L with ``L L.T`` equal to the matrix; None if it isn't positive semi-definite.

    Examples
    --------
    >>> cholesky([[1.0, 0.6], [0.6, 1.0]])
    [[1.0, 0.0], [0.6, 0.8]]
    >>> cholesky([[1.0, 1.0], [1.0, 1.0]])  # one number for both
    [[1.0, 0.0], [1.0, 0.0]]
    >>> cholesky([[1.0, 0.9, -0.9], [0.9, 1.0, 0.9], [-0.9, 0.9, 1.0]]) is None
    True
    """
    size = len(matrix)
    lower = [[0.0] * size for _ in range(size)]
    for row in range(size):
        for column in range(row + 1):
            rest = matrix[row][column]
            for other in range(column):
                rest -= lower[row][other] * lower[column][other]
            if row == column:
                if rest < -ROUNDING:
                    return None
                lower[row][row] = math.sqrt(rest) if rest > ROUNDING else 0.0
            elif lower[column][column]:
                lower[row][column] = rest / lower[column][column]
            elif abs(rest) > math.sqrt(ROUNDING):
                return None
    return lower


def _from_rank(rho: float) -> float:
    return rho if abs(rho) == 1 else round(2 * math.sin(math.pi * rho / 6), 12)
