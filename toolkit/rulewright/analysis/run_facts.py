"""What stands beside the numbers of a run: what it is about, how it was drawn, and each rule's own facts.

Plain data, so that a store can hold them and a result can be read back without its study.
"""

from __future__ import annotations

import hashlib
import json
import math
import platform
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from rulewright import __version__
from rulewright.analysis.run_background import UsedBackground, facts_of_background
from rulewright.analysis.runs import BLOCK, Engine
from rulewright.analysis.splits import Grid
from rulewright.engine.plans import GENERATORS, Sampling
from rulewright.engine.plausibility import uncertain_share
from rulewright.rule import Text

if TYPE_CHECKING:
    from rulewright.study import Result, Study

DECIDING_VERSIONS = ("rulewright", "numpy", "scipy")  # with other versions of these, other bits may come

OF_BACKGROUND = (
    "background",
    "content_hash",
    "order_hash",
    "seed",
    "plan",
    "generator",
    "mapping",
    "products",
)


@dataclass(frozen=True)
class RuleFacts:
    """One rule of a run.

    Attributes
    ----------
    deterministic_kg_co2e
        Result at central values by Brightway [kg CO2e per declared unit].
    central_kg_co2e
        The same by the engine of the draws, with the same bits everywhere.
    demand
        Node to the amount that was asked for.
    echo
        Largest distance of what the solved system delivers from the demand, over the demand [1].
    uncertain, fixed
        Ids of the quantities that the rule uses and whose draws differ, or that are held.
    fixed_share
        Part of the direct emissions (sum of sizes) whose amounts are held [1].
    """

    rule: str
    rule_hash: str
    title: Text
    number: str
    deterministic_kg_co2e: float
    central_kg_co2e: float
    method: str
    demand: Mapping[str, float]
    echo: float
    uncertain: tuple[str, ...]
    fixed: tuple[str, ...]
    fixed_share: float

    @property
    def central_difference(self) -> float:
        """Engine at central values over the deterministic result, less 1 [1]: rounding."""
        total = self.deterministic_kg_co2e
        return self.central_kg_co2e / total - 1 if total else self.central_kg_co2e


@dataclass(frozen=True)
class RunFacts:
    """What a run is about and how it was drawn.

    Attributes
    ----------
    amount, unit
        Declared unit.
    choices_hash
        SHA-256 of the declared choices, 16 hex digits.
    characterisation
        Whether characterisation factors were drawn.
    uncertain_in_inventory, numbers_in_inventory
        How many numbers of the whole inventory state an uncertainty, and how many there are.
    distributions, correlations
        As :class:`rulewright.engine.draws.Draws` gives them.
    background, background_notes
        What the drawn background is, and what a reader has to know of it; None and empty without one.
    stages, gases
        By which draws are told apart; empty if they aren't.
    """

    inventory: str
    inventory_hash: str
    inventory_version: str
    inventory_title: Text
    product: str
    product_name: Text
    amount: float
    unit: str
    choices_hash: str
    seed: int
    sampling: Sampling
    pedigree_set: str
    characterisation: bool
    uncertain_in_inventory: int
    numbers_in_inventory: int
    versions: Mapping[str, str]
    rules: tuple[RuleFacts, ...]
    distributions: tuple[Mapping[str, Any], ...]
    correlations: tuple[Mapping[str, Any], ...]
    background: Mapping[str, Any] | None = None
    background_notes: tuple[Text, ...] = ()
    stages: tuple[str, ...] = ()
    gases: tuple[str, ...] = ()

    @property
    def grid(self) -> Grid | None:
        """Stages and gases by which draws are told apart; None if they aren't."""
        return Grid(self.stages, self.gases) if self.stages else None

    @property
    def generator(self) -> str:
        """How numbers were drawn."""
        return GENERATORS[self.sampling]

    @property
    def per(self) -> str:
        """Declared unit as a reader writes it, e.g. ``1 t``."""
        return f"{self.amount:g} {self.unit}"

    def identity(self, draws: int) -> dict[str, str]:
        """Everything that decides a number of the run, by name: two runs of one identity have the same bits.

        ``draws`` counts for a Latin hypercube only: all other plans go on where a shorter run ended.
        """
        found = {
            "the inventory": self.inventory,
            "the hash of the inventory": self.inventory_hash,
            "the product": self.product,
            "the declared unit": self.per,
            "the rules": " + ".join(each.rule for each in self.rules),
            **{f"the hash of rule {each.rule}": each.rule_hash for each in self.rules},
            "the hash of the declared choices": self.choices_hash,
            "the seed": str(self.seed),
            "the sampling": self.sampling,
            "the generator": self.generator,
            "the pedigree set": self.pedigree_set,
            **{f"the version of {name}": self.versions[name] for name in DECIDING_VERSIONS},
            "the hash of the distributions": _hash([*self.distributions, *self.correlations]),
            "the drawing of characterisation factors": "yes" if self.characterisation else "no",
            **{f"the central value of {each.rule}": each.central_kg_co2e.hex() for each in self.rules},
            "the background": _hash(
                {name: each for name, each in (self.background or {}).items() if name in OF_BACKGROUND}
            ),
            "the split": " + ".join((*self.stages, *self.gases)) or "-",
            "the number of draws in a block": str(BLOCK),
        }
        return found | ({"the number of draws": str(draws)} if self.sampling == "lhs" else {})

    def to_dict(self) -> dict[str, Any]:
        """Plain data; :func:`facts_from` reads it."""
        found: dict[str, Any] = _plain(asdict(self))
        return found

    def rule(self, name: str) -> RuleFacts:
        """Facts of one rule."""
        return next(each for each in self.rules if each.rule == name)


