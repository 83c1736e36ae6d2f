"""What rules say in a setting, with the clause that says it: as JSON and as text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rulewright.reporting.readable import readable
from rulewright.reporting.sentences import Sentence
from rulewright.rule import Setting

NOT_STATED = Sentence("–", "–")
VALUE = Sentence("{value} [{clause}]", "{value} [{clause}]")
DECLARED = Sentence("声明", "declared")


def stated_dict(stated: Any) -> dict[str, Any] | None:
    """What a rule says, as JSON; None if it says nothing."""
    entries = _entries(stated)
    if not entries:
        return None
    plain = [_plain(each.value) for each in entries]
    clauses = list(dict.fromkeys(each.clause.clause or each.clause.id for each in entries))
    return {
        "value": plain if isinstance(stated, tuple) else plain[0],
        "clause": clauses[0] if len(clauses) == 1 else clauses,
        "rule": entries[0].rule_id,
        "declared": any(each.clause.is_choice for each in entries),
    }


def stated_text(stated: Any, lang: str) -> str:
    """What a rule says, for readers; a dash if it says nothing."""
    entries = _entries(stated)
    if not entries:
        return NOT_STATED(lang)
    shown = []
    for each in entries:
        is_declared = each.clause.is_choice
        clause = DECLARED(lang) if is_declared else each.clause.clause or each.clause.id
        shown.append(VALUE(lang, value=readable(each.value, lang), clause=clause))
    return "; ".join(shown)


def _entries(stated: Any) -> tuple[Setting, ...]:
    if stated is None:
        return ()
    return stated if isinstance(stated, tuple) else (stated,)


def _plain(value: Any) -> Any:
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json", exclude_none=True)
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return {str(key): _plain(each) for key, each in value.items()} if isinstance(value, Mapping) else value
