"""The number-crunching loops of the engine: compiled by numba where it is installed, else NumPy and SciPy.

Nothing is compiled on installation and no compiler is needed: numba brings its own and keeps what it made in the
user's cache directory. Random numbers and elimination are the same bits either way; sweeps agree within
:data:`rulewright.engine.sweeps.AGREEMENT`.
"""

from __future__ import annotations

import math
import os
import tempfile
import warnings
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol

import numpy as np

from rulewright.engine.errors import UncertaintyError
from rulewright.engine.plans import WORDS_PER_STEP, to_uniform
from rulewright.engine.portable import exp, normal_quantile

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]
    Words = npt.NDArray[np.uint64]

Route = Literal["numba", "numpy"]
VARIABLE = "RULEWRIGHT_KERNELS"
LANES = 8  # draws in a block: one cache line of doubles
SETS_TOGETHER = 4  # right sides that go together: more don't fit into a processor's registers
TOGETHER = 2**15  # numbers made at once by NumPy: they stay in the processor's cache

_MULTIPLIERS = (0xD2E7470EE14C6C93, 0xCA5A826395121157)
_STEPS = (0x9E3779B97F4A7C15, 0xBB67AE8584CAA73B)
_LOW = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)


class Kernels(Protocol):
    """What the engine needs done fast. Arrays of draws have the draws on their last axis."""

    @property
    def path(self) -> Route:
        """Which of the two."""
        ...

    def uniforms(self, seed: int, keys: Words, start: int, stop: int) -> Floats:
        """Uniform numbers (keys, stop - start): for each key those of :class:`rulewright.engine.plans.MonteCarlo`.

        ``keys``: 64-bit hashes by :func:`rulewright.engine.plans.hash_of`.
        """
        ...

    def lognormals(
        self, seed: int, keys: Words, medians: Floats, sds: Floats, start: int, stop: int
    ) -> Floats:
        """Plain lognormals (keys, stop - start), as :func:`rulewright.engine.distributions.lognormals` gives.

        ``medians``: may be negative; ``sds``: of ln.
        """
        ...

    def put_rows(self, amounts: Floats, targets: Ints, out: Floats) -> None:
        """Write rows of ``amounts`` (n, 8) to the rows ``targets`` (n,) of ``out``."""
        ...

    def add_rows(self, amounts: Floats, targets: Ints, out: Floats) -> None:
        """Add rows of ``amounts`` (n, 8) to the rows ``targets`` (n,) of ``out``, in order."""
        ...

    def add_scaled_rows(self, amounts: Floats, factors: Floats, targets: Ints, out: Floats) -> None:
        """Add rows of ``amounts`` (n, 8) times ``factors`` (n, sets) to ``targets`` of ``out`` (rows, sets, 8), in order."""
        ...

    def largest(self, numbers: Floats, factors: Floats) -> Floats:
        """Largest (sets, 8) of ``numbers`` (n, sets, 8) times ``factors`` (n,); what is no number never wins."""
        ...


@cache
def kernels(force: Route | None = None) -> Kernels:
    """Kernels of this machine: numba's if it can be imported, else NumPy's.

    Parameters
    ----------
    force
        "numba" or "numpy"; default: the environment variable ``RULEWRIGHT_KERNELS``, else what there is.

    Raises
    ------
    UncertaintyError
        If numba is asked for and not installed, or another word is given.

    Examples
    --------
    >>> kernels("numpy").path
    'numpy'
    """
    wanted = force or os.environ.get(VARIABLE) or ("numba" if find_spec("numba") else "numpy")
    if wanted == "numpy":
        return NumpyKernels()
    if wanted != "numba":
        raise UncertaintyError(f"unknown kernels '{wanted}'", VARIABLE, "use one of: numba, numpy")
    if find_spec("numba") is None:
        raise UncertaintyError(
            "numba is asked for and not installed", VARIABLE, "install numba, or use numpy"
        )
    return NumbaKernels()


