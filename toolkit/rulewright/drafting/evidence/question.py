"""What evidence is asked for: the rule, the inventories that it covers, the rules beside it, the portfolios."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rulewright.analysis.coverage import covered_groups
from rulewright.analysis.decomposition import check_samples
from rulewright.analysis.hybrids import mistakes_in
from rulewright.errors import Mistake, MistakesError, RulewrightError
from rulewright.inventory import Inventory
from rulewright.portfolio import Portfolio
from rulewright.reading.find import list_rules, list_shelf
from rulewright.reading.heads import inventory_heads
from rulewright.reading.inventories import read_inventory
from rulewright.reading.portfolios import read_portfolio
from rulewright.reading.rules import read_rule
from rulewright.reading.studies import DeclaredChoice, parse_choice, read_study
from rulewright.rule import Rule

MOST_DRAWS = 1_000_000
ABROAD = frozenset(
    {"international", "regional", "programme"}
)  # stages of rules that are not Chinese standards


class EvidenceError(MistakesError):
    """Evidence that cannot be made: every mistake at once."""


@dataclass(frozen=True)
class Question:
    """Rule, inventories, rules beside it, portfolios, and choices that come before those shipped with inventories."""

    rule: Rule
    inventories: tuple[Inventory, ...]
    compared: tuple[Rule, ...]
    portfolios: tuple[Portfolio, ...]
    choices: tuple[DeclaredChoice, ...]
    draws: int
    samples: int
    seed: int


def ask(
    rule: str | Path | Rule,
    inventories: Iterable[str | Path | Inventory] | None,
    compare: Iterable[str | Path | Rule] | None,
    portfolios: Iterable[str | Path | Portfolio] | None,
    choices: Iterable[DeclaredChoice | str] | None,
    draws: int,
    samples: int,
    seed: int,
) -> Question:
    """Read everything that evidence needs, and find by default what is not named.

    Raises
    ------
    EvidenceError
        If nothing says which inventories, a rule is set beside itself, or numbers cannot be: all at once.
    FileError, ReadingError
        If a file cannot be found or has mistakes.
    """
    rule = rule if isinstance(rule, Rule) else read_rule(rule)
    where = f"rule {rule.id}"
    mistakes = _number_mistakes(draws, samples, seed)
    named = _covered(rule, mistakes) if inventories is None else list(dict.fromkeys(inventories))
    if inventories is not None and not named:
        mistakes.append(Mistake("no inventory is named", where, "name at least one inventory"))
    if mistakes:
        raise _error(rule, mistakes)
    found = tuple(each if isinstance(each, Inventory) else read_inventory(each) for each in named)
    if compare is None:
        beside = tuple(read_rule(name) for name in _usual(rule, found))
    else:
        beside = tuple(each if isinstance(each, Rule) else read_rule(each) for each in dict.fromkeys(compare))
    if any(each.id == rule.id for each in beside):
        raise _error(
            rule,
            [Mistake(f"the rule '{rule.id}' is set beside itself", where, "name other rules (--compare)")],
        )
    ids = {each.id for each in found}
    if portfolios is None:
        shelf = [read_portfolio(name) for name in list_shelf("portfolios")]
        plants = tuple(each for each in shelf if {plant.inventory.id for plant in each.plants} & ids)
    else:
        plants = tuple(each if isinstance(each, Portfolio) else read_portfolio(each) for each in portfolios)
    own = tuple(parse_choice(each) if isinstance(each, str) else each for each in choices or ())
    return Question(rule, found, beside, plants, own, draws, samples, seed)


def _number_mistakes(draws: int, samples: int, seed: int) -> list[Mistake]:
    mistakes: list[Mistake] = []
    where = "evidence"
    if isinstance(draws, bool) or not isinstance(draws, int) or not (draws == 0 or 2 <= draws <= MOST_DRAWS):
        mend = f"ask for 2 .. {MOST_DRAWS:,} draws, or 0 for none"
        mistakes.append(Mistake(f"{draws!r} is not a number of draws", where, mend))
    if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed < 2**64:
        mend = "give an integer from 0 to 2^64 - 1, e.g. 1"
        mistakes.append(Mistake(f"{seed!r} is not a seed", where, mend))
    try:
        check_samples(samples, where)
    except RulewrightError as error:
        mistakes += mistakes_in(error)
    return mistakes


def _covered(rule: Rule, mistakes: list[Mistake]) -> list[str | Path | Inventory]:
    """Shipped inventories of the products that a rule covers; a rule for any product has to be asked about some."""
    groups = covered_groups(rule)
    heads = inventory_heads()
    if "any" in groups:
        mistakes.append(
            Mistake(
                f"the rule covers any product: nothing says on which of {len(heads)} inventories to look",
                f"rule {rule.id}",
                "name inventories (--inventories), e.g. steel-hot-rolled-coil-bf-bof,aluminium-ingot-primary-cn",
            )
        )
        return []
    found: list[str | Path | Inventory] = [head.id for head in heads if groups & set(head.groups)]
    if not found:
        mistakes.append(
            Mistake(
                f"no shipped inventory is about a product that the rule covers ({', '.join(sorted(groups))})",
                f"rule {rule.id}",
                "name inventories (--inventories), also by path",
            )
        )
    return found


def _usual(rule: Rule, inventories: Sequence[Inventory]) -> list[str]:
    """General and foreign rules of the shipped studies of these inventories; of inventories without one, all general rules."""
    shipped = list_shelf("studies")
    names: dict[str, None] = {}
    for inventory in inventories:
        if inventory.id in shipped:
            names |= dict.fromkeys(read_study(inventory.id).rules)
        else:
            names |= dict.fromkeys(name for name in list_rules() if "any" in covered_groups(read_rule(name)))
    return [name for name in names if name != rule.id and _is_yardstick(read_rule(name))]


def _is_yardstick(rule: Rule) -> bool:
    stage = rule.get("procedure.stage")
    return "any" in covered_groups(rule) or (stage is not None and stage.value in ABROAD)


def _error(rule: Rule, mistakes: Sequence[Mistake]) -> EvidenceError:
    count = len(mistakes)
    return EvidenceError(f"evidence for {rule.id}: {count} mistake{'s' if count > 1 else ''}", mistakes)
