"""A type for numba: the draws of a block at once, one processor register or a few of them.

Numba turns loops over eight lanes into scalar code where indices are looked up. These lanes are vectors of LLVM
from the start: each operation is done lane by lane, rounded like any other (no ``fastmath``), so the bits are those
of a loop. LLVM makes of it whatever vector instructions the machine has.
"""

# numba publishes types for few of the things used here, and calls them untyped
# mypy: disable-error-code="untyped-decorator, no-untyped-call, misc, import-untyped, attr-defined"

from __future__ import annotations

import operator
from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.core.datamodel import models, register_default
from numba.core.imputils import lower_builtin
from numba.core.typing.templates import AbstractTemplate, infer_global, signature
from numba.extending import intrinsic as _intrinsic

intrinsic: Any = (
    _intrinsic  # numba's types say that what it makes is called like the function below it, which it is not
)
LANES = 8
DOUBLE = 8  # bytes: arrays promise no wider alignment


class LanesType(types.Type):
    """Eight lanes for each of ``sets`` right sides, one set after the other."""

    def __init__(self, sets: int) -> None:
        self.sets = sets
        super().__init__(name=f"Lanes({sets})")

    @property
    def vector(self) -> Any:
        """The type in LLVM."""
        return ir.VectorType(ir.DoubleType(), LANES * self.sets)


@register_default(LanesType)
class _LanesModel(models.PrimitiveModel):
    def __init__(self, manager: Any, lanes: Any) -> None:
        super().__init__(manager, lanes, lanes.vector)


# Beside the arrays, ``sets`` says how many right sides go together: a tuple whose length counts, not what is in it,
# because numba knows lengths of tuples when it compiles.


@intrinsic
def load(_context: Any, array: Any, index: Any, sets: Any) -> Any:
    """Lanes of the flat ``array`` from ``index`` on."""
    lanes = LanesType(sets.count)

    def generate(context: Any, builder: Any, given: Any, arguments: Any) -> Any:
        return builder.load(_place(context, builder, given.args[0], arguments, lanes.vector), align=DOUBLE)

    return lanes(array, types.uint64, sets), generate


@intrinsic
def store(_context: Any, array: Any, index: Any, lanes: Any) -> Any:
    """Write lanes to the flat ``array`` from ``index`` on."""

    def generate(context: Any, builder: Any, given: Any, arguments: Any) -> Any:
        place = _place(context, builder, given.args[0], arguments, lanes.vector)
        builder.store(arguments[2], place, align=DOUBLE)
        return context.get_dummy_value()

    return types.void(array, types.uint64, lanes), generate


@intrinsic
def load_for_all(_context: Any, array: Any, index: Any, sets: Any) -> Any:
    """Eight lanes of the flat ``array`` from ``index`` on, the same for every set."""
    lanes, one = LanesType(sets.count), LanesType(1)

    def generate(context: Any, builder: Any, given: Any, arguments: Any) -> Any:
        eight = builder.load(_place(context, builder, given.args[0], arguments, one.vector), align=DOUBLE)
        order = [ir.Constant(ir.IntType(32), place % LANES) for place in range(LANES * lanes.sets)]
        mask = ir.Constant(ir.VectorType(ir.IntType(32), len(order)), order)
        return builder.shuffle_vector(eight, ir.Constant(one.vector, ir.Undefined), mask)

    return lanes(array, types.uint64, sets), generate


@intrinsic
def same(_context: Any, number: Any, sets: Any) -> Any:
    """The number in every lane."""
    lanes = LanesType(sets.count)

    def generate(_target: Any, builder: Any, _given: Any, arguments: Any) -> Any:
        empty = ir.Constant(lanes.vector, ir.Undefined)
        first = builder.insert_element(empty, arguments[0], ir.Constant(ir.IntType(32), 0))
        zeros = ir.Constant(ir.VectorType(ir.IntType(32), LANES * lanes.sets), None)
        return builder.shuffle_vector(first, empty, zeros)

    return lanes(types.float64, sets), generate


@intrinsic
def each(_context: Any, array: Any, index: Any, sets: Any) -> Any:
    """Numbers of the flat ``array`` from ``index`` on, one for each set, in all its eight lanes."""
    lanes = LanesType(sets.count)

    def generate(context: Any, builder: Any, given: Any, arguments: Any) -> Any:
        few = ir.VectorType(ir.DoubleType(), lanes.sets)
        numbers = builder.load(_place(context, builder, given.args[0], arguments, few), align=DOUBLE)
        order = [ir.Constant(ir.IntType(32), place // LANES) for place in range(LANES * lanes.sets)]
        mask = ir.Constant(ir.VectorType(ir.IntType(32), len(order)), order)
        return builder.shuffle_vector(numbers, ir.Constant(few, ir.Undefined), mask)

    return lanes(array, types.uint64, sets), generate


@intrinsic
def where(_context: Any, chosen: Any, one: Any, other: Any) -> Any:
    """In every lane ``one`` where ``chosen`` is not zero, else ``other``."""

    def generate(_target: Any, builder: Any, _given: Any, arguments: Any) -> Any:
        takes = builder.fcmp_unordered("!=", arguments[0], ir.Constant(one.vector, None))
        return builder.select(takes, arguments[1], arguments[2])

    return one(chosen, one, other), generate


@intrinsic
def absolute(_context: Any, lanes: Any) -> Any:
    """Absolute value of every lane."""

    def generate(_target: Any, builder: Any, _given: Any, arguments: Any) -> Any:
        kind = ir.FunctionType(lanes.vector, [lanes.vector])
        name = f"llvm.fabs.v{lanes.vector.count}f64"
        return builder.call(cgutils.get_or_insert_function(builder.module, kind, name), arguments)

    return lanes(lanes), generate


@intrinsic
def larger(_context: Any, one: Any, other: Any) -> Any:
    """In every lane ``other`` where it is larger, else ``one``: what is not a number never wins against one."""

    def generate(_target: Any, builder: Any, _given: Any, arguments: Any) -> Any:
        wins = builder.fcmp_ordered(">", arguments[1], arguments[0])
        return builder.select(wins, arguments[1], arguments[0])

    return one(one, other), generate


def _place(context: Any, builder: Any, array_type: Any, arguments: Any, vector: Any) -> Any:
    """Pointer to lanes in an array."""
    data = context.make_array(array_type)(context, builder, arguments[0]).data
    return builder.bitcast(builder.gep(data, [arguments[1]]), vector.as_pointer())


class _BothLanes(AbstractTemplate):
    """Arithmetic needs lanes on both sides, as many."""

    def generic(self, arguments: Any, _keywords: Any) -> Any:
        if len(arguments) == 2 and arguments[0] == arguments[1] and isinstance(arguments[0], LanesType):
            return signature(arguments[0], *arguments)
        return None


def _register(operation: Any, instruction: str) -> None:
    infer_global(operation)(type(f"Lanes_{instruction}", (_BothLanes,), {}))

    @lower_builtin(operation, LanesType, LanesType)
    def generate(_target: Any, builder: Any, _given: Any, arguments: Any) -> Any:
        return getattr(builder, instruction)(*arguments)


for _operation, _instruction in (
    (operator.add, "fadd"),
    (operator.sub, "fsub"),
    (operator.mul, "fmul"),
    (operator.truediv, "fdiv"),
):
    _register(_operation, _instruction)
