"""Sobol' indices of any function of independent numbers: first order and total, with confidence, by SALib."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rulewright.analysis.question import QuestionError, check_count

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

Function = Callable[["Floats"], "Floats"]
RESAMPLES = 200
CONFIDENCE = 0.95
LEAST_BASE, MOST_BASE = 16, 2**20
EDGE = 2.0**-53  # keeps uniform numbers inside (0, 1): the ends of a distribution may be infinite
SPREADLESS = 1e-12  # relative sd below which a result doesn't vary


@dataclass(frozen=True)
class SobolIndices:
    """Shares of the variance of a result.

    Attributes
    ----------
    first, total : (numbers,)
        First-order and total index [1]; estimates, so slightly negative ones occur.
    first_conf, total_conf : (numbers,)
        Half of their 95 % intervals (bootstrap) [1].
    base
        Size of the base sample; evaluations = base * (numbers + 2).
    path
        (base, first, first_conf, total, total_conf) for growing parts of the sample.
    """

    names: tuple[str, ...]
    first: Floats
    first_conf: Floats
    total: Floats
    total_conf: Floats
    mean: float
    sd: float
    base: int
    evaluations: int
    path: tuple[tuple[int, Floats, Floats, Floats, Floats], ...]


def sobol_indices(function: Function, names: Sequence[str], base: int = 1024, seed: int = 1) -> SobolIndices:
    """First-order and total Sobol' indices.

    Parameters
    ----------
    function
        Uniform numbers (points, numbers) in (0, 1), independent, to results (points,): the inverses of the
        distributions are part of the function.
    base
        Size of the base sample, a power of 2, at least 16.
    seed
        Integer, at least 0.

    Raises
    ------
    QuestionError
        If base or seed cannot be, or the result doesn't vary.

    Notes
    -----
    Sobol' 2001, Math. Comput. Simul. 55:271; sample and estimators: Saltelli et al. 2010, Comput. Phys. Commun. 181:259.
    A part of the sample is the sample of a smaller base, so that convergence costs no more evaluations.

    Examples
    --------
    >>> found = sobol_indices(lambda u: 3 * u[:, 0] + 4 * u[:, 1], ("a", "b"), base=512)
    >>> bool(abs(found.first - np.array([0.36, 0.64])).max() < 0.01)
    True
    """
    from SALib.sample import sobol as sample

    check_count("samples", base, LEAST_BASE, MOST_BASE)
    if base & (base - 1):
        raise QuestionError(
            f"a base sample of {base} is no power of 2",
            "samples",
            f"give {1 << base.bit_length()}, for example",
        )
    check_count("seed", seed, 0, 2**63)
    count = len(names)
    problem = {"num_vars": count, "names": list(names), "bounds": [[0.0, 1.0]] * count}
    unit = sample.sample(problem, base, calc_second_order=False, seed=seed)
    results = np.asarray(function(np.clip(unit, EDGE, 1 - EDGE)), dtype=float)
    sd = float(np.std(results))
    if not sd > SPREADLESS * float(np.abs(results).max()):
        raise QuestionError(
            "the result doesn't vary with these numbers",
            ", ".join(names[:5]),
            "widen the ranges, or take others",
        )
    sizes = [size for size in (base >> shift for shift in range(3, 0, -1)) if size >= LEAST_BASE]
    parts = [(size, *_analysed(problem, results[: size * (count + 2)], seed)) for size in sizes]
    whole = _analysed(problem, results, seed)
    return SobolIndices(
        tuple(names), *whole, float(np.mean(results)), sd, base, len(unit), (*parts, (base, *whole))
    )


def _analysed(
    problem: dict[str, object], results: Floats, seed: int
) -> tuple[Floats, Floats, Floats, Floats]:
    """First order with confidence, total with confidence."""
    from SALib.analyze import sobol as analyze

    if not float(np.std(results)) > SPREADLESS * float(np.abs(results).max()):
        nothing = np.zeros(problem["num_vars"])  # type: ignore[call-overload]
        return nothing, nothing, nothing, nothing
    found = analyze.analyze(
        problem, results, calc_second_order=False, num_resamples=RESAMPLES, conf_level=CONFIDENCE,
        seed=seed + 1,  # SALib takes 0 for "no seed"
    )  # fmt: skip
    first, first_conf, total, total_conf = (
        np.asarray(found[name], dtype=float) for name in ("S1", "S1_conf", "ST", "ST_conf")
    )
    return first, first_conf, total, total_conf