def aligned(*shape: int) -> Floats:
    """An empty array (..., 8) whose rows of eight doubles each fill a line of the processor's cache, not parts of two."""
    count = math.prod(shape)
    room = np.empty(count + LANES - 1)
    first = (-room.ctypes.data // room.itemsize) % LANES
    return room[first : first + count].reshape(shape)


class NumpyKernels:
    """The plain path."""

    path: Route = "numpy"

    def uniforms(self, seed: int, keys: Words, start: int, stop: int) -> Floats:
        first, last = start // WORDS_PER_STEP, -(-stop // WORDS_PER_STEP)
        found = np.empty((len(keys), stop - start))
        together = max(1, TOGETHER // (WORDS_PER_STEP * (last - first)))
        for place in range(0, len(keys), together):
            some = slice(place, place + together)
            words = _philox(seed, keys[some, None], np.arange(first + 1, last + 1, dtype=np.uint64)[None, :])
            skipped = start - first * WORDS_PER_STEP
            found[some] = to_uniform(words.reshape(len(words), -1)[:, skipped : skipped + stop - start])
        return found

    def lognormals(
        self, seed: int, keys: Words, medians: Floats, sds: Floats, start: int, stop: int
    ) -> Floats:
        found = self.uniforms(seed, keys, start, stop)
        together = max(1, TOGETHER // (stop - start))
        for place in range(0, len(keys), together):
            some = slice(place, place + together)
            found[some] = medians[some, None] * exp(sds[some, None] * normal_quantile(found[some]))
        return found

    def put_rows(self, amounts: Floats, targets: Ints, out: Floats) -> None:
        out[targets] = amounts

    def add_rows(self, amounts: Floats, targets: Ints, out: Floats) -> None:
        np.add.at(out, targets, amounts)

    def add_scaled_rows(self, amounts: Floats, factors: Floats, targets: Ints, out: Floats) -> None:
        np.add.at(out, targets, amounts[:, None, :] * factors[:, :, None])

    def largest(self, numbers: Floats, factors: Floats) -> Floats:
        return np.asarray(np.fmax.reduce(numbers * factors[:, None, None], initial=-np.inf))


class NumbaKernels:
    """The compiled path."""

    path: Route = "numba"

    def __init__(self) -> None:
        self.compiled = _compiled()

    def __reduce__(self) -> tuple[Any, ...]:  # a module cannot be sent to another process; its name can
        return kernels, ("numba",)

    def uniforms(self, seed: int, keys: Words, start: int, stop: int) -> Floats:
        found = np.empty((len(keys), stop - start))
        self.compiled.uniforms(np.uint64(seed), keys, start, found)
        return found

    def lognormals(
        self, seed: int, keys: Words, medians: Floats, sds: Floats, start: int, stop: int
    ) -> Floats:
        found = np.empty((len(keys), stop - start))
        if found.size:
            self.compiled.lognormals(np.uint64(seed), keys, medians, sds, start, found)
        return found

    def put_rows(self, amounts: Floats, targets: Ints, out: Floats) -> None:
        self.compiled.put_rows(amounts.reshape(-1), targets, out.reshape(-1))

    def add_rows(self, amounts: Floats, targets: Ints, out: Floats) -> None:
        self.compiled.add_rows(amounts.reshape(-1), targets, out.reshape(-1))

    def add_scaled_rows(self, amounts: Floats, factors: Floats, targets: Ints, out: Floats) -> None:
        among = factors.shape[1]
        flat = amounts.reshape(-1), np.ascontiguousarray(factors).reshape(-1), targets
        for first in range(0, among, SETS_TOGETHER):
            sets = (0,) * min(SETS_TOGETHER, among - first)
            self.compiled.add_scaled_rows(*flat, first, among, sets, out.reshape(-1))

    def largest(self, numbers: Floats, factors: Floats) -> Floats:
        found = np.empty(numbers.shape[1:])
        for first in range(0, len(found), SETS_TOGETHER):
            some = slice(first, first + SETS_TOGETHER)
            sets = (0,) * len(found[some])
            self.compiled.largest(sets_apart(numbers, some), factors, sets, found[some].reshape(-1))
        return found


def sets_apart(numbers: Floats, some: slice) -> Floats:
    """Some sets of ``numbers`` (n, sets, 8), flat: the same memory if they are all, else a copy."""
    chosen = numbers[:, some]
    if chosen.shape != numbers.shape:
        copy = aligned(*chosen.shape)
        copy[:] = chosen
        return copy.reshape(-1)
    return np.ascontiguousarray(chosen).reshape(-1)


@cache
def _compiled() -> Any:
    """The module of compiled kernels, its machine code kept in the user's cache directory.

    Numba would keep it beside the source, which may be read-only, and reads its setting when a function is
    decorated: so the setting stands only while the module is imported. A user's own NUMBA_CACHE_DIR holds.
    """
    import platformdirs
    from numba.core import config

    settings: Any = config

    before = settings.CACHE_DIR
    if not before:
        settings.CACHE_DIR = _writable(Path(platformdirs.user_cache_dir("rulewright")) / "numba")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # numba's own deprecations are not the user's affair
            from rulewright.engine import numba_kernels
    finally:
        settings.CACHE_DIR = before
    return numba_kernels


def _writable(directory: Path) -> str:
    """The directory, or, if it cannot be written, one of this process (machine code is then made every time)."""
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError:
        return tempfile.mkdtemp(prefix="rulewright-numba-")
    return str(directory) if os.access(directory, os.W_OK) else tempfile.mkdtemp(prefix="rulewright-numba-")


def _philox(seed: int, keys: Words, counters: Words) -> Words:
    """Words (n, m, 4) of Philox4x64-10 for the keys (n, 1) and counters (1, m)."""
    shape = np.broadcast_shapes(keys.shape, counters.shape)
    c0, c1 = np.broadcast_to(counters, shape), np.zeros(shape, dtype=np.uint64)
    c2, c3 = np.zeros(shape, dtype=np.uint64), np.zeros(shape, dtype=np.uint64)
    k1 = np.broadcast_to(keys, shape).copy()
    for number in range(10):
        k0 = np.uint64((seed + number * _STEPS[0]) & 0xFFFFFFFFFFFFFFFF)
        high0, low0 = _product(_MULTIPLIERS[0], c0)
        high1, low1 = _product(_MULTIPLIERS[1], c2)
        c0, c1, c2, c3 = high1 ^ c1 ^ k0, low1, high0 ^ c3 ^ k1, low0
        k1 += np.uint64(_STEPS[1])
    return np.stack([c0, c1, c2, c3], axis=-1)


def _product(a: int, b: Words) -> tuple[Words, Words]:
    """Upper and lower 64 bits of the product of a constant and words."""
    a_low, a_high = np.uint64(a & 0xFFFFFFFF), np.uint64(a >> 32)
    b_low, b_high = b & _LOW, b >> _HALF
    low, middle, other = a_low * b_low, a_high * b_low, a_low * b_high
    carried = (low >> _HALF) + (middle & _LOW) + (other & _LOW)
    high = a_high * b_high + (middle >> _HALF) + (other >> _HALF) + (carried >> _HALF)
    return high, np.uint64(a) * b
