"""What the chapters of a report draw on: result, head, draws, language; names, settings with their clauses, gaps."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from rulewright.drafting.blocks import Table, clean, gap, ref
from rulewright.drafting.names import listed_number
from rulewright.packages.sections import Parts
from rulewright.reporting.labels import unit_text
from rulewright.reporting.readable import readable, setting_name
from rulewright.reporting.sentences import Sentence, number
from rulewright.reporting.tables import COMMA, ORIGINS
from rulewright.rule import ClauseBase, Setting, Text
from rulewright.study_report import sentences as say
from rulewright.study_report.head import ReportHead
from rulewright.words import say as word

if TYPE_CHECKING:
    from rulewright.analysis.data_quality_result import DataQuality
    from rulewright.analysis.hotspots import Hotspots
    from rulewright.analysis.uncertainty_result import RuleDraws, UncertaintyResult
    from rulewright.inventory import Inventory, UnitProcess
    from rulewright.ledger import Decision
    from rulewright.rule import Rule
    from rulewright.study import Result, Study

NOTHING = "–"


@dataclass(frozen=True)
class Facts:
    """One result with everything that its report says."""

    study: Study
    result: Result
    head: ReportHead
    lang: str
    run: UncertaintyResult | None = None

    # ---- shorthands -------------------------------------------------------------------------------------------

    @property
    def rule(self) -> Rule:
        """The rule with the declared choices."""
        return self.result.rule

    @property
    def inventory(self) -> Inventory:
        """The unallocated inventory."""
        return self.result.inventory

    @property
    def total(self) -> float:
        """The footprint [kg CO2e per declared unit]."""
        return self.result.evaluation.total_kg_co2e

    @property
    def product(self) -> str:
        """Name of the product."""
        return self.flow_name(self.result.applied.product)

    @property
    def amount(self) -> tuple[float, str]:
        """Declared unit: amount and unit."""
        file = self.inventory.file
        if file.declared_unit is not None and self.result.applied.product == file.product:
            return file.declared_unit.amount, file.declared_unit.unit
        return 1.0, self.inventory.flows[self.result.applied.product].unit

    @property
    def unit(self) -> str:
        """Declared unit in words, e.g. ``1 t hot-rolled coil``."""
        return unit_text(*self.amount, self.product, self.lang)

    @property
    def per(self) -> str:
        """What results are per, e.g. ``t hot-rolled coil`` for one tonne."""
        amount, unit = self.amount
        return f"{clean(unit)} {self.product}" if amount == 1 else self.unit

    @property
    def year(self) -> int | None:
        """Year of issue, if the head gives a date."""
        return None if self.head.issued is None else self.head.issued.year

    @property
    def draws(self) -> RuleDraws | None:
        """Draws of this rule."""
        return None if self.run is None else self.run.results[self.rule.id]

    @cached_property
    def parts(self) -> Parts:
        """Contributions, elasticities, data quality; each computed once for the text and for the JSON."""
        return Parts(self.result, self.year)

    @property
    def hotspots(self) -> Hotspots:
        """Contributions."""
        return self.parts.hotspots

    @property
    def quality(self) -> DataQuality:
        """Data quality by contribution."""
        return self.parts.quality

    @cached_property
    def used(self) -> tuple[UnitProcess, ...]:
        """Unit processes that the product system draws on, those of the inventory's own file first."""
        supply = self.result.evaluation.supply
        active = {node.process for number, node in enumerate(self.result.system.nodes) if supply[number]}
        found = [each for each in self.inventory.processes.values() if each.id in active]
        return tuple(sorted(found, key=lambda each: each.is_background))

    # ---- texts ------------------------------------------------------------------------------------------------

    def say(self, sentence: Sentence, **gaps: Any) -> str:
        """A sentence of the report."""
        return sentence(self.lang, **gaps)

    def text(self, text: Text) -> str:
        """A text of a file, cleaned."""
        return clean(text.get(self.lang))

    def line(self, text: Text) -> str:
        """A text of the ledger or a detector as a sentence that stands alone."""
        said = self.text(text)
        return said[:1].upper() + said[1:]

    def given(self, text: Text | str | None, missing: Sentence) -> str:
        """What the head gives, or a marked gap."""
        if text is None:
            return self.gap(missing)
        return clean(text if isinstance(text, str) else text.get(self.lang))

    def gap(self, what: Sentence) -> str:
        """A marked gap."""
        return gap(what(self.lang), self.lang)

    def joined(self, parts: Iterable[str]) -> str:
        """Words in a row; a dash if there are none."""
        return COMMA(self.lang).join(parts) or say.NONE(self.lang)

    def listed(self, parts: Iterable[str]) -> str:
        """Sentences in a row; a dash if there are none."""
        return say.NEXT(self.lang).join(parts) or NOTHING

    def kg(self, value: float) -> str:
        """An amount of CO2e."""
        return number(value, 4)

    def share(self, value: float) -> str:
        """A part of the total."""
        return "–" if not self.total else f"{value / self.total:.1%}".replace("-", "−")

    # ---- names ------------------------------------------------------------------------------------------------

    def flow_name(self, flow: str) -> str:
        """Name of a product flow."""
        return clean(self.inventory.name(flow, self.lang))

    def process_name(self, process: str) -> str:
        """Name of a unit process; of a pool, its flow's."""
        if process in self.inventory.processes:
            return self.text(self.inventory.processes[process].name)
        return self.flow_name(process.removeprefix("pool:"))

    def subject(self, decision: Decision) -> str:
        """What a decision is about, in words."""
        subject = decision.subject
        if subject == "study":
            return say.WHOLE_STUDY(self.lang)
        process, _, rest = subject.replace("|", "/").partition("/")
        if process in self.inventory.processes:
            flow = rest.rsplit("/", 1)[-1]
            name = self.process_name(process)
            return (
                name
                if not flow or decision.step == "electricity"
                else say.NAMED(self.lang, name=name, value=self.flow_name(flow))
            )
        return self.flow_name(subject)

    # ---- clauses ----------------------------------------------------------------------------------------------

    def basis(self, clause: ClauseBase, rule_id: str) -> str:
        """Where something is settled: document and clause, or the declaration; with what has to be checked."""
        if clause.is_choice:
            return say.DECLARED(self.lang)
        place = listed_number(clean(clause.source.document))
        number = clean(clause.clause or clause.source.clause or "")
        mark = (
            ""
            if clause.mark in ("seen", "declared")
            else say.MARKED(self.lang, mark=word(clause.mark, self.lang))
        )
        return " ".join(part for part in (place, number) if part) + mark

    def decided_by(self, decision: Decision) -> str:
        """By what a decision was made: clause, declared choice or default."""
        if decision.origin != "rule":
            return ORIGINS[decision.origin](self.lang)
        return f"{clean(decision.rule_id)} {clean(decision.clause_number or decision.clause_id)}"

    def settings(self, family: str) -> Iterator[tuple[str, str, str]]:
        """Name, value and basis of each setting of a family; what nothing decides is said to be open."""
        for name in self._names(family):
            setting = self.rule.settings.get(name)
            label = clean(setting_name(name, self.lang))
            if setting is None:
                clause = self.rule.not_settled[name]
                owner = next((file.id for file in self.rule.chain if clause in file.clauses), self.rule.id)
                yield label, say.NOT_SETTLED(self.lang), self.basis(clause, owner)
                continue
            entries: tuple[Setting, ...] = setting if isinstance(setting, tuple) else (setting,)
            values = [clean(readable(each.value, self.lang)) for each in entries]
            bases = dict.fromkeys(self.basis(each.clause, each.rule_id) for each in entries)
            yield label, say.NEXT(self.lang).join(values), say.NEXT(self.lang).join(bases)

    def settings_table(self, family: str, title: Sentence, key: str) -> Table | None:
        """Settings of a family as a table; None if the rule says nothing of it."""
        rows = tuple(self.settings(family))
        heads = (say.HEADS["item"], say.HEADS["value"], say.HEADS["basis"])
        return self.table(key, title, heads, rows, (3, 5, 4)) if rows else None

    def _names(self, family: str) -> list[str]:
        names = dict.fromkeys((*self.rule.settings, *self.rule.not_settled))
        return [name for name in names if name.startswith(f"{family}.")]

    # ---- blocks -----------------------------------------------------------------------------------------------

    def table(
        self, key: str, title: Sentence, heads: Iterable[Sentence], rows: Iterable[Iterable[str]], widths: tuple[float, ...],
        unit: str = "",
    ) -> Table:  # fmt: skip
        """A numbered table."""
        return Table(
            key,
            title(self.lang),
            tuple(head(self.lang) for head in heads),
            tuple(tuple(row) for row in rows),
            widths,
            unit,
        )

    def decisions(self, keep: Callable[[Decision], bool]) -> list[Decision]:
        """Decisions of the ledger."""
        return [each for each in self.result.ledger if keep(each)]

    def see(self, key: str) -> str:
        """A reference."""
        return ref(key)
