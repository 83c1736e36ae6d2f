"""Compiled kernels (numba). Imported only by :mod:`rulewright.engine.kernels`, never with the package.

Each does the operations of its NumPy counterpart one by one in the same order. Numba's ``fastmath`` stays off, so
nothing is fused or reassociated and both give the same bits. Draws go in lanes, see
:mod:`rulewright.engine.numba_lanes`.
"""

# numba's types know neither tuples nor intrinsics
# mypy: disable-error-code="untyped-decorator, no-untyped-call"

from __future__ import annotations

import math
from typing import Any

import numpy as np
from llvmlite import ir  # type: ignore[import-untyped]
from numba import njit, types

from rulewright.engine.numba_lanes import (
    LANES,
    absolute,
    each,
    intrinsic,
    larger,
    load,
    load_for_all,
    same,
    store,
    where,
)
from rulewright.engine.portable import _CENTRE, _EXP, _FAR, _LN2_HIGH, _LN2_LOW, _LOG, _NEAR

CHUNK = 512  # numbers made at once: their buffers stay in the first-level cache
LARGEST_LEAP = 0.95  # ratio of changes beyond which a series is not continued
FIRST_LEAP, LEAP_EVERY = (
    9,
    4,
)  # sweeps: by then what shrinks quickly is gone, and the slowest part alone is left
_C0, _C1 = _CENTRE
_N0, _N1 = _NEAR
_F0, _F1 = _FAR
_ONE_BITS = np.int64(1023)
_SIZE_BITS = np.int64(0x7FFFFFFFFFFFFFFF)
_LARGEST_IN_ONE_STEP = np.float64(1022.0 * 0.69).view(np.int64)
_HALF_ROOT = 0.7071067811865476
_TAIL = 0.425


@intrinsic
def _product(_context: Any, a: Any, b: Any) -> Any:
    """Upper and lower 64 bits of the product of two 64-bit words, by one multiplication."""
    pair = types.UniTuple(types.uint64, 2)

    def generate(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        wide, narrow = ir.IntType(128), ir.IntType(64)
        product = builder.mul(builder.zext(arguments[0], wide), builder.zext(arguments[1], wide))
        high = builder.trunc(builder.lshr(product, ir.Constant(wide, 64)), narrow)
        return context.make_tuple(builder, pair, (high, builder.trunc(product, narrow)))

    return pair(types.uint64, types.uint64), generate


@njit(inline="always", error_model="numpy")
def _philox(k0: Any, k1: Any, counter: Any) -> Any:
    """Four words of Philox4x64-10 (Salmon et al. 2011) for the counter (counter, 0, 0, 0)."""
    c0, c1, c2, c3 = counter, np.uint64(0), np.uint64(0), np.uint64(0)
    m0, m1 = np.uint64(0xD2E7470EE14C6C93), np.uint64(0xCA5A826395121157)
    w0, w1 = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBB67AE8584CAA73B)
    for _ in range(10):
        h0, l0 = _product(m0, c0)
        h1, l1 = _product(m1, c2)
        c0, c1, c2, c3 = h1 ^ c1 ^ k0, l1, h0 ^ c3 ^ k1, l0
        k0 = k0 + w0
        k1 = k1 + w1
    return c0, c1, c2, c3


@njit(inline="always", error_model="numpy")
def _words(seed: Any, key: Any, start: Any, out: Any, offset: Any, width: Any) -> None:
    """Words start .. start + width - 1 of a key's stream, their upper 52 bits, into ``out`` from ``offset`` on."""
    counter = np.uint64(start >> 2) + np.uint64(1)  # NumPy's generator counts up before it makes a block
    cut = np.uint64(12)
    place = offset
    skip = start & 3
    if skip > 0:
        w = _philox(seed, key, counter)
        counter += np.uint64(1)
        for k in range(skip, min(4, skip + width)):
            word = w[1] if k == 1 else (w[2] if k == 2 else w[3])
            out[place] = np.int64(word >> cut)
            place += 1
    end = offset + width
    while place + 4 <= end:
        w = _philox(seed, key, counter)
        counter += np.uint64(1)
        out[place] = np.int64(w[0] >> cut)
        out[place + 1] = np.int64(w[1] >> cut)
        out[place + 2] = np.int64(w[2] >> cut)
        out[place + 3] = np.int64(w[3] >> cut)
        place += 4
    if place < end:
        w = _philox(seed, key, counter)
        for k in range(end - place):
            word = w[0] if k == 0 else (w[1] if k == 1 else w[2])
            out[place + k] = np.int64(word >> cut)


