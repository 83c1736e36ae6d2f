"""exp, ln, the normal distribution and its quantile from additions, multiplications, divisions and roots alone.

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

# Cody (1969), Rational Chebyshev approximations for the error function, Mathematics of Computation 23: 631-637
_ERF = (
    (
        0.185777706184603153,
        3.16112374387056560,
        113.864154151050156,
        377.485237685302021,
        3209.37758913846947,
    ),
    (1.0, 23.6012909523441209, 244.024637934444173, 1282.61652607737228, 2844.23683343917062),
)
_ERFC_NEAR = (
    (2.15311535474403846e-8, 0.564188496988670089, 8.88314979438837594, 66.1191906371416295, 298.635138197400131,
     881.952221241769090, 1712.04761263407058, 2051.07837782607147, 1230.33935479799725),
    (1.0, 15.7449261107098347, 117.693950891312499, 537.181101862009858, 1621.38957456669019, 3290.79923573345963,
     4362.61909014324716, 3439.36767414372164, 1230.33935480374942),
)  # fmt: skip
_ERFC_FAR = (
    (0.0163153871373020978, 0.305326634961232344, 0.360344899949804439, 0.125781726111229246, 0.0160837851487422766,
     6.58749161529837803e-4),
    (1.0, 2.56852019228982242, 1.87295284992346725, 0.527905102951428412, 0.0605183413124413191,
     2.33520497626869185e-3),
)  # fmt: skip
_ONE_OVER_SQRT_PI = 0.56418958354775628695
_SQRT_HALF = 0.70710678118654752440


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


def normal_distribution(z: Floats) -> Floats:
    """Share of the standard normal distribution below ``z``; same shape, relative error below 1e-14 above z = -8, 1e-13 beyond.

    Examples
    --------
    >>> [round(float(u), 12) for u in normal_distribution(np.array([0.0, 1.959963984540054]))]
    [0.5, 0.975]
    """
    flat = z.ravel()
    x = np.abs(flat) * _SQRT_HALF
    tail = np.empty_like(x)  # erfc(x) / 2
    small = x <= 0.46875
    near = ~small & (x <= 4.0)
    far = ~small & ~near
    y = x[small]
    square = y * y
    tail[small] = 0.5 - 0.5 * y * (_polynomial(_ERF[0], square) / _polynomial(_ERF[1], square))
    y = x[near]
    tail[near] = (
        0.5 * _exp_of_minus_square(y) * (_polynomial(_ERFC_NEAR[0], y) / _polynomial(_ERFC_NEAR[1], y))
    )
    y = np.minimum(x[far], 38.0)
    inverse = 1.0 / (y * y)
    ratio = inverse * (_polynomial(_ERFC_FAR[0], inverse) / _polynomial(_ERFC_FAR[1], inverse))
    tail[far] = 0.5 * _exp_of_minus_square(y) * ((_ONE_OVER_SQRT_PI - ratio) / y)
    return np.where(flat < 0, tail, 1.0 - tail).reshape(z.shape)


def _exp_of_minus_square(x: Floats) -> Floats:
    """exp(-x^2) with the square in two parts, so that its rounding doesn't grow (Cody 1969)."""
    coarse = np.floor(x * 16.0) / 16.0
    return exp(-coarse * coarse) * exp(-(x - coarse) * (x + coarse))


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
