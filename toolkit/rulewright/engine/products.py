"""Several products of one rule on the same draws, and what a joint process gives to each of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from rulewright.engine.compiled import CompiledSystem, compile_result
from rulewright.engine.errors import UncertaintyError
from rulewright.steps.shares import netted_loops

if TYPE_CHECKING:
    import numpy.typing as npt

    from rulewright.engine.draws import Draws
    from rulewright.inventory import Exchange
    from rulewright.study import Result

    Floats = npt.NDArray[np.float64]
    Bytes = npt.NDArray[np.uint8]

BLOCK = 2048  # draws at once


@dataclass(frozen=True)
class ProductDraws:
    """Footprints of several products under one rule, draw by draw.

    Attributes
    ----------
    unit_impacts_kg_co2e
        Node key (``process|flow``) to kg CO2e per unit of the flow (draws,).
    status : (draws,) uint8
        See :class:`rulewright.engine.compiled.Block`.
    """

    result: Result
    drawn: Draws
    unit_impacts_kg_co2e: Mapping[str, Floats]
    status: Bytes

    def burdens(self, process: str) -> JointBurdens:
        """Burdens of one process beside what its products carry, in every draw."""
        return joint_burdens(self.result, self.drawn, process)


@dataclass(frozen=True)
class JointBurdens:
    """One process in every draw [kg CO2e per run of the process as measured], arrays (draws,).

    ``whole``: all its emissions and inputs, credits of substituted outputs and treatment of its wastes included.
    ``carried``: output flow to what that output carries: its amount times its unit impact.
    """

    process: str
    whole: Floats
    carried: Mapping[str, Floats]

    @property
    def conserved(self) -> Floats:
        """What all outputs carry over the whole (draws,) [1]: one in every draw."""
        return np.asarray(sum(self.carried.values()) / self.whole)


def product_draws(result: Result, drawn: Draws, products: Iterable[str] | None = None) -> ProductDraws:
    """Footprints per unit of several nodes on the same draws.

    Parameters
    ----------
    products
        Node keys (``process|flow``) of the rule's system; default: the study's product and everything else that its
        process makes and that carries a share.

    Raises
    ------
    UncertaintyError
        If the rule's system has no such node.
    """
    system = result.system
    keys = list(_carriers(result, result.applied.process) if products is None else products)
    unknown = [key for key in keys if key not in system.index]
    if unknown:
        raise UncertaintyError(
            f"no product '{unknown[0]}' in the system of the rule",
            f"rule {result.rule.id}, inventory {result.inventory.id}",
            "name a process and a flow that the product draws on, as process|flow",
        )
    compiled = compile_result(result, drawn, keys)
    impacts, status = _over_draws(compiled, drawn)
    return ProductDraws(result, drawn, {key: impacts[key] for key in keys}, status)


def joint_burdens(result: Result, drawn: Draws, process: str) -> JointBurdens:
    """Burdens of a process, counted from its own exchanges, beside what its outputs carry.

    The two come from different sides: burdens from the emissions and inputs of the unallocated process, what outputs
    carry from the solved system.
    """
    system = result.system
    keys = _carriers(result, process)
    if not keys:
        raise UncertaintyError(
            f"nothing that process '{process}' makes carries a share", f"rule {result.rule.id}",
            "name a process whose burdens the rule shares",
        )  # fmt: skip
    column = keys[0]
    compiled = compile_result(result, drawn, [node.key for node in system.nodes])
    impacts, _ = _over_draws(compiled, drawn)
    values = drawn.values(system.quantities, 0, drawn.count)
    made = {each.quantity.id for each in _made(result, column) if each.quantity is not None}
    whole = np.zeros(drawn.count)
    for term in compiled.terms:
        if term.column != column or (term.row == column and term.exchange in made):
            continue
        amount: Any = term.sign * term.constant * (1.0 if term.exchange is None else values[term.exchange])
        for identity in term.scaled_by:
            amount = amount * (values[identity] / system.quantities[identity].amount)
        if term.matrix == "technosphere":
            whole -= amount * impacts[term.row]
        else:
            name = system.factor_quantities.get(term.row)
            whole += amount * (system.characterisation[term.row] if name is None else values[name])
    carried = {key.split("|")[1]: _net(result, key, values) * impacts[key] for key in keys}
    return JointBurdens(process, whole, carried)


def _carriers(result: Result, process: str) -> list[str]:
    """Nodes of the outputs of a process that carry a share, the reference first."""
    return [
        f"{process}|{output.flow}"
        for output in result.inventory.processes[process].outputs
        if (treatment := result.applied.treatments.get((process, output.flow))) is not None
        and treatment.kind == "share"
    ]


def _net(result: Result, key: str, values: Mapping[str, Any]) -> Any:
    """Amount of an output less the internal loops that the rule nets."""
    gross, *loops = [each.quantity.id for each in _made(result, key) if each.quantity is not None]
    return values[gross] - sum(values[loop] for loop in loops)


def _made(result: Result, key: str) -> list[Exchange]:
    """The output of a node and the internal loops that the rule nets from it."""
    process, flow = key.split("|")
    output = result.applied.output_of(process, flow)
    return [output, *netted_loops(result.applied, output)]


def _over_draws(compiled: CompiledSystem, drawn: Draws) -> tuple[dict[str, Floats], Bytes]:
    needed = {name: compiled.system.quantities[name] for name in compiled.needed}
    impacts = {key: np.empty(drawn.count) for key in compiled.targets}
    status = np.empty(drawn.count, dtype=np.uint8)
    for start in range(0, drawn.count, BLOCK):
        stop = min(start + BLOCK, drawn.count)
        block = compiled.evaluate(drawn.values(needed, start, stop), stop - start)
        status[start:stop] = block.status
        for key, each in block.unit_impacts_kg_co2e.items():
            impacts[key][start:stop] = each
    return impacts, status
