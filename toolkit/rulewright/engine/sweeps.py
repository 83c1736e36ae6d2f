"""Solve ``A.T y = c`` for eight draws and several right sides at once by sweeps in a good order, with a checked residual.

A sweep computes each product's score from those of its suppliers (Gauss-Seidel). Where all loops give more than they
take, sweeps settle from any start, and where inputs have the sign of inputs they settle only there: settling is the
test of a productive system (Stein and Rosenberg 1948; Berman and Plemmons 1994, chapters 6 and 7). A draw that does
not settle is solved with pivoting, and then tested: with unit direct burdens everywhere, a productive system gives
every product a score above zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from rulewright.engine.compiled import DIRECT, NOT_PRODUCTIVE, SINGULAR
from rulewright.engine.kernels import SETS_TOGETHER, Kernels, NumbaKernels, aligned, sets_apart

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Bytes = npt.NDArray[np.uint8]
    Ints = npt.NDArray[np.int64]
    Flags = npt.NDArray[np.bool_]

TOLERANCE = 1e-11  # change of a score in one sweep, of the score, at which a draw has settled
LARGEST_RESIDUAL = 1e-10  # componentwise backward error that is accepted
LONGEST = 60  # sweeps before a draw is solved in another way
FLOOR = 2.0**-20  # of a product's mean score: below it, cancellation makes a relative change meaningless
AGREEMENT = 1e-9  # numba's sweeps against SciPy's: largest relative difference of scores
KRYLOV_STEPS = 500


@dataclass(frozen=True)
class Pattern:
    """A fixed sparse pattern in sweep order: row j holds the links of product j to its suppliers.

    Attributes
    ----------
    components : (loops + 1,)
        Where each loop starts.
    starts : (n + 1,)
        Where each product's links start.
    suppliers : (links,) uint32
        Supplier of each link.
    scale : (n,)
        Power of two next to a product's mean score, with the sign of its mean production.
    """

    components: Ints
    starts: Ints
    suppliers: Any
    scale: Floats

    @property
    def size(self) -> int:
        """Number of products n."""
        return len(self.starts) - 1

    @cached_property
    def users(self) -> Ints:
        """User of each link (links,)."""
        return np.repeat(np.arange(self.size), np.diff(self.starts))

    @cached_property
    def floors(self) -> Floats:
        """Scores below which changes are measured absolutely (n,)."""
        return FLOOR * np.abs(self.scale)


@dataclass(frozen=True)
class Solved:
    """Eight draws, solved for each of several right sides.

    ``y`` (n, sets, 8); ``status`` (sets, 8) as in :class:`rulewright.engine.compiled.Block`; ``residual`` (sets, 8)
    componentwise backward error [1]; ``sweeps`` (sets, 8): how many the slowest loop took.
    """

    y: Floats
    status: Bytes
    residual: Floats
    sweeps: Ints


def solve(
    kernels: Kernels, pattern: Pattern, values: Floats, diagonal: Floats, rights: Floats, starts: Floats,
    longest: int = LONGEST, usual: Floats | None = None,
) -> Solved:  # fmt: skip
    """Solve eight draws for several right sides, each as if it were alone.

    Parameters
    ----------
    values : (links, 8)
        Entries of A beside the diagonal.
    diagonal : (n, 8)
        Net production.
    rights : (n, sets, 8)
        c.
    starts : (sets, n)
        Where sweeps begin; the same for every draw, so that no draw depends on another.
    longest
        Sweeps before a draw is solved in another way.
    usual : (n,)
        Signs of the scores under unit burdens at the mean; default: all above zero (no credits).
    """
    with np.errstate(all="ignore"):  # a draw that fails gets a status, not a warning
        leap = np.asarray((kernels.largest(rights, -np.ones(pattern.size)) <= 0) & (usual is None))
        y, taken, residual = _sweep(kernels, pattern, values, diagonal, rights, starts, longest, leap)
        status = np.zeros(leap.shape, dtype=np.uint8)
        turned = (kernels.largest(diagonal[:, None], -pattern.scale) >= 0) | (
            leap & (kernels.largest(y, -pattern.scale) > 0)
        )
        failed = turned | (taken > longest) | ~(residual <= LARGEST_RESIDUAL)
        for number, lane in np.argwhere(failed).tolist():
            one = values[:, lane], diagonal[:, lane], rights[:, number, lane]
            y[:, number, lane], status[number, lane] = _mend(pattern, *one, y[:, number, lane], usual)
            residual[number, lane] = _residual(pattern, *one, y[:, number, lane])
            if not residual[number, lane] <= LARGEST_RESIDUAL:
                status[number, lane] = SINGULAR
    return Solved(y, status, residual, taken)


def signs_under_unit_burdens(pattern: Pattern, values: Floats, diagonal: Floats) -> Floats | None:
    """Signs (n,) of all scores if every process had a unit burden of its own; None if the system is singular.

    Notes
    -----
    For a system whose off-diagonal entries all are inputs, it is productive exactly if none is below zero.
    """
    system, _, _ = _scaled(pattern, values, diagonal)
    solution = _direct(system, np.ones(pattern.size))
    return None if solution is None else np.asarray(np.sign(solution))


def solve_forward(pattern: Pattern, values: Floats, diagonal: Floats, demand: Floats) -> Floats | None:
    """Supply x (n,) of ``A x = f`` in one draw; None if the system is singular."""
    system, down, across = _scaled(pattern, values, diagonal)
    transposed = system.T.tocsr()
    found = _krylov(transposed, across * demand, None)
    if (
        found is None
        or not np.abs(transposed @ found - across * demand).max() <= TOLERANCE * np.abs(across * demand).max()
    ):
        found = _direct(transposed, across * demand)
    return None if found is None else np.asarray(down * found)


def _sweep(
    kernels: Kernels, pattern: Pattern, values: Floats, diagonal: Floats, rights: Floats, starts: Floats, longest: int,
    leap: Flags,
) -> tuple[Floats, Ints, Floats]:  # fmt: skip
    y = aligned(*rights.shape)
    y[:] = starts.T[:, :, None]
    taken, residual = np.zeros(leap.shape, dtype=np.int64), np.empty(leap.shape)
    if not isinstance(kernels, NumbaKernels):
        for number, lane in np.ndindex(leap.shape):
            one = values[:, lane], diagonal[:, lane], rights[:, number, lane]
            y[:, number, lane], taken[number, lane] = _sweep_by_scipy(pattern, *one, starts[number], longest)
            residual[number, lane] = _residual(pattern, *one, y[:, number, lane])
        return y, taken, residual
    inverse = np.divide(1.0, diagonal, out=aligned(*diagonal.shape)).reshape(-1)
    entries, own = values.reshape(-1), diagonal.reshape(-1)
    for first in range(0, len(starts), SETS_TOGETHER):
        some = slice(first, first + SETS_TOGETHER)
        sets = (0,) * len(starts[some])
        right, scores = sets_apart(rights, some), sets_apart(y, some)
        kernels.compiled.sweep(
            pattern.components, pattern.starts, pattern.suppliers, entries, inverse, right, pattern.floors, TOLERANCE,
            longest, leap[some].reshape(-1), sets, scores, taken[some].reshape(-1),
        )  # fmt: skip
        kernels.compiled.residuals(
            pattern.starts, pattern.suppliers, entries, own, right, sets, scores, residual[some].reshape(-1)
        )
        y[:, some] = scores.reshape(y[:, some].shape)
    return y, taken, residual


def _sweep_by_scipy(
    pattern: Pattern, values: Floats, diagonal: Floats, right: Floats, start: Floats, longest: int
) -> tuple[Floats, int]:
    """One draw: each sweep is a product with the later suppliers and a triangular solve with the earlier ones."""
    from scipy.sparse import csc_array, csr_array
    from scipy.sparse.linalg import splu

    size, users, suppliers = pattern.size, pattern.users, pattern.suppliers
    early = suppliers < users
    nodes = np.arange(size)
    rows, columns = np.concatenate([users[early], nodes]), np.concatenate([suppliers[early], nodes])
    lower = csc_array((np.concatenate([values[early], diagonal]), (rows, columns)), shape=(size, size))
    late = csr_array((values[~early], (users[~early], suppliers[~early])), shape=(size, size))
    if not (np.isfinite(values).all() and np.isfinite(diagonal).all() and (diagonal != 0).all()):
        return np.full(size, np.nan), longest + 1
    triangle = splu(lower, permc_spec="NATURAL", diag_pivot_thresh=0.0, options={"Equil": False})
    y = start
    for number in range(1, longest + 1):
        new = triangle.solve(right - late @ y)
        change = np.abs(new - y) - TOLERANCE * np.maximum(np.abs(new), pattern.floors)
        y = new
        if not change.max(initial=0.0) > 0:
            return y, number
    return y, longest + 1


def _residual(pattern: Pattern, values: Floats, diagonal: Floats, right: Floats, y: Floats) -> float:
    """Componentwise backward error of one draw [1]; NaN if a number is not finite."""
    products = values * y[pattern.suppliers]
    own = diagonal * y
    rest = right - own - np.bincount(pattern.users, weights=products, minlength=pattern.size)
    size = np.abs(right) + np.abs(own) + np.bincount(
        pattern.users, weights=np.abs(products), minlength=pattern.size
    )  # fmt: skip
    return float(
        np.where(size > 0, np.abs(rest) / np.where(size > 0, size, 1.0), np.abs(rest)).max(initial=0.0)
    )


def _mend(
    pattern: Pattern, values: Floats, diagonal: Floats, right: Floats, guess: Floats, usual: Floats | None
) -> tuple[Floats, int]:
    """Solve one draw that did not settle; NaN if it is singular or not finite."""
    failed = np.full(pattern.size, np.nan)
    if not all(np.isfinite(each).all() for each in (values, diagonal, right)):
        return failed, SINGULAR
    system, down, across = _scaled(pattern, values, diagonal)
    found = _krylov(system, down * right, guess / across if np.isfinite(guess).all() else None)
    y = None if found is None else across * found
    ones = np.ones(pattern.size)
    unit = _krylov(system, ones, None) if y is not None else None
    if y is None or unit is None or not _residual(pattern, values, diagonal, right, y) <= TOLERANCE:
        solutions = _direct(system, np.stack([down * right, ones], axis=1))
        if solutions is None:
            return failed, SINGULAR
        y, unit = across * solutions[:, 0], solutions[:, 1]
    expected = ones if usual is None else usual
    return y, NOT_PRODUCTIVE if (unit * expected < 0).any() else DIRECT


def _scaled(pattern: Pattern, values: Floats, diagonal: Floats) -> tuple[Any, Floats, Floats]:
    """``A.T`` with all productions near one, and the scales of its rows and columns."""
    from scipy.sparse import csr_array

    across = pattern.scale
    nodes = np.arange(pattern.size)
    _, exponents = np.frexp(np.abs(diagonal * across))
    down = np.ldexp(1.0, -exponents)
    rows, columns = np.concatenate([pattern.users, nodes]), np.concatenate([pattern.suppliers, nodes])
    data = np.concatenate([values, diagonal]) * down[rows] * across[columns]
    return csr_array((data, (rows, columns)), shape=(pattern.size, pattern.size)), down, across


def _krylov(system: Any, right: Floats, guess: Floats | None) -> Floats | None:
    """Solution by BiCGSTAB with the diagonal as preconditioner; None if it does not converge."""
    from scipy.sparse.linalg import LinearOperator, bicgstab

    own = system.diagonal()
    if not (own != 0).all():
        return None
    inverse = LinearOperator(system.shape, matvec=lambda vector: vector / own)
    first = right / own if guess is None else guess
    found, info = bicgstab(system, right, x0=first, rtol=1e-14, atol=0.0, maxiter=KRYLOV_STEPS, M=inverse)
    return np.asarray(found) if info == 0 else None


def _direct(system: Any, right: Floats) -> Floats | None:
    """Solution by SuperLU with pivoting and two steps of refinement; None if it is singular."""
    from scipy.sparse.linalg import splu

    try:
        factors = splu(system.tocsc())
    except RuntimeError:
        return None
    solution = factors.solve(right)
    for _ in range(2):
        solution = solution + factors.solve(right - system @ solution)
    return solution if np.isfinite(solution).all() else None
