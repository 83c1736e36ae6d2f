"""Compiled kernels (numba). Imported only by :mod:`rulewright.engine.kernels`, never with the package.

Each does the operations of its NumPy counterpart one by one in the same order. Numba's ``fastmath`` stays off, so
nothing is fused or reassociated and both give the same bits. Loops over eight lanes are written out: that is what
the compiler turns into vector instructions.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from llvmlite import ir  # type: ignore[import-untyped]
from numba import njit, types
from numba.extending import intrinsic

from rulewright.engine.portable import _CENTRE, _EXP, _FAR, _LN2_HIGH, _LN2_LOW, _LOG, _NEAR

CHUNK = 1024  # numbers made at once: their buffers stay in the first-level cache
LANES = 8
LARGEST_LEAP = 0.95  # ratio of changes beyond which a series is not continued
_C0, _C1 = _CENTRE
_N0, _N1 = _NEAR
_F0, _F1 = _FAR
_ONE_BITS = np.int64(1023)
_LARGEST_POWER = 1022.0
_HALF_ROOT = 0.7071067811865476
_TAIL = 0.425


@intrinsic
def _high_word(_context: Any, a: Any, b: Any) -> Any:
    """Upper 64 bits of the product of two 64-bit words."""

    def generate(_target: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        wide, narrow = ir.IntType(128), ir.IntType(64)
        product = builder.mul(builder.zext(arguments[0], wide), builder.zext(arguments[1], wide))
        return builder.trunc(builder.lshr(product, ir.Constant(wide, 64)), narrow)

    return types.uint64(types.uint64, types.uint64), generate


_high: Any = _high_word  # numba's types say that it is called like the function above, which it is not


@njit(inline="always", error_model="numpy")
def _philox(k0: Any, k1: Any, counter: Any) -> Any:
    """Four words of Philox4x64-10 (Salmon et al. 2011) for the counter (counter, 0, 0, 0)."""
    c0, c1, c2, c3 = counter, np.uint64(0), np.uint64(0), np.uint64(0)
    m0, m1 = np.uint64(0xD2E7470EE14C6C93), np.uint64(0xCA5A826395121157)
    w0, w1 = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBB67AE8584CAA73B)
    for _ in range(10):
        h0, l0 = _high(m0, c0), m0 * c0
        h1, l1 = _high(m1, c2), m1 * c2
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
    largest = 0.0
    for i in range(count):
        largest = max(largest, abs(x[i]))
    if largest < _LARGEST_POWER * 0.69:
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
    for first in range(0, len(keys), together):
        rows = min(together, len(keys) - first)
        count = rows * width
        for row in range(rows):
            _words(seed, keys[first + row], start, words, row * width, width)
        _normals(words, count, u, z, tail, r, x, exponent, bits)
        for row in range(rows):
            for i in range(row * width, row * width + width):
                z[i] = sds[first + row] * z[i]
        _exponentials(z, count, bits)
        for row in range(rows):
            for i in range(width):
                out[first + row, i] = medians[first + row] * z[row * width + i]


@njit(cache=True, nogil=True, error_model="numpy")
def put_rows(amounts: Any, targets: Any, out: Any) -> None:
    """Write each row of ``amounts`` (n, 8) to the row of ``out`` that ``targets`` names."""
    for row in range(len(targets)):
        target = np.uint64(targets[row])
        for lane in range(LANES):
            out[target, lane] = amounts[row, lane]


@njit(cache=True, nogil=True, error_model="numpy")
def add_rows(amounts: Any, targets: Any, out: Any) -> None:
    """Add each row of ``amounts`` (n, 8) to the row of ``out`` that ``targets`` names, one after the other."""
    for row in range(len(targets)):
        target = np.uint64(targets[row])
        for lane in range(LANES):
            out[target, lane] += amounts[row, lane]


@njit(cache=True, nogil=True, error_model="numpy")
def add_scaled_rows(amounts: Any, factors: Any, targets: Any, out: Any) -> None:
    """Add each row of ``amounts`` (n, 8), times its factor, to the row of ``out`` that ``targets`` names."""
    for row in range(len(targets)):
        target = np.uint64(targets[row])
        factor = factors[row]
        for lane in range(LANES):
            out[target, lane] += amounts[row, lane] * factor


@njit(inline="always", error_model="numpy")
def _update(j: Any, starts: Any, suppliers: Any, values: Any, inverse: Any, right: Any, y: Any) -> Any:
    """New values of one product in eight lanes."""
    one, two, three, four = np.uint64(1), np.uint64(2), np.uint64(3), np.uint64(4)
    five, six, seven, eight = np.uint64(5), np.uint64(6), np.uint64(7), np.uint64(8)
    b = np.uint64(j) * eight
    a0, a1, a2, a3 = right[b], right[b + one], right[b + two], right[b + three]
    a4, a5, a6, a7 = right[b + four], right[b + five], right[b + six], right[b + seven]
    for p in range(starts[j], starts[j + 1]):
        q, i = np.uint64(p) * eight, np.uint64(suppliers[p]) * eight
        a0 -= values[q] * y[i]
        a1 -= values[q + one] * y[i + one]
        a2 -= values[q + two] * y[i + two]
        a3 -= values[q + three] * y[i + three]
        a4 -= values[q + four] * y[i + four]
        a5 -= values[q + five] * y[i + five]
        a6 -= values[q + six] * y[i + six]
        a7 -= values[q + seven] * y[i + seven]
    return (
        a0 * inverse[b], a1 * inverse[b + one], a2 * inverse[b + two], a3 * inverse[b + three],
        a4 * inverse[b + four], a5 * inverse[b + five], a6 * inverse[b + six], a7 * inverse[b + seven],
    )  # fmt: skip


@njit(cache=True, nogil=True, error_model="numpy")
def sweep(
    components: Any, starts: Any, suppliers: Any, values: Any, inverse: Any, right: Any, floors: Any,
    tolerance: Any, longest: Any, leap: Any, y: Any, sweeps: Any,
) -> None:  # fmt: skip
    """Gauss-Seidel sweeps, loop by loop; see :func:`rulewright.engine.sweeps.solve`.

    ``y`` (n * 8,) is changed in place; ``sweeps`` (8,) gets the most sweeps that a loop took in each lane, or
    ``longest`` + 1 where one did not settle. ``leap`` (8,): lanes in which every fourth change is continued to its
    limit, as far as it shrinks like a geometric series (Aitken 1926).
    """
    largest = 0
    for c in range(len(components) - 1):
        largest = max(largest, components[c + 1] - components[c])
    kept = np.empty((largest, LANES))
    change = np.empty(largest * LANES)
    weights = 1.0 / floors
    size, before, factor = np.empty(LANES), np.empty(LANES), np.empty(LANES)
    leaps = False
    for lane in range(LANES):
        leaps = leaps or leap[lane]
    excess = np.empty(LANES)
    settled = np.empty(LANES, np.bool_)
    one, two, three, four = np.uint64(1), np.uint64(2), np.uint64(3), np.uint64(4)
    five, six, seven, eight = np.uint64(5), np.uint64(6), np.uint64(7), np.uint64(8)
    for c in range(len(components) - 1):
        first, last = components[c], components[c + 1]
        if last - first == 1:
            new = _update(first, starts, suppliers, values, inverse, right, y)
            b = np.uint64(first) * eight
            y[b], y[b + one], y[b + two], y[b + three] = new[0], new[1], new[2], new[3]
            y[b + four], y[b + five], y[b + six], y[b + seven] = new[4], new[5], new[6], new[7]
            continue
        settled[:] = False
        before[:] = 0.0
        left = LANES
        for number in range(1, longest + 1):
            e0 = e1 = e2 = e3 = e4 = e5 = e6 = e7 = 0.0
            n0 = n1 = n2 = n3 = n4 = n5 = n6 = n7 = 0.0
            for j in range(first, last):
                new = _update(j, starts, suppliers, values, inverse, right, y)
                b = np.uint64(j) * eight
                a = np.uint64(j - first) * eight
                floor = floors[j]
                weight = weights[j]
                d0, d1, d2, d3 = (
                    new[0] - y[b],
                    new[1] - y[b + one],
                    new[2] - y[b + two],
                    new[3] - y[b + three],
                )
                d4, d5, d6 = new[4] - y[b + four], new[5] - y[b + five], new[6] - y[b + six]
                d7 = new[7] - y[b + seven]
                change[a], change[a + one], change[a + two], change[a + three] = d0, d1, d2, d3
                change[a + four], change[a + five], change[a + six], change[a + seven] = d4, d5, d6, d7
                n0 += abs(d0) * weight
                e0 = max(e0, abs(d0) - tolerance * max(abs(new[0]), floor))
                n1 += abs(d1) * weight
                e1 = max(e1, abs(d1) - tolerance * max(abs(new[1]), floor))
                n2 += abs(d2) * weight
                e2 = max(e2, abs(d2) - tolerance * max(abs(new[2]), floor))
                n3 += abs(d3) * weight
                e3 = max(e3, abs(d3) - tolerance * max(abs(new[3]), floor))
                n4 += abs(d4) * weight
                e4 = max(e4, abs(d4) - tolerance * max(abs(new[4]), floor))
                n5 += abs(d5) * weight
                e5 = max(e5, abs(d5) - tolerance * max(abs(new[5]), floor))
                n6 += abs(d6) * weight
                e6 = max(e6, abs(d6) - tolerance * max(abs(new[6]), floor))
                n7 += abs(d7) * weight
                e7 = max(e7, abs(d7) - tolerance * max(abs(new[7]), floor))
                y[b], y[b + one], y[b + two], y[b + three] = new[0], new[1], new[2], new[3]
                y[b + four], y[b + five], y[b + six], y[b + seven] = new[4], new[5], new[6], new[7]
            excess[0], excess[1], excess[2], excess[3] = e0, e1, e2, e3
            excess[4], excess[5], excess[6], excess[7] = e4, e5, e6, e7
            for lane in range(
                LANES
            ):  # a lane that has settled is kept: it must not feel how long others take
                if not settled[lane] and excess[lane] <= 0.0:
                    settled[lane] = True
                    left -= 1
                    sweeps[lane] = max(sweeps[lane], number)
                    for j in range(first, last):
                        kept[j - first, lane] = y[j * LANES + lane]
            if left == 0:
                break
            size[0], size[1], size[2], size[3] = n0, n1, n2, n3
            size[4], size[5], size[6], size[7] = n4, n5, n6, n7
            if leaps and number % 4 == 0:
                for lane in range(LANES):
                    ratio = size[lane] / before[lane] if before[lane] > 0.0 else 0.0
                    factor[lane] = ratio / (1.0 - ratio) if leap[lane] and 0.0 < ratio < LARGEST_LEAP else 0.0
                for j in range(first, last):
                    for lane in range(LANES):
                        y[j * LANES + lane] += factor[lane] * change[(j - first) * LANES + lane]
            before[:] = size
        for lane in range(LANES):
            if settled[lane]:
                for j in range(first, last):
                    y[j * LANES + lane] = kept[j - first, lane]
            else:
                sweeps[lane] = longest + 1


@njit(cache=True, nogil=True, error_model="numpy")
def residuals(starts: Any, suppliers: Any, values: Any, diagonal: Any, right: Any, y: Any, out: Any) -> None:
    """Largest componentwise backward error of each of the eight lanes into ``out`` (8,)."""
    rest, size = np.empty(LANES), np.empty(LANES)
    out[:] = 0.0
    for j in range(len(starts) - 1):
        b = np.uint64(j) * np.uint64(LANES)
        for lane in range(LANES):
            at = b + np.uint64(lane)
            product = diagonal[at] * y[at]
            rest[lane] = right[at] - product
            size[lane] = abs(right[at]) + abs(product)
        for p in range(starts[j], starts[j + 1]):
            q, i = np.uint64(p) * np.uint64(LANES), np.uint64(suppliers[p]) * np.uint64(LANES)
            for lane in range(LANES):
                product = values[q + np.uint64(lane)] * y[i + np.uint64(lane)]
                rest[lane] -= product
                size[lane] += abs(product)
        for lane in range(LANES):
            error = abs(rest[lane]) / size[lane] if size[lane] > 0.0 else abs(rest[lane])
            if not error <= out[lane]:  # NaN stays
                out[lane] = error if not math.isnan(out[lane]) else out[lane]


@njit(inline="always", error_model="numpy")
def _subtract(values: Any, target: Any, source: Any, s: Any) -> None:
    """Eight lanes at once: values[target] -= values[source] * s."""
    one, two, three, four = np.uint64(1), np.uint64(2), np.uint64(3), np.uint64(4)
    five, six, seven = np.uint64(5), np.uint64(6), np.uint64(7)
    n0 = values[target] - values[source] * s[0]
    n1 = values[target + one] - values[source + one] * s[1]
    n2 = values[target + two] - values[source + two] * s[2]
    n3 = values[target + three] - values[source + three] * s[3]
    n4 = values[target + four] - values[source + four] * s[4]
    n5 = values[target + five] - values[source + five] * s[5]
    n6 = values[target + six] - values[source + six] * s[6]
    n7 = values[target + seven] - values[source + seven] * s[7]
    values[target], values[target + one], values[target + two], values[target + three] = n0, n1, n2, n3
    values[target + four], values[target + five], values[target + six], values[target + seven] = (
        n4,
        n5,
        n6,
        n7,
    )


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
    c = np.empty((size, LANES))
    solution = np.empty((size, LANES))
    share = np.empty(LANES)
    for start in range(0, draws, LANES):
        width = min(LANES, draws - start)
        values[:] = 0.0
        for place in range(len(given)):
            for lane in range(width):
                values[place * LANES + lane] = given[place, start + lane]
        for j in range(size):
            for lane in range(width):
                c[j, lane] = right[j, start + lane]
        for s in range(len(steps) - 1):
            pivot, place = steps[s, 0], steps[s, 1] * LANES
            for lane in range(width):
                pivots[pivot, start + lane] = values[place + lane]
            columns_here = steps[s + 1, 2] - steps[s, 2]
            first = steps[s, 3]
            for k in range(columns_here):
                at = row_places[steps[s, 2] + k] * LANES
                column = columns[steps[s, 2] + k]
                for lane in range(LANES):
                    share[lane] = values[at + lane] / values[place + lane]
                for lane in range(LANES):
                    c[column, lane] -= share[lane] * c[pivot, lane]
                shares = (share[0], share[1], share[2], share[3], share[4], share[5], share[6], share[7])
                target = steps[s, 4] + k
                for m in range(first, steps[s + 1, 3]):
                    _subtract(
                        values,
                        np.uint64(targets[target]) * eight,
                        np.uint64(column_places[m]) * eight,
                        shares,
                    )
                    target += columns_here
        for s in range(len(steps) - 2, -1, -1):
            pivot, place = steps[s, 0], steps[s, 1] * LANES
            for m in range(steps[s, 3], steps[s + 1, 3]):
                for lane in range(LANES):
                    c[pivot, lane] -= values[column_places[m] * LANES + lane] * solution[rows[m], lane]
            for lane in range(LANES):
                solution[pivot, lane] = c[pivot, lane] / values[place + lane]
            for lane in range(width):
                y[pivot, start + lane] = solution[pivot, lane]