@njit(cache=True, nogil=True, error_model="numpy")
def uniforms(seed: Any, keys: Any, start: Any, out: Any) -> None:
    """Uniform numbers (keys, draws) of the draws from ``start`` on."""
    width = out.shape[1]
    words = np.empty(width, np.int64)
    for row in range(len(keys)):
        _words(seed, keys[row], start, words, 0, width)
        for i in range(width):
            out[row, i] = (np.float64(words[i]) + 0.5) * 2.0**-52


@njit(inline="always", error_model="numpy")
def _seventh(c: Any, x: Any) -> Any:
    """Polynomial of degree 7, highest power first; written out so that loops around it become vector code."""
    p = c[0] * x + c[1]
    p = p * x + c[2]
    p = p * x + c[3]
    p = p * x + c[4]
    p = p * x + c[5]
    p = p * x + c[6]
    return p * x + c[7]


@njit(inline="always", error_model="numpy")
def _tenth(c: Any, x: Any) -> Any:
    """Polynomial of degree 10."""
    p = c[0] * x + c[1]
    p = p * x + c[2]
    p = p * x + c[3]
    p = p * x + c[4]
    p = p * x + c[5]
    p = p * x + c[6]
    p = p * x + c[7]
    p = p * x + c[8]
    p = p * x + c[9]
    return p * x + c[10]


@njit(inline="always", error_model="numpy")
def _fourteenth(c: Any, x: Any) -> Any:
    """Polynomial of degree 14."""
    p = c[0] * x + c[1]
    p = p * x + c[2]
    p = p * x + c[3]
    p = p * x + c[4]
    p = p * x + c[5]
    p = p * x + c[6]
    p = p * x + c[7]
    p = p * x + c[8]
    p = p * x + c[9]
    p = p * x + c[10]
    p = p * x + c[11]
    p = p * x + c[12]
    p = p * x + c[13]
    return p * x + c[14]


@njit(inline="always", error_model="numpy")
def _normals(
    words: Any, count: Any, u: Any, z: Any, tail: Any, r: Any, x: Any, exponent: Any, bits: Any
) -> None:
    """Normal quantiles of random words into ``z``; see :func:`rulewright.engine.portable.normal_quantile`."""
    for i in range(count):
        u[i] = (np.float64(words[i]) + 0.5) * 2.0**-52
    for i in range(count):
        q = u[i] - 0.5
        s = 0.180625 - q * q
        z[i] = q * (_seventh(_C0, s) / _seventh(_C1, s))
    tails: Any = 0
    for i in range(count):
        tail[tails] = i  # overwritten by the next unless this one is far out: no branch to guess wrong
        tails += np.int64(abs(u[i] - 0.5) > _TAIL)
    for j in range(tails):
        q = u[tail[j]] - 0.5
        x[j] = u[tail[j]] if q < 0 else 0.5 - q
    whole = x.view(np.int64)
    for j in range(
        tails
    ):  # x = mantissa * 2^exponent with the mantissa in [sqrt(1/2), sqrt(2)); x is normal: >= 2^-53
        word = whole[j]
        exponent[j] = np.float64((word >> 52) - 1022)
        bits[j] = (word & 0x000FFFFFFFFFFFFF) | (np.int64(1022) << 52)
    mantissa = bits.view(np.float64)
    for j in range(tails):
        m, e = mantissa[j], exponent[j]
        low = m < _HALF_ROOT
        m = 2.0 * m if low else m
        e = e - 1.0 if low else e
        s = (m - 1.0) / (m + 1.0)
        square = s * s
        r[j] = math.sqrt(-(e * _LN2_HIGH + (e * _LN2_LOW + 2.0 * s * _tenth(_LOG, square))))
    for j in range(tails):
        s = r[j] - 1.6
        x[j] = _seventh(_N0, s) / _seventh(_N1, s)
    for j in range(tails):
        if r[j] > 5.0:
            s = r[j] - 5.0
            x[j] = _seventh(_F0, s) / _seventh(_F1, s)
        i = tail[j]
        z[i] = math.copysign(x[j], u[i] - 0.5)


