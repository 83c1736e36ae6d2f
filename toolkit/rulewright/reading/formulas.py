"""Formulas over named parameters: arithmetic only, on numbers or on arrays of draws.

A formula may use parameters, numbers, ``+ - * / **``, parentheses and ``min max abs exp log sqrt``.
Anything else (calls, attributes, indexing, comparisons) is refused when it is read.
"""

from __future__ import annotations

import ast
import functools
import math
import operator
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from rulewright.reading.validation import did_you_mean, listed
from rulewright.reading.yaml_nodes import look_alikes

_BINARY: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv, ast.Pow: operator.pow,
}  # fmt: skip
_UNARY: dict[type[ast.unaryop], Callable[[Any], Any]] = {ast.USub: operator.neg, ast.UAdd: operator.pos}
FUNCTIONS = ("abs", "exp", "log", "max", "min", "sqrt")
LONGEST = 500


class FormulaProblem(ValueError):
    """A formula that cannot be used; the message says why."""


def parameters_in(formula: str) -> frozenset[str]:
    """Names of the parameters that a formula uses.

    Examples
    --------
    >>> sorted(parameters_in("2 * yield_share / max(loss, 1)"))
    ['loss', 'yield_share']
    """
    tree = _parse(formula)
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    return frozenset(
        node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and id(node) not in called
    )


def evaluate(formula: str, values: Mapping[str, Any]) -> Any:
    """Evaluate a formula; ``values`` are numbers or arrays of shape (draws,).

    Raises
    ------
    FormulaProblem
        If it names an unknown parameter, divides by zero, isn't plain arithmetic, or takes the root or
        logarithm of a number that has none. Arrays follow numpy there: such draws are not finite.

    Examples
    --------
    >>> evaluate("a * (1 + b)", {"a": 2.0, "b": 0.5})
    3.0
    """
    try:
        return _value(_parse(formula), values)
    except ZeroDivisionError:
        raise FormulaProblem(f"'{formula}' divides by zero") from None
    except OverflowError:
        raise FormulaProblem(f"'{formula}' is too large a number") from None


@lru_cache(maxsize=4096)
def _parse(formula: str) -> ast.expr:
    if len(formula) > LONGEST:
        raise FormulaProblem(f"the formula has {len(formula)} characters, more than {LONGEST}")
    try:
        tree = ast.parse(formula.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        strange = look_alikes(formula)
        hint = f"; it holds {strange}" if strange else ""
        raise FormulaProblem(f"'{formula}' is not a formula{hint}") from None
    _check(tree, formula)
    return tree


def _check(node: ast.AST, formula: str) -> None:
    if isinstance(node, ast.BinOp) and type(node.op) in _BINARY:
        _check(node.left, formula)
        _check(node.right, formula)
    elif isinstance(node, ast.UnaryOp) and type(node.op) in _UNARY:
        _check(node.operand, formula)
    elif isinstance(node, ast.Call):
        if not (isinstance(node.func, ast.Name) and node.func.id in FUNCTIONS):
            raise FormulaProblem(
                f"'{ast.unparse(node)}' calls something; allowed functions: {', '.join(FUNCTIONS)}"
            )
        if node.keywords or not node.args:
            raise FormulaProblem(f"'{ast.unparse(node)}' is not a plain function of numbers")
        for argument in node.args:
            _check(argument, formula)
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitXor):
        raise FormulaProblem(f"'{ast.unparse(node)}' is not allowed in a formula; a power is written **")
    elif not isinstance(node, ast.Name) and not (
        isinstance(node, ast.Constant) and type(node.value) in (int, float)
    ):
        raise FormulaProblem(
            f"'{ast.unparse(node)}' is not allowed in a formula; only arithmetic over parameters is"
        )


def _value(node: ast.AST, values: Mapping[str, Any]) -> Any:
    if isinstance(node, ast.Constant):
        return float(node.value)  # type: ignore[arg-type]
    if isinstance(node, ast.Name):
        if node.id not in values:
            known = listed(sorted(values)) or "none"
            hint = did_you_mean(node.id, values)
            raise FormulaProblem(f"unknown parameter '{node.id}'{hint}; known: {known}")
        return values[node.id]
    if isinstance(node, ast.UnaryOp):
        return _UNARY[type(node.op)](_value(node.operand, values))
    if isinstance(node, ast.BinOp):
        result = _BINARY[type(node.op)](_value(node.left, values), _value(node.right, values))
        if isinstance(result, complex):
            raise FormulaProblem(f"'{ast.unparse(node)}' is the root of a negative number")
        return result
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return _call(node.func.id, [_value(argument, values) for argument in node.args])
    raise FormulaProblem(f"'{ast.unparse(node)}' is not allowed in a formula")


def _call(name: str, arguments: list[Any]) -> Any:
    if name not in ("min", "max") and len(arguments) != 1:
        raise FormulaProblem(f"'{name}' takes one argument")
    if all(isinstance(argument, int | float) for argument in arguments):
        return _call_on_numbers(name, arguments)
    import numpy as np

    if name in ("min", "max"):
        return functools.reduce(np.minimum if name == "min" else np.maximum, arguments)
    return {"abs": np.abs, "exp": np.exp, "log": np.log, "sqrt": np.sqrt}[name](arguments[0])


def _call_on_numbers(name: str, numbers: list[float]) -> float:
    if name in ("min", "max"):
        return float(min(numbers) if name == "min" else max(numbers))
    functions: dict[str, Callable[[float], float]] = {
        "abs": abs, "exp": math.exp, "log": math.log, "sqrt": math.sqrt,
    }  # fmt: skip
    try:
        return functions[name](float(numbers[0]))
    except ValueError:
        raise FormulaProblem(f"{name}({numbers[0]:g}) does not exist") from None
