"""Sampling plans: the uniform number of a quantity in a draw, a function of seed, quantity and draw index alone.

Monte Carlo numbers are the stream of Philox4x64-10 (Salmon et al. 2011), keyed by the seed and a 64-bit hash of
the quantity's id; the draw index is the counter. So any block of draws of any quantity can be made by itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Protocol

import numpy as np

from rulewright.engine.portable import normal_distribution, normal_quantile

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Words = npt.NDArray[np.uint64]

Sampling = Literal["mc", "lhs", "sobol"]
WORDS_PER_STEP = 4  # Philox4x64 gives four 64-bit words for one counter
SOBOL_BITS = 30
_DRAWS, _PERMUTATION = 0, 1  # last word of the counter: streams of one key that never meet

GENERATORS: dict[str, str] = {
    "mc": "Philox4x64-10, key (seed, blake2b-64 of the quantity's id), counter draw//4; u = (word>>12 + 1/2)/2^52",
    "lhs": "Latin hypercube: permutation and place in the stratum by Philox4x64-10 keyed as for mc",
    "sobol": "Sobol' sequence with scipy.stats.qmc's scrambling by Philox4x64-10 seeded by SeedSequence(seed), 30 bits; "
    "dimensions: the inventory's uncertain quantities sorted by id",
}


class Plan(Protocol):
    """Gives uniform numbers."""

    def uniforms(self, key: str, start: int, stop: int) -> Floats:
        """Numbers (stop - start,) in (0, 1) of the quantity ``key`` in the draws start..stop-1."""
        ...


@dataclass(frozen=True)
class Group:
    """Quantities that vary together: their keys and the lower triangle of the correlations of their normal scores."""

    keys: tuple[str, ...]
    lower: tuple[tuple[float, ...], ...]


def make_plan(
    sampling: Sampling, seed: int, draws: int, keys: Sequence[str], groups: Sequence[Group] = ()
) -> Plan:
    """Plan for ``draws`` draws of the quantities ``keys`` (all uncertain quantities of an inventory, sorted)."""
    plan: Plan
    if sampling == "mc":
        plan = MonteCarlo(seed)
    elif sampling == "lhs":
        plan = LatinHypercube(seed, draws)
    else:
        plan = Sobol(seed, keys)
    return Correlated(plan, groups, draws if sampling == "lhs" else None) if groups else plan


def hash_of(key: str) -> int:
    """64-bit hash of a quantity's id, the same in every process and on every machine.

    Examples
    --------
    >>> hex(hash_of("parameter.coke"))
    '0xbbaf0002ec9b583e'
    """
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest(), "little")


def words(seed: int, key: str, start: int, stop: int, stream: int = _DRAWS) -> Words:
    """Words start..stop-1 of the Philox stream of a key (stop - start,)."""
    skipped = start // WORDS_PER_STEP
    counter = np.array([skipped, 0, 0, stream], dtype=np.uint64)
    bits = np.random.Philox(key=np.array([seed, hash_of(key)], dtype=np.uint64), counter=counter)
    first = skipped * WORDS_PER_STEP
    return np.asarray(bits.random_raw(stop - first)[start - first :], dtype=np.uint64)


def to_uniform(raw: Words) -> Floats:
    """Numbers in (0, 1) from the upper 52 bits: the half step keeps 0 and 1 out, and is exact."""
    return ((raw >> np.uint64(12)).astype(np.float64) + 0.5) * 2.0**-52


class MonteCarlo:
    """Independent numbers."""

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def uniforms(self, key: str, start: int, stop: int) -> Floats:
        """Numbers (stop - start,) in (0, 1)."""
        return to_uniform(words(self.seed, key, start, stop))


class LatinHypercube:
    """One number in each of ``draws`` equal strata of every quantity, in an order of its own."""

    def __init__(self, seed: int, draws: int) -> None:
        self.seed, self.draws = seed, draws
        self._kept: dict[str, Floats] = {}

    def uniforms(self, key: str, start: int, stop: int) -> Floats:
        """Numbers (stop - start,) in (0, 1)."""
        if key not in self._kept:
            self._kept[key] = self._whole(key)
        return self._kept[key][start:stop]

    def __getstate__(self) -> dict[str, Any]:
        return self.__dict__ | {"_kept": {}}

    def _whole(self, key: str) -> Floats:
        order = np.argsort(words(self.seed, key, 0, self.draws, _PERMUTATION), kind="stable")
        place = to_uniform(words(self.seed, key, 0, self.draws))
        return np.minimum((order + place) / self.draws, 1.0 - 2.0**-53)


class Sobol:
    """A scrambled Sobol' sequence, one dimension a quantity; the dimensions don't depend on what is asked for."""

    def __init__(self, seed: int, keys: Sequence[str]) -> None:
        self.seed = seed
        self.column = {key: number for number, key in enumerate(keys)}
        self._kept: tuple[int, int, Floats] | None = None

    def uniforms(self, key: str, start: int, stop: int) -> Floats:
        """Numbers (stop - start,) in (0, 1)."""
        kept = self._kept
        if kept is None or kept[:2] != (start, stop):
            kept = self._kept = (start, stop, self._block(start, stop))
        return np.ascontiguousarray(kept[2][:, self.column[key]])

    def __getstate__(self) -> dict[str, Any]:
        return self.__dict__ | {"_kept": None}

    def _block(self, start: int, stop: int) -> Floats:
        from scipy.stats import qmc

        rng = np.random.Generator(np.random.Philox(np.random.SeedSequence(self.seed)))  # SciPy spawns from it
        sequence = qmc.Sobol(len(self.column), scramble=True, bits=SOBOL_BITS, rng=rng)
        if start:
            sequence.fast_forward(start)
            points = sequence.random(stop - start)
        else:  # a power of two, so that SciPy doesn't warn of lost balance: the result says it
            points = sequence.random(1 << (stop - 1).bit_length())[:stop]
        return np.asarray(points, dtype=np.float64) + 2.0 ** -(SOBOL_BITS + 1)


class Correlated:
    """A plan in which some quantities vary together (Gaussian copula).

    The numbers of a group's members become normal scores, these are mixed by the lower triangle and go back to
    uniform numbers. The first member keeps its own numbers, and nothing outside the group changes.

    Notes
    -----
    Latin hypercube: a mixed number would leave its stratum, so each member's own numbers are put into the order of the
    mixed scores (after Iman and Conover 1982). Every member keeps one number in each stratum; correlations are those
    of the ranks, to sampling error.
    """

    def __init__(self, plan: Plan, groups: Sequence[Group], stratified: int | None = None) -> None:
        self.plan, self.groups, self.stratified = plan, tuple(groups), stratified
        self.member = {
            key: (number, place)
            for number, group in enumerate(self.groups)
            for place, key in enumerate(group.keys)
        }
        self._kept: dict[int, tuple[int, int, list[Floats]]] = {}

    def uniforms(self, key: str, start: int, stop: int) -> Floats:
        """Numbers (stop - start,) in (0, 1)."""
        if key not in self.member:
            return self.plan.uniforms(key, start, stop)
        number, place = self.member[key]
        first, last = (start, stop) if self.stratified is None else (0, self.stratified)
        kept = self._kept.get(number)
        if kept is None or kept[:2] != (first, last):
            kept = self._kept[number] = (first, last, self._mixed(self.groups[number], first, last))
        return kept[2][place][start - first : stop - first]

    def __getstate__(self) -> dict[str, Any]:
        return self.__dict__ | {"_kept": {}}

    def _mixed(self, group: Group, start: int, stop: int) -> list[Floats]:
        own = [self.plan.uniforms(key, start, stop) for key in group.keys]
        scores = [normal_quantile(each) for each in own]
        mixed = [own[0]]
        for place in range(1, len(own)):
            score = np.zeros(stop - start)
            for weight, other in zip(group.lower[place], scores, strict=False):
                if weight:
                    score = score + weight * other
            if self.stratified is None:
                inner = normal_distribution(score)
                mixed.append(np.clip(inner, 2.0**-53, 1.0 - 2.0**-53))
            else:
                ranks = np.argsort(np.argsort(score, kind="stable"), kind="stable")
                mixed.append(np.sort(own[place])[ranks])
        return mixed
