"""What a formula of another tool gives, where the tool states no number beside it.

Wider than the arithmetic of an inventory: conditions, comparisons and a few more functions are worked out here, so that
the number is kept although the formula can't be. Only numbers come in and go out; nothing is called by name.
"""

from __future__ import annotations

import ast
import math
import operator
import re
from collections.abc import Callable, Mapping

LONGEST = 2_000
DEEPEST = 50
_BINARY: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv, ast.Pow: math.pow,
    ast.Mod: math.fmod,
}  # fmt: skip
_COMPARED: dict[type[ast.cmpop], Callable[[float, float], bool]] = {
    ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt, ast.GtE: operator.ge, ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}  # fmt: skip
_FUNCTIONS: dict[str, tuple[Callable[..., float], int]] = {
    "abs": (abs, 1), "exp": (math.exp, 1), "ln": (math.log, 1), "log": (math.log, 1), "log10": (math.log10, 1),
    "sqrt": (math.sqrt, 1), "sqr": (lambda x: x * x, 1), "sin": (math.sin, 1), "cos": (math.cos, 1),
    "tan": (math.tan, 1), "floor": (math.floor, 1), "ceil": (math.ceil, 1), "int": (math.trunc, 1),
    "trunc": (math.trunc, 1), "round": (round, 1), "power": (math.pow, 2), "pow": (math.pow, 2),
    "min": (min, 0), "max": (max, 0), "sum": (lambda *each: math.fsum(each), 0),
}  # fmt: skip
_CONDITIONS = ("if", "iff", "iif")
_GLUED = re.compile(
    r"(?<![\w.])(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?=[A-Za-z_])"
)  # 2load, of which Python would warn
_SINGLE = re.compile(r"(?<![<>=!])=(?!=)")


class NoValue(ValueError):
    """A formula whose number can't be worked out; the message says why."""


def value_of(formula: str, values: Mapping[str, float]) -> float:
    """Number that a formula gives.

    Parameters
    ----------
    formula
        As written; ``^`` or ``**`` is a power, ``;`` or ``,`` stands between arguments, names are told apart by letters,
        not by case.
    values
        Lower-case names to numbers.

    Raises
    ------
    NoValue
        If it is no formula, names something unknown, or has no finite result.

    Examples
    --------
    >>> value_of("iff(Load > 2; Load^2; 0) + Sqr(3)", {"load": 4.0})
    25.0
    """
    if len(formula) > LONGEST:
        raise NoValue(f"it has more than {LONGEST} characters")
    if _GLUED.search(formula):
        raise NoValue("it is no formula")
    text = formula.strip().removeprefix("=").replace("^", "**").replace(";", ",").replace("<>", "!=")
    text = re.sub(r"\bif\s*\(", "iff(", _SINGLE.sub("==", text), flags=re.IGNORECASE)
    try:
        tree = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise NoValue("it is no formula") from None
    try:
        found = float(_value(tree, values, 0))
    except (ArithmeticError, ValueError, TypeError) as problem:
        reason = str(problem) if isinstance(problem, NoValue) else "it has no finite result"
        raise NoValue(reason) from None
    if not math.isfinite(found):
        raise NoValue("it has no finite result")
    return found


def _value(node: ast.AST, values: Mapping[str, float], depth: int) -> float:
    if depth > DEEPEST:
        raise NoValue("it is nested too deeply")
    deeper = depth + 1
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        return float(node.value)  # type: ignore[arg-type]
    if isinstance(node, ast.Name):
        name = node.id.lower()
        if name in values:
            return values[name]
        if name in ("pi", "e"):
            return math.pi if name == "pi" else math.e
        raise NoValue(f"no parameter '{node.id}'")
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
        found = _value(node.operand, values, deeper)
        return -found if isinstance(node.op, ast.USub) else found
    if isinstance(node, ast.BinOp) and type(node.op) in _BINARY:
        left, right = _value(node.left, values, deeper), _value(node.right, values, deeper)
        return _BINARY[type(node.op)](left, right)
    if isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in _COMPARED:
        left, right = _value(node.left, values, deeper), _value(node.comparators[0], values, deeper)
        return float(_COMPARED[type(node.ops[0])](left, right))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not node.keywords:
        return _called(node.func.id.lower(), node.args, values, deeper)
    raise NoValue("it holds something that is no arithmetic")


def _called(name: str, arguments: list[ast.expr], values: Mapping[str, float], depth: int) -> float:
    if name in _CONDITIONS:
        if len(arguments) != 3:
            raise NoValue(f"'{name}' takes a condition and two numbers")
        chosen = arguments[1] if _value(arguments[0], values, depth) else arguments[2]
        return _value(chosen, values, depth)
    if name not in _FUNCTIONS:
        raise NoValue(f"the function '{name}' is not known")
    function, count = _FUNCTIONS[name]
    if not arguments or (count and len(arguments) != count):
        raise NoValue(f"'{name}' has {len(arguments)} arguments")
    return float(function(*(_value(each, values, depth) for each in arguments)))
