"""exp, ln and the normal quantile from additions, multiplications, divisions and roots alone.

Libraries choose other code for ``exp`` and ``log`` on other processors, with other last bits. What stands here
uses only operations that IEEE 754 rounds correctly, one at a time, so that draws are the same bits everywhere.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

# ln 2 in two parts; the first has trailing zeros, so that multiples of it are exact (Cody and Waite 1980)
_LN2_HIGH = float.fromhex("0x1.62e42feep-1")
_LN2_LOW = float.fromhex("0x1.a39ef35793c76p-33")
_EXP = tuple(1.0 / math.factorial(k) for k in range(14, -1, -1))
_LOG = tuple(1.0 / (2 * k + 1) for k in range(10, -1, -1))

# Wichura (1988), algorithm AS 241 (PPND16), Applied Statistics 37(3): 477-484; highest power first
_CENTRE = (
    (2509.0809287301226727, 33430.575583588128105, 67265.770927008700853, 45921.953931549871457,
     13731.693765509461125, 1971.5909503065514427, 133.14166789178437745, 3.387132872796366608),
    (5226.495278852854561, 28729.085735721942674, 39307.89580009271061, 21213.794301586595867,
     5394.1960214247511077, 687.1870074920579083, 42.313330701600911252, 1.0),
)  # fmt: skip
_NEAR = (
    (7.7454501427834140764e-4, 0.0227238449892691845833, 0.24178072517745061177, 1.27045825245236838258,
     3.64784832476320460504, 5.7694972214606914055, 4.6303378461565452959, 1.42343711074968357734),
    (1.05075007164441684324e-9, 5.475938084995344946e-4, 0.0151986665636164571966, 0.14810397642748007459,
     0.68976733498510000455, 1.6763848301838038494, 2.05319162663775882187, 1.0),
)  # fmt: skip
_FAR = (
    (2.01033439929228813265e-7, 2.71155556874348757815e-5, 0.0012426609473880784386, 0.026532189526576123093,
     0.29656057182850489123, 1.7848265399172913358, 5.4637849111641143699, 6.6579046435011037772),
    (2.04426310338993978564e-15, 1.4215117583164458887e-7, 1.8463183175100546818e-5, 7.868691311456132591e-4,
     0.0148753612908506148525, 0.13692988092273580531, 0.59983220655588793769, 1.0),
)  # fmt: skip


def exp(x: Floats) -> Floats:
    """e to the power of ``x``; same shape, relative error below 1e-15.

    Examples
    --------
    >>> float(abs(exp(np.array([1.0]))[0] - np.e)) < 1e-15
    True
    """
    k = np.rint(x * 1.4426950408889634)
    rest = (x - k * _LN2_HIGH) - k * _LN2_LOW
    return np.ldexp(_polynomial(_EXP, rest), k.astype(np.int64))


def log(x: Floats) -> Floats:
    """Natural logarithm of ``x`` > 0; same shape, relative error below 1e-15.

    Examples
    --------
    >>> float(log(np.array([1.0]))[0])
    0.0
    """
    mantissa, exponent = np.frexp(x)
    low = mantissa < 0.7071067811865476
    mantissa = np.where(low, 2.0 * mantissa, mantissa)
    k = (exponent - low).astype(np.float64)
    s = (mantissa - 1.0) / (mantissa + 1.0)
    return k * _LN2_HIGH + (k * _LN2_LOW + 2.0 * s * _polynomial(_LOG, s * s))


def normal_quantile(u: Floats) -> Floats:
    """Standard normal number below which a share ``u`` of the distribution lies; 0 < u < 1, same shape.

    Examples
    --------
    >>> [round(float(z), 12) for z in normal_quantile(np.array([0.5, 0.975]))]
    [0.0, 1.95996398454]
    """
    q = (u - 0.5).ravel()
    r = 0.180625 - q * q
    z = q * (_polynomial(_CENTRE[0], r) / _polynomial(_CENTRE[1], r))
    tail = np.flatnonzero(np.abs(q) > 0.425)
    if tail.size:
        beyond = q[tail]
        r = np.sqrt(-log(np.where(beyond < 0, u.ravel()[tail], 0.5 - beyond)))
        size = _polynomial(_NEAR[0], r - 1.6) / _polynomial(_NEAR[1], r - 1.6)
        far = np.flatnonzero(r > 5.0)
        if far.size:
            size[far] = _polynomial(_FAR[0], r[far] - 5.0) / _polynomial(_FAR[1], r[far] - 5.0)
        z[tail] = np.copysign(size, beyond)
    return z.reshape(u.shape)


def _polynomial(coefficients: tuple[float, ...], x: Floats) -> Floats:
    result = np.full_like(x, coefficients[0])
    for coefficient in coefficients[1:]:
        result *= x
        result += coefficient
    return result
