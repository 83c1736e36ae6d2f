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
    "import_openlca": "rulewright.importing.openlca",
    "copy_project": "rulewright.brightway.projects",
    "Background": "rulewright.brightway.background",
    "read_mapping": "rulewright.reading.mappings",
    "draft_mapping": "rulewright.mapping.draft",
    "mapping_coverage": "rulewright.mapping.coverage",
    "write_imported_database": "rulewright.brightway.import_database",
    "write_functional": "rulewright.brightway.functional",
    "write_flat": "rulewright.importing.flat",
    "read_flat": "rulewright.importing.flat",
    "import_brightway": "rulewright.importing.brightway",
    "import_ecospold2": "rulewright.importing.ecospold2",
    "import_ecospold1": "rulewright.importing.ecospold1",
    "import_simapro": "rulewright.importing.simapro",
    "import_excel": "rulewright.importing.excel",
    "import_form": "rulewright.forms.read",
    "write_form": "rulewright.forms.form",
    "write_openlca": "rulewright.importing.openlca_write",
    "coverage": "rulewright.analysis.coverage",
    "crosscheck": "rulewright.analysis.crosscheck",
    "draft_standard": "rulewright.drafting.standard",
    "evidence": "rulewright.drafting.evidence.pack",
    "check_standard": "rulewright.drafting.check",
    "consult": "rulewright.consultation.consult",
    "Consultation": "rulewright.consultation.result",
    "read_comments": "rulewright.consultation.read_comments",
    "status_ladder": "rulewright.consultation.ladder",
    "check_pact": "rulewright.exchange.pact_check",
    "read_pact_head": "rulewright.exchange.pact_head",
    "rule_urn": "rulewright.exchange.rule_urn",
    "read_run": "rulewright.analysis.store",
    "verify": "rulewright.packages.verify",
    "trial": "rulewright.trials.trial",
    "merge_trials": "rulewright.trials.merge",
    "diagnose": "rulewright.doctor",
    "Precision": "rulewright.analysis.stopping",
    "RulewrightError": "rulewright.errors",
}
__all__ = ["__version__", *_WHERE]

if TYPE_CHECKING:  # the redundant aliases say that these names are public
    from rulewright.analysis.coverage import coverage as coverage
    from rulewright.analysis.crosscheck import crosscheck as crosscheck
    from rulewright.analysis.stopping import Precision as Precision
    from rulewright.analysis.store import read_run as read_run
    from rulewright.brightway.background import Background as Background
    from rulewright.brightway.functional import write_functional as write_functional
    from rulewright.brightway.import_database import write_imported_database as write_imported_database
    from rulewright.brightway.projects import copy_project as copy_project
    from rulewright.consultation.consult import consult as consult
    from rulewright.consultation.ladder import status_ladder as status_ladder
    from rulewright.consultation.read_comments import read_comments as read_comments
    from rulewright.consultation.result import Consultation as Consultation
    from rulewright.doctor import diagnose as diagnose
    from rulewright.drafting.check import check_standard as check_standard
    from rulewright.drafting.evidence.pack import evidence as evidence
    from rulewright.drafting.standard import draft_standard as draft_standard
    from rulewright.errors import RulewrightError as RulewrightError
    from rulewright.exchange.pact_check import check_pact as check_pact
    from rulewright.exchange.pact_head import read_pact_head as read_pact_head
    from rulewright.exchange.rule_urn import rule_urn as rule_urn
    from rulewright.forms.form import write_form as write_form
    from rulewright.forms.read import import_form as import_form
    from rulewright.importing.brightway import import_brightway as import_brightway
    from rulewright.importing.ecospold1 import import_ecospold1 as import_ecospold1
    from rulewright.importing.ecospold2 import import_ecospold2 as import_ecospold2
    from rulewright.importing.excel import import_excel as import_excel
    from rulewright.importing.flat import read_flat as read_flat
    from rulewright.importing.flat import write_flat as write_flat
    from rulewright.importing.openlca import import_openlca as import_openlca
    from rulewright.importing.openlca_write import write_openlca as write_openlca
    from rulewright.importing.simapro import import_simapro as import_simapro
    from rulewright.inventory import Inventory as Inventory
    from rulewright.ledger import Decision as Decision
    from rulewright.ledger import Ledger as Ledger
    from rulewright.mapping.coverage import mapping_coverage as mapping_coverage
    from rulewright.mapping.draft import draft_mapping as draft_mapping
    from rulewright.packages.verify import verify as verify
    from rulewright.portfolio import Portfolio as Portfolio
    from rulewright.reading.find import list_rules as list_rules
    from rulewright.reading.inventories import read_inventory as read_inventory
    from rulewright.reading.mappings import read_mapping as read_mapping
    from rulewright.reading.portfolios import read_portfolio as read_portfolio
    from rulewright.reading.rules import read_rule as read_rule
    from rulewright.reading.studies import DeclaredChoice as DeclaredChoice
    from rulewright.reading.studies import read_study as read_study
    from rulewright.rule import Rule as Rule
    from rulewright.rule import Text as Text
    from rulewright.study import Comparison as Comparison
    from rulewright.study import Result as Result
    from rulewright.study import Study as Study
    from rulewright.trials.merge import merge_trials as merge_trials
    from rulewright.trials.trial import trial as trial


def __getattr__(name: str) -> Any:
    if name in _WHERE:
        from importlib import import_module

        return getattr(import_module(_WHERE[name]), name)
    raise AttributeError(f"module 'rulewright' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted(__all__)