@njit(inline="always", error_model="numpy")
def _exponentials(x: Any, count: Any, bits: Any) -> None:
    """e to the power of ``x``, in place; see :func:`rulewright.engine.portable.exp`."""
    powers = bits.view(np.float64)
    whole = x.view(np.int64)
    largest = np.int64(0)  # sizes compare like their bits, and whole numbers are compared many at once
    for i in range(count):
        largest = max(largest, whole[i] & _SIZE_BITS)
    if largest < _LARGEST_IN_ONE_STEP:
        for i in range(count):
            k = np.rint(x[i] * 1.4426950408889634)
            rest = (x[i] - k * _LN2_HIGH) - k * _LN2_LOW
            bits[i] = (np.int64(k) + _ONE_BITS) << 52
            x[i] = _fourteenth(_EXP, rest) * powers[i]
    else:  # beyond what a double's exponent holds in one step
        for i in range(count):
            k = np.rint(x[i] * 1.4426950408889634)
            rest = (x[i] - k * _LN2_HIGH) - k * _LN2_LOW
            power: Any = np.int32(min(max(k, -5000.0), 5000.0))
            x[i] = math.ldexp(_fourteenth(_EXP, rest), power)


@njit(cache=True, nogil=True, error_model="numpy")
def lognormals(seed: Any, keys: Any, medians: Any, sds: Any, start: Any, out: Any) -> None:
    """Lognormal amounts (keys, draws): median times exp(sd times normal)."""
    u, z, r, x = np.empty(CHUNK), np.empty(CHUNK), np.empty(CHUNK), np.empty(CHUNK)
    exponent = np.empty(CHUNK)
    words, tail, bits = np.empty(CHUNK, np.int64), np.empty(CHUNK, np.int64), np.empty(CHUNK, np.int64)
    width = out.shape[1]
    if width > CHUNK:
        for row in range(len(keys)):
            for first in range(0, width, CHUNK):
                count = min(CHUNK, width - first)
                _words(seed, keys[row], start + first, words, 0, count)
                _normals(words, count, u, z, tail, r, x, exponent, bits)
                for i in range(count):
                    z[i] = sds[row] * z[i]
                _exponentials(z, count, bits)
                for i in range(count):
                    out[row, first + i] = medians[row] * z[i]
        return
    together = CHUNK // width
    flat, eight = out.reshape(-1), np.uint64(LANES)
    for first in range(0, len(keys), together):
        rows = min(together, len(keys) - first)
        count = rows * width
        for row in range(rows):
            _words(seed, keys[first + row], start, words, row * width, width)
        _normals(words, count, u, z, tail, r, x, exponent, bits)
        if width == LANES:
            for row in range(rows):
                place = np.uint64(row) * eight
                store(z, place, same(sds[first + row], (0,)) * load(z, place, (0,)))
            _exponentials(z, count, bits)
            for row in range(rows):
                amounts = same(medians[first + row], (0,)) * load(z, np.uint64(row) * eight, (0,))
                store(flat, np.uint64(first + row) * eight, amounts)
            continue
        for row in range(rows):
            for i in range(row * width, row * width + width):
                z[i] = sds[first + row] * z[i]
        _exponentials(z, count, bits)
        for row in range(rows):
            for i in range(width):
                out[first + row, i] = medians[first + row] * z[row * width + i]


