"""System boundary: which stages and kinds of exchange belong, and how internal loops are seen.

Clauses: ``boundary.stages_excluded``, ``boundary.tags``, ``boundary.internal_loops``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from rulewright.errors import Mistake
from rulewright.inventory import Exchange, UnitProcess
from rulewright.ledger import Decision, decide
from rulewright.rule import Setting, Text
from rulewright.steps.state import Applied, Multiplier, StepResult, within_reach
from rulewright.words import say


def draw_boundary(applied: Applied) -> StepResult:
    """Leave out what the rule puts outside, and net internal loops if it says so."""
    multipliers: dict[str, tuple[Multiplier, ...]] = dict(applied.multipliers)
    outside: dict[str, list[Exchange]] = defaultdict(list)
    settings: dict[str, Setting] = {}
    processes = within_reach(applied)
    for process in processes:
        for exchange in (*process.inputs, *process.emissions, *_wastes(applied, process)):
            choice = choose_outside(applied, process, exchange)
            if choice is None:
                continue
            word, setting = choice
            apart = word if setting.value == "report_apart" else None
            multipliers[exchange.id] = (
                *multipliers.get(exchange.id, ()),
                Multiplier(0.0, setting.clause.id, apart),
            )
            outside[word].append(exchange)
            settings[word] = setting
    decisions = [_outside_decision(applied, word, found, settings[word]) for word, found in outside.items()]
    applied = applied.with_(multipliers=multipliers)
    applied, loop_decisions = _net_loops(applied, processes)
    return applied, [*decisions, *loop_decisions]


def choose_outside(applied: Applied, process: UnitProcess, exchange: Exchange) -> tuple[str, Setting] | None:
    """The word (stage or tag) that puts an exchange outside, with the deciding setting; None if it belongs."""
    supplier = _supplier(applied, exchange)
    excluded = applied.rule.get("boundary.stages_excluded")
    if excluded is not None:
        stages = {supplier.stage} if supplier is not None else set()
        if exchange.direction == "emission" and process.id != applied.process:
            stages.add(process.stage)
        hit = sorted(stages & set(excluded.value))
        if hit:
            return hit[0], excluded
    tags = set(exchange.tags)
    if supplier is not None:
        tags |= supplier.tags
    if exchange.direction == "output":
        tags.add("waste_treatment")
        treatment = applied.rule.get("recycling.waste_treatment")
        if treatment is not None and treatment.value == "out":
            return "waste_treatment", treatment
    if exchange.direction == "input" and exchange.flow == "electricity":
        tags.add("electricity")
    for tag in sorted(tags):
        setting = applied.rule.get(f"boundary.tags[{tag}]")
        if setting is not None and setting.value in ("exclude", "report_apart"):
            return tag, setting
    return None


def _wastes(applied: Applied, process: UnitProcess) -> list[Exchange]:
    """Outputs whose treatment the process asks for."""
    return [output for output in process.outputs[1:] if applied.class_of(output) == "waste"]


def _supplier(applied: Applied, exchange: Exchange) -> UnitProcess | None:
    """The process that supplies an input, or treats a waste."""
    if exchange.direction == "output":
        return applied.treatment_process(exchange.flow)
    provider = applied.provider_of(exchange) if exchange.direction == "input" else None
    return applied.inventory.processes[provider] if provider is not None else None


def _outside_decision(applied: Applied, word: str, found: list[Exchange], setting: Setting) -> Decision:
    names = sorted({exchange.id for exchange in found})
    shown = "; ".join(names[:5]) + (f" … +{len(names) - 5}" if len(names) > 5 else "")
    apart = setting.value == "report_apart"
    return decide(
        "boundary",
        "study",
        Text(
            zh=f"{say(word, 'zh')}：{'单独报告' if apart else '不在系统边界内'}，涉及 {len(names)} 项输入或排放（{shown}）。",
            en=f"{say(word, 'en')}: {'reported apart' if apart else 'outside the system boundary'}, "
            f"{len(names)} inputs or emissions ({shown}).",
        ),
        setting,
        {"tag_or_stage": word, "exchanges": names, "multiplier": 0.0},
    )


def _net_loops(applied: Applied, processes: Sequence[UnitProcess]) -> StepResult:
    """A process that uses part of its own output: subtract it before anything is shared (net), or keep both (gross)."""
    loops = [
        (process, entered, output)
        for process in processes
        for entered in process.inputs
        for output in process.outputs
        if "internal_loop" in entered.tags
        and entered.flow == output.flow
        and entered.quantity
        and output.quantity
    ]
    if not loops:
        return applied, []
    setting = applied.rule.get("boundary.internal_loops")
    if setting is None:
        mistakes = tuple(
            Mistake(
                f"no clause says whether the internal loop of {output.flow} is netted",
                f"process '{process.id}' (inventory {applied.inventory.id}), rule {applied.rule.id}",
                "declare boundary.internal_loops = net or gross",
            )
            for process, _, output in loops
        )
        return applied.with_(open=(*applied.open, *mistakes)), []
    decisions = []
    netted = dict(applied.netted)
    for process, entered, output in loops:
        assert entered.quantity is not None and output.quantity is not None
        gross, used = output.quantity.amount, entered.quantity.amount
        if setting.value == "net" and used > gross:
            mistake = Mistake(
                f"the internal loop of {output.flow} takes {used:g} {output.quantity.unit}, more than the {gross:g} made",
                f"process '{process.id}' (inventory {applied.inventory.id})",
                "correct the amounts, or take away the tag internal_loop",
            )
            applied = applied.with_(open=(*applied.open, mistake))
            continue
        if setting.value == "net":
            netted[entered.id] = output.id
        decisions.append(
            decide(
                "boundary",
                process.id,
                Text(
                    zh=f"{applied.inventory.name(output.flow, 'zh')}的内部循环（毛量 {gross:g}，自用 {used:g} {output.quantity.unit}）"
                    f"{'先净算再分配' if setting.value == 'net' else '按毛量处理'}。",
                    en=f"internal loop of {applied.inventory.name(output.flow, 'en')} (gross {gross:g}, own use {used:g} "
                    f"{output.quantity.unit}) is {'netted before sharing' if setting.value == 'net' else 'kept gross'}.",
                ),
                setting,
                {"gross": gross, "own_use": used, "net": gross - used},
            )
        )
    return applied.with_(netted=netted), decisions
