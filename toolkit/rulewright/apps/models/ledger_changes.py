"""Which decisions of two ledgers differ: the same subject decided otherwise, new decisions, decisions gone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rulewright.ledger import Decision
from rulewright.reporting.sentences import Sentence
from rulewright.words import say

if TYPE_CHECKING:
    import pandas as pd

STEP = Sentence("步骤", "step")
SUBJECT = Sentence("对象", "subject")
BEFORE = Sentence("原决策", "before")
AFTER = Sentence("现决策", "now")
CLAUSE = Sentence("现依据", "decided by")
NOTHING = Sentence("–", "–")


@dataclass(frozen=True)
class LedgerChange:
    """One subject of one step: decisions only before, only now (in the order of the ledger)."""

    step: str
    subject: str
    before: tuple[Decision, ...]
    after: tuple[Decision, ...]


def ledger_changes(before: Iterable[Decision], after: Iterable[Decision]) -> list[LedgerChange]:
    """Compare what two ledgers decide, subject by subject; the deciding clause alone is no difference.

    Examples
    --------
    >>> from rulewright.rule import Text
    >>> def decision(what):
    ...     return Decision("allocation", "kiln", Text(zh=what, en=what), "r", "c", None, "", "known", "rule")
    >>> [change.subject for change in ledger_changes([decision("by mass")], [decision("by price")])]
    ['kiln']
    >>> ledger_changes([decision("by mass")], [decision("by mass")])
    []
    """
    old, new = _by_subject(before), _by_subject(after)
    found = []
    for place in dict.fromkeys((*new, *old)):
        were, are = old.get(place, []), new.get(place, [])
        gone = tuple(each for each in were if each.what not in [other.what for other in are])
        come = tuple(each for each in are if each.what not in [other.what for other in were])
        if gone or come:
            found.append(LedgerChange(*place, gone, come))
    return found


def changes_table(changes: Iterable[LedgerChange], lang: str) -> pd.DataFrame:
    """Table of the changes, one row a subject."""
    import pandas as pd

    heads = [STEP, SUBJECT, BEFORE, AFTER, CLAUSE]
    rows = [
        [
            say(each.step, lang),
            each.subject,
            _told(each.before, lang),
            _told(each.after, lang),
            " ".join(dict.fromkeys(_clause(decision) for decision in each.after)) or NOTHING(lang),
        ]
        for each in changes
    ]
    return pd.DataFrame(rows, columns=pd.Index([head(lang) for head in heads]))


def _by_subject(decisions: Iterable[Decision]) -> dict[tuple[str, str], list[Decision]]:
    found: dict[tuple[str, str], list[Decision]] = {}
    for each in decisions:
        found.setdefault((each.step, each.subject), []).append(each)
    return found


def _told(decisions: tuple[Decision, ...], lang: str) -> str:
    return " ".join(each.what.get(lang) for each in decisions) or NOTHING(lang)


def _clause(decision: Decision) -> str:
    return f"{decision.rule_id} {decision.clause_number or decision.clause_id}".strip()
