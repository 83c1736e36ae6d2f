"""On a plain single-output system, draws agree in distribution with bw2calc's own Monte Carlo."""

import math
from typing import Any

import numpy as np
import pytest
from engine_examples import lognormal
from scipy import stats
from strategies import make_inventory, make_rule

from rulewright.brightway.imports import load
from rulewright.engine.compiled import CompiledSystem
from rulewright.engine.draws import Draws
from rulewright.inventory import Inventory
from rulewright.steps.apply import apply_rule
from rulewright.terms import ProductSystem

DRAWS = 1000
LEVEL = 1e-3  # of each test; three seeds


def single_outputs() -> Inventory:
    """Three processes in a loop, each with one product; every input and emission is lognormal."""
    mill = {
        "outputs": {"steel": 1},
        "inputs": {"power": lognormal(0.4), "coal": lognormal(0.8, 0.2)},
        "emissions": {"co2-fossil": lognormal(1.5, 0.4), "ch4-fossil": lognormal(0.01, 0.5)},
    }
    plant = {
        "outputs": {"power": 1},
        "inputs": {"coal": lognormal(0.5), "steel": lognormal(0.05, 0.5)},
        "emissions": {"co2-fossil": lognormal(0.9)},
    }
    mine = {
        "outputs": {"coal": 1},
        "inputs": {"power": lognormal(0.1)},
        "emissions": {"ch4-fossil": lognormal(0.02)},
    }
    return make_inventory({"mill": mill, "plant": plant, "mine": mine})


def brightway_scores(system: ProductSystem, seed: int) -> list[float]:
    """Scores of bw2calc's ``LCA`` that draws every exchange from the same lognormals."""
    processing = load("bw_processing")
    package = processing.create_datapackage(sum_intra_duplicates=True)
    for matrix in ("technosphere", "biosphere"):
        index = system.index if matrix == "technosphere" else system.elementary_index
        terms = [term for term in system.terms if term.matrix == matrix]
        data = np.array([float(system.value(term, system.central_values)) for term in terms])
        indices = np.array(
            [(index[term.row], system.index[term.column]) for term in terms], dtype=processing.INDICES_DTYPE
        )
        distributions = np.zeros(len(terms), dtype=processing.UNCERTAINTY_DTYPE)
        distributions["loc"] = data
        for field in ("scale", "shape", "minimum", "maximum"):
            distributions[field] = np.nan
        for place, term in enumerate(terms):
            stated: Any = system.quantities[term.exchange].uncertainty if term.exchange else None
            if stated is not None:
                distributions[place]["uncertainty_type"] = 2  # lognormal, in stats_arrays
                distributions[place]["loc"] = math.log(abs(data[place]))
                distributions[place]["scale"] = stated.sd
                distributions[place]["negative"] = data[place] < 0
        package.add_persistent_vector(
            matrix=f"{matrix}_matrix",
            name=matrix,
            indices_array=indices,
            data_array=data,
            distributions_array=distributions,
        )
    flows = np.array(
        [(place, place) for place in range(len(system.elementary))], dtype=processing.INDICES_DTYPE
    )
    package.add_persistent_vector(
        matrix="characterization_matrix", name="factors", indices_array=flows, data_array=system.factors()
    )
    demand = {system.index[key]: amount for key, amount in system.demand.items()}
    lca = load("bw2calc").LCA(demand, data_objs=[package], use_distributions=True, seed_override=seed)
    lca.lci()
    lca.lcia()
    return [float(lca.score) for _ in zip(range(DRAWS), lca, strict=False)]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_distribution_agrees_with_brightways_monte_carlo(seed: int) -> None:
    inventory = single_outputs()
    system = apply_rule(make_rule(), inventory)[0]
    draws = Draws(inventory, DRAWS, seed, characterisation=False)
    values = draws.values(system.quantities, 0, DRAWS)
    ours = CompiledSystem(system, frozenset(system.quantities)).evaluate(values, DRAWS).totals_kg_co2e
    theirs = brightway_scores(system, seed)
    assert len(set(theirs)) == DRAWS
    assert stats.ks_2samp(ours, theirs).pvalue > LEVEL
    other = stats.ks_2samp(ours * 1.1, theirs).pvalue
    assert other < LEVEL, "the test sees a shift of a tenth"