@njit(cache=True, nogil=True, error_model="numpy")
def put_rows(amounts: Any, targets: Any, out: Any) -> None:
    """Write each eight of ``amounts`` (n * 8,) to the row of ``out`` (rows * 8,) that ``targets`` (n,) names."""
    eight = np.uint64(LANES)
    for row in range(len(targets)):
        store(out, np.uint64(targets[row]) * eight, load(amounts, np.uint64(row) * eight, (0,)))


@njit(cache=True, nogil=True, error_model="numpy")
def add_rows(amounts: Any, targets: Any, out: Any) -> None:
    """Add each eight of ``amounts`` (n * 8,) to the row of ``out`` (rows * 8,) that ``targets`` (n,) names, in order."""
    eight = np.uint64(LANES)
    for row in range(len(targets)):
        target = np.uint64(targets[row]) * eight
        store(out, target, load(out, target, (0,)) + load(amounts, np.uint64(row) * eight, (0,)))


@njit(cache=True, nogil=True, error_model="numpy")
def add_scaled_rows(
    amounts: Any, factors: Any, targets: Any, first: Any, among: Any, sets: Any, out: Any
) -> None:  # fmt: skip
    """Add each eight of ``amounts`` (n * 8,), times its factor for each set, to a row of ``out`` (rows * among * 8,).

    ``factors`` (n * among,); ``targets`` (n,) names the rows; in order. Of ``among`` sets those from ``first`` on, as
    many as ``sets`` is long. The sum of a row stays in the processor while the same row is named again.
    """
    if len(targets) == 0:
        return
    eight, number, some = np.uint64(LANES), np.uint64(among), np.uint64(first)
    target = np.uint64(targets[0])
    total = load(out, (target * number + some) * eight, sets)
    for row in range(np.uint64(len(targets))):
        following = np.uint64(targets[row])
        if following != target:
            store(out, (target * number + some) * eight, total)
            target = following
            total = load(out, (target * number + some) * eight, sets)
        total = total + load_for_all(amounts, row * eight, sets) * each(factors, row * number + some, sets)
    store(out, (target * number + some) * eight, total)


@njit(inline="always", error_model="numpy")
def _rest(j: Any, starts: Any, suppliers: Any, values: Any, right: Any, sets: Any, y: Any) -> Any:
    """What is left of a product's right side beside its suppliers' scores, in all lanes."""
    eight, width = np.uint64(LANES), np.uint64(LANES * len(sets))
    rest = load(right, np.uint64(j) * width, sets)
    for p in range(np.uint64(starts[j]), np.uint64(starts[j + 1])):
        entry = load_for_all(values, p * eight, sets)
        rest = rest - entry * load(y, np.uint64(suppliers[p]) * width, sets)
    return rest


