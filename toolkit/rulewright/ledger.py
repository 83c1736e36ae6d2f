"""The ledger: one decision for every process, exchange or clause that decided something."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from rulewright.rule import Setting, Text

if TYPE_CHECKING:
    import pandas as pd

Origin = Literal["rule", "declared", "default"]


@dataclass(frozen=True)
class PassedOver:
    """A rung or option that was not taken, and why."""

    option: str
    reason: Text


@dataclass(frozen=True)
class Alternative:
    """What another option would have given: named numbers, e.g. shares [1] or factors."""

    option: str
    values: Mapping[str, float]
    unit: str = "1"


@dataclass(frozen=True)
class Decision:
    """One choice: where, what, by which clause, with which values, and what else could have been.

    Attributes
    ----------
    step
        Clause family of the step, e.g. "allocation".
    subject
        Process, exchange, flow, or "study".
    what
        The decision as a sentence, zh and en.
    rule_id, clause_id, clause_number
        Where the deciding clause stands; ``clause_number`` is its number in the source document.
    origin
        "rule", "declared" (an open choice that the user declared) or "default" (none of both: said aloud).
    values
        Numbers and words that the decision used.
    """

    step: str
    subject: str
    what: Text
    rule_id: str
    clause_id: str
    clause_number: str | None
    source: str
    mark: str
    origin: Origin
    values: Mapping[str, Any] = field(default_factory=dict)
    passed_over: tuple[PassedOver, ...] = ()
    alternatives: tuple[Alternative, ...] = ()

    def to_dict(self, lang: str | None = None) -> dict[str, Any]:
        """Plain data for JSON; texts in one language, or both if ``lang`` is None."""

        def text(value: Text) -> Any:
            return value.get(lang) if lang else {"zh": value.zh, "en": value.en}

        return {
            "step": self.step,
            "subject": self.subject,
            "what": text(self.what),
            "rule": self.rule_id,
            "clause": self.clause_id,
            "clause_number": self.clause_number,
            "source": self.source,
            "mark": self.mark,
            "origin": self.origin,
            "values": dict(self.values),
            "passed_over": [
                {"option": each.option, "reason": text(each.reason)} for each in self.passed_over
            ],
            "alternatives": [
                {"option": each.option, "unit": each.unit, "values": dict(each.values)}
                for each in self.alternatives
            ],
        }


@dataclass(frozen=True)
class Ledger(Sequence[Decision]):
    """All decisions of one rule applied to one inventory, in the order of the steps."""

    decisions: tuple[Decision, ...]

    def __len__(self) -> int:
        return len(self.decisions)

    def __getitem__(self, index: Any) -> Any:
        return self.decisions[index]

    def __iter__(self) -> Iterator[Decision]:
        return iter(self.decisions)

    def __repr__(self) -> str:
        return f"Ledger({len(self.decisions)} decisions)"

    def _repr_html_(self) -> str:
        from rulewright.reporting.display import ledger_html

        return ledger_html(self)

    def about(self, subject: str) -> Ledger:
        """The decisions about one process (its id, or an exchange of it)."""
        return Ledger(
            tuple(
                each
                for each in self.decisions
                if each.subject == subject or each.subject.startswith((f"{subject}/", f"{subject}|"))
            )
        )

    def by_step(self, step: str) -> Ledger:
        """The decisions of one step."""
        return Ledger(tuple(each for each in self.decisions if each.step == step))

    def to_list(self, lang: str | None = None) -> list[dict[str, Any]]:
        """Plain data for JSON."""
        return [each.to_dict(lang) for each in self.decisions]

    def to_dataframe(self, lang: str = "en") -> pd.DataFrame:
        """A table, one row a decision."""
        import pandas as pd

        rows = []
        for each in self.decisions:
            rows.append(
                {
                    "step": each.step,
                    "subject": each.subject,
                    "decision": each.what.get(lang),
                    "clause": f"{each.rule_id} {each.clause_number or each.clause_id}",
                    "origin": each.origin,
                    "mark": each.mark,
                    "passed over": "; ".join(f"{p.option}: {p.reason.get(lang)}" for p in each.passed_over),
                    "alternatives": "; ".join(
                        f"{a.option}: " + ", ".join(f"{k} {v:.4g}" for k, v in a.values.items())
                        for a in each.alternatives
                    ),
                    "source": each.source,
                }
            )
        return pd.DataFrame(rows)


def decide(
    step: str,
    subject: str,
    what: Text,
    setting: Setting | None,
    values: Mapping[str, Any] | None = None,
    passed_over: Sequence[PassedOver] = (),
    alternatives: Sequence[Alternative] = (),
) -> Decision:
    """Make a decision from the setting that decides it; without a setting it is a default, and says so."""
    if setting is None:
        return Decision(
            step,
            subject,
            what,
            "",
            "",
            None,
            "",
            "",
            "default",
            values or {},
            tuple(passed_over),
            tuple(alternatives),
        )
    deciding = setting.clause
    source = deciding.source
    place = (
        source.document
        + (f", {source.clause}" if source.clause else "")
        + (f", p. {source.page}" if source.page else "")
    )
    return Decision(
        step, subject, what, setting.rule_id, deciding.id, deciding.clause, place, deciding.mark,
        "declared" if deciding.is_choice else "rule", values or {}, tuple(passed_over), tuple(alternatives),
    )  # fmt: skip
