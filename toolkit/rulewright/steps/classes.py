"""Classes of outputs: whether a flow is co-product, waste, scrap, internal or free is often the rule's decision.

Clause: ``allocation.classes``.
"""

from __future__ import annotations

from rulewright.inventory import Exchange, UnitProcess
from rulewright.ledger import Decision, decide
from rulewright.rule import Setting, Text
from rulewright.steps.state import Applied, StepResult, within_reach
from rulewright.words import say


def switch_classes(applied: Applied) -> StepResult:
    """Give every output the class that the rule says, before any other step looks at it.

    The ledger lines are written by :func:`allocate`, for the processes that the study really draws on.
    """
    classes = {}
    for process in within_reach(applied):
        for output in process.outputs[1:]:
            setting = _class_switch(applied, output)
            if setting is not None:
                classes[(process.id, output.flow)] = setting.value.as_class
    applied = applied.with_(classes=classes)
    makers = [process for process in within_reach(applied) if not process.treats_waste]
    outputs = [output for process in makers for output in process.outputs]
    sharing = {output.flow for output in outputs if applied.class_of(output) != "scrap"}
    scrap = {output.flow for output in outputs if applied.class_of(output) == "scrap"}
    return applied.with_(pools=frozenset((applied.inventory.pools | scrap) - sharing)), []


def class_decisions(applied: Applied, process: UnitProcess) -> list[Decision]:
    decisions = []
    for output in process.outputs[1:]:
        setting = _class_switch(applied, output)
        if setting is None or setting.value.as_class == output.output_class:
            continue
        name_zh, name_en = (
            applied.inventory.name(output.flow, "zh"),
            applied.inventory.name(output.flow, "en"),
        )
        what = Text(
            zh=f"{name_zh}按规则归为{say(setting.value.as_class, 'zh')}（清单中为{say(output.output_class, 'zh')}）。",
            en=f"{name_en} counts as {say(setting.value.as_class, 'en')} by the rule "
            f"(in the inventory: {say(output.output_class, 'en')}).",
        )
        values = {"class": setting.value.as_class}
        decisions.append(decide("allocation", f"{process.id}|{output.flow}", what, setting, values))
    return decisions


def _class_switch(applied: Applied, output: Exchange) -> Setting | None:
    """The first clause that gives this output a class; the most specific rule's comes first."""
    for setting in applied.rule.get_list("allocation.classes"):
        if output.flow in setting.value.flows:
            return setting
    return None
