"""What the cross-rule check gives: findings, as a table, sentences, JSON and a figure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from rulewright.reporting.display import tabled
from rulewright.reporting.sentences import Sentence
from rulewright.rule import Text

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

FORMAT = "rulewright-crosscheck/1"
TOLERANCE = 0.01  # a difference above this share of the larger number is told
Kind = Literal["counted_twice", "counted_by_nobody", "claimed_twice", "unit", "clause", "cannot_run"]

_HEADS = {
    "kind": Sentence("发现", "finding"),
    "flow": Sentence("流", "flow"),
    "maker": Sentence("生产方（清单：规则）", "maker (inventory: rule)"),
    "user": Sentence("使用方（清单：规则）", "user (inventory: rule)"),
    "effect": Sentence("对使用方结果的影响 kg CO2e", "effect on the user's result kg CO2e"),
    "share": Sentence("占其结果 %", "of that result %"),
    "what": Sentence("说明", "explanation"),
}
KINDS: Mapping[str, Sentence] = {
    "counted_twice": Sentence("重复计算", "counted twice"),
    "counted_by_nobody": Sentence("无人承担", "counted by nobody"),
    "claimed_twice": Sentence("好处重复", "claimed twice"),
    "unit": Sentence("单位不符", "unit"),
    "clause": Sentence("条款不一", "clause"),
    "cannot_run": Sentence("不能执行", "cannot run"),
}
_NOTES = (
    Sentence(
        "“放出”是生产方规则下每单位该流带走的负荷（替代时为其抵扣）；“计入”是使用方规则下每单位的影响。差额小于 {tolerance:.0%} 的不列。",
        "'Let go' is what a unit of the flow carries away under the maker's rule (with substitution: its credit); 'taken on' "
        "is its impact under the user's rule. Differences below {tolerance:.0%} are not listed.",
    ),
    Sentence("已查 {links} 处衔接，{inventories} 份清单。", "{links} links between {inventories} inventories were looked at."),
    Sentence(
        "废料不指明来处：凡净放出某种废料的清单，与凡净取用它的清单，都两两对照；影响按使用方的废料全部来自该方计。",
        "Scrap names no origin: every inventory that lets go of a scrap on balance is held against every one that takes it; "
        "the effect is that of taking all of it from there.",
    ),
    Sentence(
        "条款不一在表中按规则合并，JSON 逐处列出。",
        "Clauses that differ stand together by rules in the table; the JSON lists every link.",
    ),
)  # fmt: skip
FLOWS = Sentence("{flows} 等 {count} 种", "{flows} and others, {count} in all")
MOST_FLOWS = 4  # named in one row


@dataclass(frozen=True)
class Side:
    """One side of a link: an inventory under a rule."""

    inventory: str
    rule: str

    def __str__(self) -> str:
        return f"{self.inventory}: {self.rule}"


@dataclass(frozen=True)
class Finding:
    """Something that doesn't fit where two rules meet.

    Attributes
    ----------
    let_go_kg_co2e, taken_on_kg_co2e
        Per unit of the flow; None where no number is compared.
    effect_kg_co2e
        The difference times what the user's declared unit needs of the flow.
    effect_share
        The same as a share of the user's result [1].
    name
        The flow's name in both languages.
    """

    kind: Kind
    flow: str
    maker: Side
    user: Side
    what: Text
    unit: str = ""
    let_go_kg_co2e: float | None = None
    taken_on_kg_co2e: float | None = None
    effect_kg_co2e: float | None = None
    effect_share: float | None = None
    name: Text | None = None

    def flow_name(self, lang: str) -> str:
        """The flow's name, or its id where no name is known."""
        return self.name.get(lang) if self.name is not None else self.flow


@dataclass(frozen=True)
class Crosscheck:
    """All findings, the largest effects on a user's result first; then units and clauses."""

    findings: tuple[Finding, ...]
    links: int
    inventories: int

    def to_dict(self) -> dict[str, Any]:
        """The documented JSON shape."""
        return {
            "format": FORMAT,
            "inventories": self.inventories,
            "links": self.links,
            "tolerance": TOLERANCE,
            "findings": [
                {
                    "kind": each.kind,
                    "flow": each.flow,
                    "maker": {"inventory": each.maker.inventory, "rule": each.maker.rule},
                    "user": {"inventory": each.user.inventory, "rule": each.user.rule},
                    "what": {"zh": each.what.zh, "en": each.what.en},
                    "unit": each.unit,
                    "let_go_kg_co2e": each.let_go_kg_co2e,
                    "taken_on_kg_co2e": each.taken_on_kg_co2e,
                    "effect_kg_co2e": each.effect_kg_co2e,
                    "effect_share": each.effect_share,
                }
                for each in self.findings
            ],
        }

    def to_json(self) -> str:
        """JSON text with a stable order of keys."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2, allow_nan=False)

    def to_dataframe(self, lang: str = "en") -> pd.DataFrame:
        """One row a finding; a clause that two rules settle differently is one row, with the flows at which they meet."""
        import pandas as pd

        rows = [
            {
                "kind": KINDS[each.kind](lang),
                "flow": each.flow_name(lang),
                "maker": str(each.maker),
                "user": str(each.user),
                "effect": each.effect_kg_co2e,
                "share": None if each.effect_share is None else 100 * each.effect_share,
                "what": each.what.get(lang),
            }
            for each in self.findings
            if each.kind != "clause"
        ]
        frame = pd.DataFrame([*rows, *self._clause_rows(lang)], columns=list(_HEADS))
        return frame.rename(columns={name: head(lang) for name, head in _HEADS.items()})

    def _clause_rows(self, lang: str) -> list[dict[str, Any]]:
        met: dict[tuple[str, str, str], list[str]] = {}
        for each in self.findings:
            if each.kind == "clause":
                met.setdefault((each.maker.rule, each.user.rule, each.what.get(lang)), []).append(
                    each.flow_name(lang)
                )
        return [
            {
                "kind": KINDS["clause"](lang), "flow": _some(list(dict.fromkeys(flows)), lang), "maker": made,
                "user": used, "effect": None, "share": None, "what": what,
            }
            for (made, used, what), flows in met.items()
        ]  # fmt: skip

    def notes(self, lang: str = "en") -> list[str]:
        """Sentences that go with the table."""
        return [
            _NOTES[0](lang, tolerance=TOLERANCE),
            *(note(lang) for note in _NOTES[2:]),
            _NOTES[1](lang, links=self.links, inventories=self.inventories),
        ]

    def plot(self, lang: str = "en") -> Figure:
        """The largest effects, as shares of the users' results."""
        from rulewright.reporting.figures_crosscheck import crosscheck_figure

        return crosscheck_figure(self, lang)

    def _repr_html_(self) -> str:
        return tabled(self)


def _some(flows: Sequence[str], lang: str) -> str:
    shown = ", ".join(flows[:MOST_FLOWS])
    return shown if len(flows) <= MOST_FLOWS else FLOWS(lang, flows=shown, count=len(flows))
