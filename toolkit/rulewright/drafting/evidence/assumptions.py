"""What stands in for points that a rule leaves open, no study declares, and the rule it is based on settles.

A product rule may open what its base settles (its own text is not decided, or was not read). Evidence can still be
computed, as long as it says so: the base's value is declared for the rule, with a reason of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rulewright.reading.rules import merge_chain
from rulewright.reading.studies import DeclaredChoice, with_choices
from rulewright.reporting.sentences import Sentence
from rulewright.rule import CLAUSE_MODELS, LIST_SETTINGS, Rule, Setting

REASON = Sentence(
    "本规则未定，研究也未声明；暂按其上位规则 {base} 的规定计算。",
    "The rule leaves it open and no study declares it; computed for now as {base} has it, the rule that it is based on.",
)


def assumptions(rule: Rule, choices: Sequence[DeclaredChoice]) -> tuple[DeclaredChoice, ...]:
    """Choices that hold the base's values where a rule, and what was declared for it, say nothing.

    Raises
    ------
    ReadingError
        If a choice that names this rule would override what the rule settles.
    """
    if len(rule.chain) < 2:
        return ()
    base = merge_chain(list(rule.chain[1:]))
    known = with_choices(rule, tuple(choices))[0].settings
    found: dict[str, dict[str, Any]] = {}
    for name, setting in base.settings.items():
        whole = name.partition("[")[0]
        if not isinstance(setting, Setting) or whole in LIST_SETTINGS or whole not in rule.not_settled:
            continue
        if any(each.partition("[")[0] == whole for each in known):
            continue
        family, _, plain = whole.partition(".")
        key = name.partition("[")[2].removesuffix("]")
        values = found.setdefault(family, {})
        if key:
            values.setdefault(plain, {})[key] = _plain(setting.value)
        else:
            values[plain] = _plain(setting.value)
    reason = REASON.text(base=base.id)
    order = list(CLAUSE_MODELS)
    return tuple(
        DeclaredChoice.model_validate(
            {"rules": [rule.id], "family": family, "settings": found[family], "reason": reason.model_dump()}
        )
        for family in sorted(found, key=order.index)
    )


def _plain(value: Any) -> Any:
    if hasattr(value, "model_dump"):
        return value.model_dump(exclude_none=True)
    return [_plain(each) for each in value] if isinstance(value, list) else value
