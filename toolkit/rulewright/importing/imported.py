"""What an import brought, and what it could not bring: the inventory, what was kept beside it, and the account."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from rulewright.importing.openlca_model import OlcaPackage
from rulewright.importing.source import Source, SourceExchange, UnitDifference
from rulewright.inventory import Inventory, InventoryFile
from rulewright.rule import Text

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure


@dataclass(frozen=True, slots=True)
class KeptExchange:
    """An elementary exchange that no flow of ours stands for: kept beside the inventory, it has no factor.

    ``is_gas_like``: its name is that of a greenhouse gas, or close to one, so somebody should look at it.
    """

    process: str
    flow: str
    name: str
    category: str
    is_input: bool
    amount: float
    unit: str
    is_gas_like: bool
    exchange: SourceExchange


@dataclass(frozen=True, slots=True)
class OpenProvider:
    """A flow that several processes make, without the source or the user saying which one supplies."""

    flow: str
    name: str
    makers: tuple[str, ...]
    uses: int


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An output that did not come in: in which process, which flow, how much, and the words of the source."""

    process: str
    flow: str
    amount: float
    unit: str
    words: str


@dataclass(frozen=True, slots=True)
class StatedFactor:
    """An allocation factor of the source, as information [1]; ours are not computed from it.

    ``exchanges``: over how many stated factors ``value`` is the mean; causal ones are stated exchange by exchange.
    """

    process: str
    method: str
    flow: str
    value: float
    exchanges: int = 1
    is_default: bool = False


@dataclass(frozen=True)
class Account:
    """What came in and what could not.

    Attributes
    ----------
    counts
        Names in :data:`rulewright.importing.summary.LINES` to numbers.
    missing
        Our flow id to its uses: nobody in the package makes it.
    gas_like
        ``name | category`` of flows without a match whose names are those of greenhouse gases, to their uses.
    distributions, formulas
        What became of them, to numbers.
    said
        What the reader of the format has to tell.
    """

    counts: Mapping[str, int]
    missing: Mapping[str, int]
    open_providers: tuple[OpenProvider, ...]
    left_out: tuple[LeftOut, ...]
    gas_like: Mapping[str, int]
    distributions: Mapping[str, int]
    formulas: Mapping[str, int]
    unit_differences: tuple[UnitDifference, ...]
    other: Mapping[str, int]
    said: tuple[Text, ...] = ()


@dataclass(frozen=True)
class Imported:
    """An inventory from another database, unallocated, with what it could not hold.

    Attributes
    ----------
    inventory
        Ready for any rule; name a product with ``rw.Study(imported.inventory, rules, product=...)``.
    account
        The account of the import.
    kept
        Elementary exchanges without a flow of ours.
    stated_factors
        Allocation factors of the source.
    uuids
        Our flow and process ids to the uuids, or other keys, of the source.
    source
        What the reader of the format has read.
    openlca
        The package, if it is one of openLCA.
    """

    inventory: Inventory
    account: Account
    kept: tuple[KeptExchange, ...]
    stated_factors: tuple[StatedFactor, ...]
    uuids: Mapping[str, Mapping[str, str]]
    source: Source = field(repr=False)
    openlca: OlcaPackage | None = field(default=None, repr=False)

    @property
    def file(self) -> InventoryFile:
        """The inventory file that :func:`rulewright.importing.write_inventory.write_inventory` writes."""
        return self.inventory.file

    @property
    def package(self) -> OlcaPackage:
        """The openLCA package that the import is from."""
        assert self.openlca is not None, "the import is not from openLCA"
        return self.openlca

    @cached_property
    def multi_output(self) -> tuple[str, ...]:
        """Processes with more than one product: whole, not allocated."""
        return tuple(
            process.id
            for process in self.inventory.processes.values()
            if sum(output.output_class in ("product", "co_product") for output in process.outputs) > 1
        )

    def find(self, name: str) -> str:
        """Our id of a flow, given by id, name or uuid of the source.

        Raises
        ------
        FileError
            If there is none, or more than one of that name.
        """
        from rulewright.importing.find import find_flow

        return find_flow(self, name)

    def to_dataframe(self, lang: str = "en") -> pd.DataFrame:
        """The account, one line a count."""
        from rulewright.importing.summary import account_table

        return account_table(self, lang)

    def missing_table(self, lang: str = "en") -> pd.DataFrame:
        """Flows that nobody in the package makes, the most used first."""
        from rulewright.importing.summary import missing_table

        return missing_table(self, lang)

    def shares(self, lang: str = "en") -> pd.DataFrame:
        """Allocation factors of the source beside shares by our properties; see :mod:`rulewright.importing.source_shares`."""
        from rulewright.importing.source_shares import compare_shares, shares_table

        return shares_table(compare_shares(self), lang)

    def notes(self, lang: str = "en") -> list[str]:
        """What a reader of the inventory has to know."""
        from rulewright.importing.summary import notes

        return notes(self, lang)

    def to_dict(self) -> dict[str, Any]:
        """The account as plain data (docs/import-openlca.md)."""
        account = self.account
        return {
            "format": "rulewright-import/1",
            "inventory": self.inventory.id,
            "inventory_hash": self.inventory.hash,
            "schema": self.source.schema,
            "source_format": self.source.format,
            "counts": dict(account.counts),
            "missing": dict(account.missing),
            "open_providers": [
                {"flow": each.flow, "makers": list(each.makers), "uses": each.uses} for each in account.open_providers
            ],
            "left_out": [
                {
                    "process": each.process, "flow": each.flow, "amount": each.amount, "unit": each.unit,
                    "words": each.words,
                }
                for each in account.left_out
            ],
            "gas_like": dict(account.gas_like),
            "distributions": dict(account.distributions),
            "formulas": dict(account.formulas),
            "unit_differences": [
                {
                    "unit": each.unit, "reference": each.reference, "stated": each.stated, "defined": each.defined,
                }
                for each in account.unit_differences
            ],
            "other": dict(account.other),
            "said": [each.model_dump() for each in account.said],
        }  # fmt: skip

    def to_json(self) -> str:
        """JSON text with a stable order of keys."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2, allow_nan=False)

    def plot(self, lang: str = "en") -> Figure:
        """The missing flows that are used most."""
        from rulewright.reporting.figures_import import import_figure

        return import_figure(self, lang)

    def _repr_html_(self) -> str:
        said = "".join(f"<p>{html.escape(note)}</p>" for note in self.notes())
        return str(self.to_dataframe().to_html(escape=True)) + said