def facts_from(data: Mapping[str, Any]) -> RunFacts:
    """Facts from what :meth:`RunFacts.to_dict` gave."""
    rules = tuple(
        RuleFacts(
            **{
                **each,
                "title": Text(**each["title"]),
                "uncertain": tuple(each["uncertain"]),
                "fixed": tuple(each["fixed"]),
            }
        )
        for each in data["rules"]
    )
    texts = {name: Text(**data[name]) for name in ("inventory_title", "product_name")}
    lists = {name: tuple(data[name]) for name in ("distributions", "correlations", "stages", "gases")}
    said = tuple(Text(**each) for each in data["background_notes"])
    return RunFacts(**{**data, **texts, **lists, "rules": rules, "background_notes": said})


def facts_of(
    study: Study, results: Mapping[str, Result], engine: Engine, used: UsedBackground | None = None
) -> RunFacts:
    """Facts of a run of a study, with the deterministic result of each of its rules and the background it uses."""
    task, inventory = engine.task, study.inventory
    engine.draws.values(engine.needed, 0, 2)  # every distribution is made, and so described
    declared = inventory.file.declared_unit
    share = uncertain_share(inventory)
    return RunFacts(
        inventory=inventory.id,
        inventory_hash=inventory.hash,
        inventory_version=inventory.file.version,
        inventory_title=inventory.file.title,
        product=study.product,
        product_name=Text(zh=inventory.name(study.product, "zh"), en=inventory.name(study.product, "en")),
        amount=declared.amount if declared is not None else 1.0,
        unit=declared.unit if declared is not None else inventory.flows[study.product].unit,
        choices_hash=_choices_hash(study),
        seed=task.seed,
        sampling=task.sampling,
        pedigree_set=task.pedigree_set,
        versions=versions(),
        rules=tuple(_rule_facts(result, engine, rule) for rule, result in results.items()),
        characterisation=task.characterisation,
        uncertain_in_inventory=share.uncertain,
        numbers_in_inventory=share.all,
        distributions=tuple(engine.draws.describe()),
        correlations=tuple(engine.draws.correlations()),
        background=None if used is None else facts_of_background(used),
        background_notes=()
        if used is None
        else tuple(Text(zh=zh, en=en) for zh, en in zip(used.notes("zh"), used.notes("en"), strict=True)),
        stages=engine.grid.stages if engine.grid is not None else (),
        gases=engine.grid.gases if engine.grid is not None else (),
    )


def versions() -> dict[str, str]:
    """Versions of what computed."""
    import scipy

    return {
        "rulewright": __version__,
        "python": platform.python_version(),
        "numpy": np.__version__,
        "scipy": scipy.__version__,
    }


def _rule_facts(result: Result, engine: Engine, rule: str) -> RuleFacts:
    compiled = engine.compiled[rule]
    return RuleFacts(
        rule=rule,
        rule_hash=result.rule.hash,
        title=result.rule.title,
        number=result.rule.document.number,
        deterministic_kg_co2e=result.evaluation.total_kg_co2e,
        central_kg_co2e=float(compiled.evaluate({}, 1).totals_kg_co2e[0]),
        method=compiled.method,
        demand=dict(result.system.demand),
        echo=_echo(result),
        uncertain=tuple(sorted(compiled.needed)),
        fixed=tuple(sorted(result.system.quantities.keys() - compiled.varying)),
        fixed_share=_fixed_share(result, compiled.varying),
    )


def _echo(result: Result) -> float:
    """Distance of what Brightway's solution delivers, at central values, from the demand, over the demand [1]."""
    evaluation = result.evaluation
    system = result.system.without_credits(evaluation.dropped)
    rows, columns, data = system.technosphere_entries()
    delivered = np.zeros(len(system.nodes))
    np.add.at(delivered, rows, data * evaluation.supply[columns])
    demand = system.demand_vector()
    return float(np.abs(delivered - demand).max() / np.abs(demand).max())


def _fixed_share(result: Result, varying: frozenset[str]) -> float:
    """Part of the direct emissions (sum of sizes) from exchanges whose amount is held [1]."""
    system, supply = result.system, result.evaluation.supply
    held, every = [], []
    for term in system.terms:
        if term.matrix != "biosphere" or term.apart is not None:
            continue
        value = system.value(term, system.central_values) * system.characterisation[term.row]
        size = abs(value * float(supply[system.index[term.column]]))
        every.append(size)
        if term.exchange not in varying:
            held.append(size)
    whole = math.fsum(every)
    return math.fsum(held) / whole if whole else 0.0


def _choices_hash(study: Study) -> str:
    fields = {"family", "settings", "rules"}  # a reworded reason changes no number
    return _hash([choice.model_dump(mode="json", include=fields) for choice in study.choices])


def _hash(content: Any) -> str:
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _plain(value: Any) -> Any:
    """Texts, mappings and tuples as plain data."""
    if isinstance(value, Text):
        return {"zh": value.zh, "en": value.en}
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value