@njit(cache=True, nogil=True, error_model="numpy")
def sweep(
    components: Any, starts: Any, suppliers: Any, values: Any, inverse: Any, right: Any, floors: Any,
    tolerance: Any, longest: Any, leap: Any, sets: Any, y: Any, sweeps: Any,
) -> None:  # fmt: skip
    """Gauss-Seidel sweeps, loop by loop; see :func:`rulewright.engine.sweeps.solve`.

    ``sets``: a tuple with an entry for each right side that goes along, so that the matrix is read once for all of
    them; its length, times eight, is the number of lanes. ``values`` (links * 8,) and ``inverse`` (n * 8,) are the
    same for all sets. ``y`` (n * lanes,) is changed in place; ``sweeps`` (lanes,) gets the most sweeps that a loop took
    in each lane, or ``longest`` + 1 where one did not settle. ``leap`` (lanes,): lanes in which the change is continued
    to its limit now and then (``FIRST_LEAP``, ``LEAP_EVERY``), as far as it shrinks like a geometric series (Aitken
    1926).
    """
    lanes = LANES * len(sets)
    eight, width = np.uint64(LANES), np.uint64(lanes)
    largest = 0
    for c in range(len(components) - 1):
        largest = max(largest, components[c + 1] - components[c])
    kept = np.empty(largest * lanes)
    change = np.empty(largest * lanes)
    weights = 1.0 / floors
    size, before, factor = np.empty(lanes), np.empty(lanes), np.empty(lanes)
    leaps = False
    for lane in range(lanes):
        leaps = leaps or leap[lane]
    excess = np.empty(lanes)
    settled, fresh = (
        np.empty(lanes),
        np.empty(lanes),
    )  # 1 in lanes that have settled, and that have in this sweep
    relative = same(tolerance, sets)
    nothing = relative - relative
    zero = np.uint64(0)
    for c in range(len(components) - 1):
        first, last = components[c], components[c + 1]
        if last - first == 1:
            rest = _rest(first, starts, suppliers, values, right, sets, y)
            own = load_for_all(inverse, np.uint64(first) * eight, sets)
            store(y, np.uint64(first) * width, rest * own)
            continue
        settled[:] = 0.0
        before[:] = 0.0
        left = lanes
        for number in range(1, longest + 1):
            most = nothing
            together = nothing
            leaping = leaps and number >= FIRST_LEAP and (number - FIRST_LEAP) % LEAP_EVERY == 0
            for j in range(first, last):
                rest = _rest(j, starts, suppliers, values, right, sets, y)
                new = rest * load_for_all(inverse, np.uint64(j) * eight, sets)
                place = np.uint64(j) * width
                moved = new - load(y, place, sets)
                store(y, place, new)
                if leaping:
                    store(change, np.uint64(j - first) * width, moved)
                moved = absolute(moved)
                together = together + moved * same(weights[j], sets)
                allowed = relative * larger(same(floors[j], sets), absolute(new))
                most = larger(most, moved - allowed)
            store(excess, zero, most)
            store(size, zero, together)
            found = 0
            for lane in range(lanes):
                fresh[lane] = 0.0
                if settled[lane] == 0.0 and excess[lane] <= 0.0:
                    settled[lane] = fresh[lane] = 1.0
                    sweeps[lane] = max(sweeps[lane], number)
                    found += 1
            if found > 0:  # a lane that has settled is kept: it must not feel how long others take
                taken = load(fresh, zero, sets)
                for j in range(first, last):
                    at = np.uint64(j - first) * width
                    store(kept, at, where(taken, load(y, np.uint64(j) * width, sets), load(kept, at, sets)))
            left -= found
            if left == 0:
                break
            if leaping:
                for lane in range(lanes):
                    ratio = size[lane] / before[lane] if before[lane] > 0.0 else 0.0
                    factor[lane] = ratio / (1.0 - ratio) if leap[lane] and 0.0 < ratio < LARGEST_LEAP else 0.0
                onward = load(factor, zero, sets)
                for j in range(first, last):
                    place = np.uint64(j) * width
                    moved = load(change, np.uint64(j - first) * width, sets)
                    store(y, place, load(y, place, sets) + onward * moved)
            before[:] = size
        taken = load(settled, zero, sets)
        for j in range(first, last):
            place = np.uint64(j) * width
            store(
                y, place, where(taken, load(kept, np.uint64(j - first) * width, sets), load(y, place, sets))
            )
        for lane in range(lanes):
            if settled[lane] == 0.0:
                sweeps[lane] = longest + 1


@njit(cache=True, nogil=True, error_model="numpy")
def largest(numbers: Any, factors: Any, sets: Any, out: Any) -> None:
    """Largest of ``numbers`` (n * lanes,) times ``factors`` (n,) into ``out`` (lanes,); what is no number never wins."""
    width = np.uint64(LANES * len(sets))
    most = same(-np.inf, sets)
    for j in range(np.uint64(len(factors))):
        most = larger(most, load(numbers, j * width, sets) * same(factors[j], sets))
    store(out, np.uint64(0), most)


