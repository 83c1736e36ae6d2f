"""What is counted while data come in, and the account that it ends in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from rulewright.errors import Mistake, ReadingError
from rulewright.importing.greenhouse_names import Match
from rulewright.importing.imported import Account, KeptExchange, LeftOut, OpenProvider
from rulewright.importing.makers import Makers
from rulewright.importing.parameters import Parameters
from rulewright.importing.source import Source
from rulewright.reading.validation import title


@dataclass
class Tally:
    """Counts, mistakes and what found no place; filled by each step of an import."""

    source: Source
    path: str
    mistakes: list[Mistake]
    counts: Counter[str] = field(default_factory=Counter)
    distributions: Counter[str] = field(default_factory=Counter)
    gas_like: Counter[str] = field(default_factory=Counter)
    left_out: list[LeftOut] = field(default_factory=list)
    kept: list[KeptExchange] = field(default_factory=list)
    matches: dict[str, Match] = field(default_factory=dict)
    missing: dict[str, int] = field(default_factory=dict)

    def stop_at_mistakes(self) -> None:
        """Raise all mistakes that have been found, unknown units among them.

        Raises
        ------
        ReadingError
            If there are any.
        """
        mend = "give a mapping file with `units:` and our word for each, e.g. units: {'Item(s)': piece}"
        self.mistakes += [
            Mistake(f"unknown unit '{unit}'", self.path, mend)
            for unit in sorted(self.source.units.unknown)
            if unit or not self.mistakes  # a unit that isn't there has been told with its place
        ]
        if self.mistakes:
            raise ReadingError(title("package", self.source.name, self.mistakes), self.mistakes)

    def account(self, flow_ids: Mapping[str, str], makers: Makers, parameters: Parameters) -> Account:
        """What came in and what could not."""
        counts, source = self.counts, self.source
        counts["product_flows"] = len(flow_ids)
        counts["other_elementary_flows"] = len({each.flow for each in self.kept})
        counts["parameters"] = len(parameters.ours)
        counts["gas_like_flows"], counts["gas_like_uses"] = len(self.gas_like), sum(self.gas_like.values())
        open_providers = tuple(
            OpenProvider(identity, use.name, use.makers, use.uses)
            for identity, use in sorted(makers.open_uses.items())
        )
        counts["open_providers"] = len(open_providers)
        counts["open_provider_uses"] = sum(each.uses for each in open_providers)
        counts["several_makers"] = sum(len(found) > 1 for found in makers.makers.values())
        counts["left_out"] = len(self.left_out)
        counts["allocation_factors"] = sum(len(each.allocation) for each in source.processes.values())
        counts["allocation_processes"] = sum(bool(each.allocation) for each in source.processes.values())
        distributions = self.distributions + parameters.distributions
        counts["uncertain"] = sum(distributions[key] for key in ("kept", "other_centre", "pedigree_only"))
        return Account(
            dict(counts), self.missing, open_providers, tuple(self.left_out), dict(self.gas_like.most_common()),
            dict(distributions), dict(parameters.formulas), tuple(source.units.differences.values()),
            dict(source.other), source.said,
        )  # fmt: skip
