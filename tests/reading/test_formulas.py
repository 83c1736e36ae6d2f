"""Formulas: arithmetic over parameters, and nothing else."""

from __future__ import annotations

import numpy as np
import pytest

from rulewright.reading.formulas import FormulaProblem, evaluate, parameters_in

VALUES = {"a": 2.0, "b": 0.5, "yield_share": 0.9}


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("a + b * 2", 3.0),
        ("-a ** 2", -4.0),
        ("max(a, b, 3) - min(a, 1)", 2.0),
        ("sqrt(a * 2) + abs(-1) + exp(0) + log(1)", 4.0),
        (" (a) ", 2.0),
        ("1e-3 / a", 5e-4),
    ],
)
def test_arithmetic_is_evaluated(formula: str, value: float) -> None:
    assert evaluate(formula, VALUES) == pytest.approx(value, rel=1e-15)


@pytest.mark.parametrize(
    "formula", ["a + max(b, 1)", "sqrt(a) * exp(b) - log(a) + abs(-b)", "min(a, b, 0.7)"]
)
def test_arrays_of_draws_give_what_numbers_give(formula: str) -> None:
    a, b = np.array([0.5, 2.0, 3.0]), np.array([1.5, 0.2, 1.0])
    one_by_one = [evaluate(formula, {"a": float(x), "b": float(y)}) for x, y in zip(a, b, strict=True)]
    assert evaluate(formula, {"a": a, "b": b}) == pytest.approx(one_by_one, rel=1e-14)


@pytest.mark.parametrize(
    ("formula", "why"),
    [
        (
            "yeld_share",
            r"unknown parameter 'yeld_share' \(did you mean 'yield_share'\?\); known: a, b, yield_share",
        ),
        ("open('x')", "calls something; allowed functions: abs, exp, log, max, min, sqrt"),
        ("__import__('os').system('true')", "calls something"),
        ("(lambda: 1)()", "calls something"),
        ("max(a, key=abs)", "is not a plain function of numbers"),
        ("max(*[1, 2])", "is not allowed in a formula"),
        ("sqrt(a, b)", "'sqrt' takes one argument"),
        ("a.real", "is not allowed in a formula"),
        ("a if b else 1", "is not allowed"),
        ("[a][0]", "is not allowed"),
        ("a < b", "is not allowed"),
        ("a // b", "is not allowed"),
        ("'text'", "is not allowed"),
        ("True", "is not allowed"),
        ("1j", "is not allowed"),
        ("(a := 3)", "is not allowed"),
        ("a ^ 2", r"a power is written \*\*"),
        ("a = 3", "is not a formula"),
        ("", "is not a formula"),
        ("import os", "is not a formula"),
        ("a −b", r"is not a formula; it holds MINUS SIGN \(U\+2212\)"),
        ("(" * 300 + "a" + ")" * 100, "is not a formula"),
        ("1+" * 300 + "1", "601 characters, more than 500"),
        ("a / (b - 0.5)", "divides by zero"),
        ("0 ** -1", "divides by zero"),
        ("9 ** 9 ** 9 ** 9", "too large a number"),
        ("exp(1000)", "too large a number"),
        ("log(0)", r"log\(0\) does not exist"),
        ("sqrt(-4)", r"sqrt\(-4\) does not exist"),
        ("(-8) ** 0.5", "is the root of a negative number"),
    ],
)
def test_anything_else_is_refused_and_says_why(formula: str, why: str) -> None:
    with pytest.raises(FormulaProblem, match=why):
        evaluate(formula, VALUES)


def test_a_long_list_of_parameters_is_cut_after_five() -> None:
    with pytest.raises(FormulaProblem, match=r"known: p0, p1, p2, p3, p4 and 35 more$"):
        evaluate("zzz", {f"p{n}": 1.0 for n in range(5)} | {f"q{n}": 1.0 for n in range(35)})


def test_parameters_are_listed_without_the_functions() -> None:
    assert parameters_in("max(a, b) * exp(c) + a") == {"a", "b", "c"}
