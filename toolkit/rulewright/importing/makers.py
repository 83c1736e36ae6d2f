"""Who makes what, and which process supplies a use: as the source says, as the user says, else a data gap."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rulewright.errors import Mistake
from rulewright.importing.identifiers import slug
from rulewright.importing.mapping import ImportMapping
from rulewright.reporting.sentences import Sentence
from rulewright.rule import Text

if TYPE_CHECKING:
    from rulewright.importing.lines import Line, Lines
    from rulewright.importing.source import Source

UNSETTLED = Sentence(
    "来源数据包中有 {count} 个过程产出它，而来源和用户都没有指明由谁供应：{makers}",
    "{count} processes of the source package make it, and neither the source nor the user says which one supplies: {makers}",
)
ABSENT_PROVIDER = Sentence(
    "来源指定的供应过程不在数据包中：{provider}",
    "the process that the source names as provider is not in the package: {provider}",
)


@dataclass(slots=True)
class OpenUse:
    """Uses of a flow whose supplier nobody has settled, and why."""

    flow: str
    reason: Text
    name: str
    makers: tuple[str, ...]
    uses: int = 0


class Makers:
    """Makers of every flow of a source.

    Attributes
    ----------
    makers
        Flow to the processes that make it, or treat it.
    apart
        (Process, flow) to our id of a flow of its own: what the makers that the user didn't choose make.
    open_uses
        Our id of a data gap to the uses whose supplier is not settled.
    """

    def __init__(
        self,
        source: Source,
        sorted_: list[Lines],
        flow_ids: Mapping[str, str],
        process_ids: Mapping[str, str],
    ) -> None:
        self._source, self._flow_ids, self._process_ids = source, flow_ids, process_ids
        self._avoided = {flow for each in sorted_ for flow in each.avoided}
        self._chosen: dict[str, str] = {}
        self.makers: dict[str, list[str]] = defaultdict(list)
        self.apart: dict[tuple[str, str], str] = {}
        self.open_uses: dict[str, OpenUse] = {}
        for each in sorted_:
            for line in each.lines:
                if line.role in ("reference", "co_product") and line.flow.key not in each.avoided:
                    self.makers[line.flow.key].append(each.process.key)

    def choose(self, mapping: ImportMapping) -> list[Mistake]:
        """Take over whom the user lets supply; mistakes where that process doesn't make the flow."""
        mistakes = []
        names = {process.name: key for key, process in self._source.processes.items()}
        flows = defaultdict(list)
        for key in self._flow_ids:
            flows[self._source.flows[key].name].append(key)
        for stated, provider in mapping.providers.items():
            candidates = flows.get(stated) or [stated]
            supplier = names.get(provider, provider)
            made = [flow for flow in candidates if supplier in self.makers.get(flow, ())]
            self._chosen |= dict.fromkeys(made, supplier)
            if not made:
                makers = [
                    self._source.processes[key].name
                    for flow in candidates
                    for key in self.makers.get(flow, ())
                ]
                what = f"the mapping lets '{provider}' supply '{stated}', which it doesn't make"
                mend = f"name one of its makers: {'; '.join(makers[:5]) or 'none in the package'}"
                mistakes.append(Mistake(what, "mapping, providers", mend))
        return mistakes

    def tell_apart(self, sorted_: list[Lines]) -> None:
        """Where the user chose one maker of several, what the others make is a flow of its own that nobody uses by name."""
        asked = {
            (line.flow.key, line.exchange.provider)
            for each in sorted_ for line in each.lines if line.role == "input" and line.exchange.provider
        }  # fmt: skip
        for flow, supplier in self._chosen.items():
            others = [
                maker for maker in self.makers[flow] if maker != supplier and (flow, maker) not in asked
            ]
            for maker in others:
                self.apart[(maker, flow)] = f"{self._flow_ids[flow]}-of-{self._process_ids[maker]}"
            self.makers[flow] = [maker for maker in self.makers[flow] if maker not in others]

    def provider_of(self, line: Line) -> tuple[str, str | None]:
        """Flow to link to, and the process to name if the flow alone doesn't settle it."""
        key = line.flow.key
        own = self._flow_ids[key]
        makers = self.makers.get(key, [])
        stated = line.exchange.provider
        is_avoided = key in self._avoided
        if stated and stated in makers:
            return own, self._process_ids[stated] if len(makers) > 1 or is_avoided else None
        if not makers:
            return own, None
        if stated and stated not in self._source.processes:
            reason = ABSENT_PROVIDER.text(provider=stated)
            identity = f"{own}-provider-absent-{slug(stated) or 'unnamed'}"
            return self._unsettled(key, identity, reason, ()), None
        if len(makers) == 1 or key in self._chosen:
            several = len(makers) > 1 or is_avoided
            return own, self._process_ids[self._chosen.get(key, makers[0])] if several else None
        names = tuple(sorted(self._process_ids[maker] for maker in makers))
        reason = UNSETTLED.text(count=len(makers), makers="; ".join(names))
        return self._unsettled(key, f"{own}-provider-open", reason, names), None

    def _unsettled(self, key: str, identity: str, reason: Text, makers: tuple[str, ...]) -> str:
        """A flow of its own for uses whose supplier nobody has settled: a data gap with its reason."""
        use = self.open_uses.setdefault(identity, OpenUse(key, reason, self._source.flows[key].name, makers))
        use.uses += 1
        return identity