@njit(cache=True, nogil=True, error_model="numpy")
def residuals(
    starts: Any, suppliers: Any, values: Any, diagonal: Any, right: Any, sets: Any, y: Any, out: Any
) -> None:
    """Largest componentwise backward error of each lane into ``out`` (lanes,); see :func:`sweep` for the arrays."""
    lanes = LANES * len(sets)
    eight, width = np.uint64(LANES), np.uint64(lanes)
    differences, sizes = np.empty(lanes), np.empty(lanes)
    zero = np.uint64(0)
    out[:] = 0.0
    for j in range(len(starts) - 1):
        place = np.uint64(j) * width
        wanted = load(right, place, sets)
        product = load_for_all(diagonal, np.uint64(j) * eight, sets) * load(y, place, sets)
        rest = wanted - product
        size = absolute(wanted) + absolute(product)
        for p in range(np.uint64(starts[j]), np.uint64(starts[j + 1])):
            entry = load_for_all(values, p * eight, sets)
            product = entry * load(y, np.uint64(suppliers[p]) * width, sets)
            rest = rest - product
            size = size + absolute(product)
        store(differences, zero, absolute(rest))
        store(sizes, zero, size)
        for lane in range(lanes):
            error = differences[lane] / sizes[lane] if sizes[lane] > 0.0 else differences[lane]
            if not error <= out[lane]:  # NaN stays
                out[lane] = error if not math.isnan(out[lane]) else out[lane]


@njit(cache=True, nogil=True, error_model="numpy")
def eliminate(
    steps: Any, row_places: Any, columns: Any, column_places: Any, rows: Any, targets: Any,
    slots: Any, given: Any, right: Any, y: Any, pivots: Any,
) -> None:  # fmt: skip
    """Elimination on a fixed pattern; see :class:`rulewright.engine.elimination.Elimination`.

    ``steps`` (n, 5): pivot, its place, and where its columns, rows and targets start in the lists; a last row
    closes the lists. ``given`` (entries, draws), ``right``, ``y``, ``pivots`` (n, draws).
    """
    draws = right.shape[1]
    size = right.shape[0]
    eight = np.uint64(LANES)
    values = np.zeros(slots * LANES)
    c = np.zeros(size * LANES)
    solution = np.empty(size * LANES)
    for start in range(0, draws, LANES):
        width = min(LANES, draws - start)
        values[:] = 0.0
        for place in range(len(given)):
            for lane in range(width):
                values[place * LANES + lane] = given[place, start + lane]
        for j in range(size):
            for lane in range(width):
                c[j * LANES + lane] = right[j, start + lane]
        for s in range(len(steps) - 1):
            pivot, own = steps[s, 0], np.uint64(steps[s, 1]) * eight
            for lane in range(width):
                pivots[pivot, start + lane] = values[own + np.uint64(lane)]
            columns_here = steps[s + 1, 2] - steps[s, 2]
            first = steps[s, 3]
            by = load(values, own, (0,))
            known = load(c, np.uint64(pivot) * eight, (0,))
            for k in range(columns_here):
                share = load(values, np.uint64(row_places[steps[s, 2] + k]) * eight, (0,)) / by
                column = np.uint64(columns[steps[s, 2] + k]) * eight
                store(c, column, load(c, column, (0,)) - share * known)
                at = steps[s, 4] + k
                for m in range(first, steps[s + 1, 3]):
                    target = np.uint64(targets[at]) * eight
                    source = load(values, np.uint64(column_places[m]) * eight, (0,))
                    store(values, target, load(values, target, (0,)) - source * share)
                    at += columns_here
        for s in range(len(steps) - 2, -1, -1):
            pivot = np.uint64(steps[s, 0]) * eight
            rest = load(c, pivot, (0,))
            for m in range(steps[s, 3], steps[s + 1, 3]):
                entry = load(values, np.uint64(column_places[m]) * eight, (0,))
                rest = rest - entry * load(solution, np.uint64(rows[m]) * eight, (0,))
            store(solution, pivot, rest / load(values, np.uint64(steps[s, 1]) * eight, (0,)))
            for lane in range(width):
                y[steps[s, 0], start + lane] = solution[pivot + np.uint64(lane)]
