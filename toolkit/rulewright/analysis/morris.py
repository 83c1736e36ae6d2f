"""Morris's screening of any function of numbers with ranges: elementary effects, by SALib."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rulewright.analysis.question import check_count

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

Function = Callable[["Floats"], "Floats"]
LEVELS = 4
RESAMPLES = 200
CONFIDENCE = 0.95
MOST_TRAJECTORIES = 100_000
ROUNDING = 1e-12  # an effect below this part of the results is rounding


@dataclass(frozen=True)
class Screening:
    """Elementary effects, each the change of the result when one number crosses its whole range [unit of the result].

    Attributes
    ----------
    mu, mu_star, sigma, mu_star_conf : (numbers,)
        Mean, mean size, standard deviation, and half of the 95 % interval of the mean size (bootstrap).
    path
        (trajectories, mu_star) for growing parts of the sample: whether it has settled.
    """

    names: tuple[str, ...]
    mu: Floats
    mu_star: Floats
    sigma: Floats
    mu_star_conf: Floats
    trajectories: int
    levels: int
    evaluations: int
    path: tuple[tuple[int, Floats], ...]


def screen(
    function: Function, names: Sequence[str], low: Floats, high: Floats, trajectories: int = 50, seed: int = 1
) -> Screening:
    """Screen a function by Morris's method.

    Parameters
    ----------
    function
        Points (points, numbers) to results (points,).
    low, high : (numbers,)
        Ranges.
    trajectories
        At least 4; each costs one evaluation more than there are numbers.
    seed
        Integer, at least 0.

    Notes
    -----
    Morris 1991, Technometrics 33:161; mean size mu*: Campolongo et al. 2007, Environ. Model. Softw. 22:1509. Points lie on
    a grid of four levels; an effect is divided by its step as part of the range. SALib samples and analyses.

    Examples
    --------
    >>> found = screen(lambda x: 2 * x[:, 0] + x[:, 1], ("a", "b"), np.zeros(2), np.array([1.0, 10.0]), 10)
    >>> found.mu_star.round(9).tolist(), found.sigma.round(9).tolist()
    ([2.0, 10.0], [0.0, 0.0])
    """
    from SALib.analyze import morris as analyze
    from SALib.sample import morris as sample

    check_count("trajectories", trajectories, 4, MOST_TRAJECTORIES)
    check_count("seed", seed, 0, 2**63)
    count = len(names)
    problem = {"num_vars": count, "names": list(names), "bounds": [[0.0, 1.0]] * count}
    unit = np.asarray(sample.sample(dict(problem), trajectories, num_levels=LEVELS, seed=seed), dtype=float)
    results = np.asarray(function(low + unit * (high - low)), dtype=float)

    def analysed(some: int) -> dict[str, Floats]:
        rows = some * (count + 1)
        return dict(
            analyze.analyze(
                dict(problem), unit[:rows], results[:rows], num_resamples=RESAMPLES, conf_level=CONFIDENCE,
                num_levels=LEVELS, seed=seed,
            )
        )  # fmt: skip

    whole = analysed(trajectories)
    parts = sorted({max(trajectories // 8, 2), max(trajectories // 4, 2), max(trajectories // 2, 2)})
    path = tuple((some, np.asarray(analysed(some)["mu_star"], dtype=float)) for some in parts)
    least = ROUNDING * float(np.abs(results).max())

    def effect(name: str) -> Floats:
        values = np.asarray(whole[name], dtype=float)
        return np.where(np.abs(values) <= least, 0.0, values)

    mu, mu_star, sigma, spread = (effect(name) for name in ("mu", "mu_star", "sigma", "mu_star_conf"))
    return Screening(
        tuple(names), mu, mu_star, sigma, spread, trajectories, LEVELS, len(unit), (*path, (trajectories, mu_star))
    )  # fmt: skip
