"""Rulewright: product carbon-footprint rules as data that runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

# public names load on first use, so that `import rulewright` and the command line stay fast
_WHERE = {
    "Study": "rulewright.study",
    "Comparison": "rulewright.study",
    "Result": "rulewright.study",
    "DeclaredChoice": "rulewright.reading.studies",
    "Rule": "rulewright.rule",
    "Text": "rulewright.rule",
    "Inventory": "rulewright.inventory",
    "Ledger": "rulewright.ledger",
    "Decision": "rulewright.ledger",
    "read_rule": "rulewright.reading.rules",
    "read_inventory": "rulewright.reading.inventories",
    "read_study": "rulewright.reading.studies",
    "Portfolio": "rulewright.portfolio",
    "read_portfolio": "rulewright.reading.portfolios",
    "list_rules": "rulewright.reading.find",
    "import_openlca": "rulewright.importing.to_inventory",
    "write_openlca": "rulewright.importing.openlca_write",
    "coverage": "rulewright.analysis.coverage",
    "crosscheck": "rulewright.analysis.crosscheck",
    "draft_standard": "rulewright.drafting.standard",
    "check_standard": "rulewright.drafting.check",
    "read_run": "rulewright.analysis.store",
    "Precision": "rulewright.analysis.stopping",
    "RulewrightError": "rulewright.errors",
}
__all__ = ["__version__", *_WHERE]

if TYPE_CHECKING:  # the redundant aliases say that these names are public
    from rulewright.analysis.coverage import coverage as coverage
    from rulewright.analysis.crosscheck import crosscheck as crosscheck
    from rulewright.analysis.stopping import Precision as Precision
    from rulewright.analysis.store import read_run as read_run
    from rulewright.drafting.check import check_standard as check_standard
    from rulewright.drafting.standard import draft_standard as draft_standard
    from rulewright.errors import RulewrightError as RulewrightError
    from rulewright.importing.openlca_write import write_openlca as write_openlca
    from rulewright.importing.to_inventory import import_openlca as import_openlca
    from rulewright.inventory import Inventory as Inventory
    from rulewright.ledger import Decision as Decision
    from rulewright.ledger import Ledger as Ledger
    from rulewright.portfolio import Portfolio as Portfolio
    from rulewright.reading.find import list_rules as list_rules
    from rulewright.reading.inventories import read_inventory as read_inventory
    from rulewright.reading.portfolios import read_portfolio as read_portfolio
    from rulewright.reading.rules import read_rule as read_rule
    from rulewright.reading.studies import DeclaredChoice as DeclaredChoice
    from rulewright.reading.studies import read_study as read_study
    from rulewright.rule import Rule as Rule
    from rulewright.rule import Text as Text
    from rulewright.study import Comparison as Comparison
    from rulewright.study import Result as Result
    from rulewright.study import Study as Study


def __getattr__(name: str) -> Any:
    if name in _WHERE:
        from importlib import import_module

        return getattr(import_module(_WHERE[name]), name)
    raise AttributeError(f"module 'rulewright' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted(__all__)
