"""What sampling Brightway's allocated copies one by one does to a joint process: numbers of docs/uncertainty.md."""

import math
import re
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from engine_examples import lognormal, share_rule
from strategies import make_inventory

import rulewright as rw
from rulewright.brightway.imports import load
from rulewright.engine.draws import Draws
from rulewright.engine.products import joint_burdens
from rulewright.inventory import Inventory
from rulewright.study import Result
from rulewright.terms import ProductSystem

DOCS = Path(__file__).resolve().parents[2] / "docs"
DRAWS = 2000
MADE = {"chp|heat": 500.0, "chp|power": 80.0}  # MJ, kWh


def chp() -> Inventory:
    """Heat and power from gas, whose supply and burning emit 0.068 kg CO2 per MJ; how much is burned is uncertain."""
    engine = {
        "outputs": {"heat": 500.0, "power": 80.0},
        "inputs": {"gas": lognormal(1000.0, 0.2)},
    }
    gas = {"outputs": {"gas": 1}, "emissions": {"co2-fossil": 0.068}}
    flows = {
        "heat": {"unit": "MJ", "lhv": 1.0},
        "power": {"unit": "kWh", "lhv": 3.6},
        "gas": {"unit": "MJ"},
    }
    return make_inventory({"chp": engine, "gas": gas}, flows)


@cache
def result() -> Result:
    rule = share_rule("lhv")
    return rw.Study(chp(), [rule], []).result(rule.id)


def copies(system: ProductSystem, demand: dict[str, float]) -> Any:
    """Scores (draws,) of bw2calc's ``LCA``: every exchange of every allocated copy has a draw of its own."""
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
                distributions[place]["uncertainty_type"] = 2
                distributions[place]["loc"] = math.log(abs(data[place]))
                distributions[place]["scale"] = stated.sd
                distributions[place]["negative"] = data[place] < 0
        package.add_persistent_vector(
            matrix=f"{matrix}_matrix", name=matrix, indices_array=indices, data_array=data, distributions_array=distributions
        )  # fmt: skip
    flows = np.array(
        [(place, place) for place in range(len(system.elementary))], dtype=processing.INDICES_DTYPE
    )
    package.add_persistent_vector(
        matrix="characterization_matrix", name="factors", indices_array=flows, data_array=system.factors()
    )
    named = {system.index[key]: amount for key, amount in demand.items()}
    lca = load("bw2calc").LCA(named, data_objs=[package], use_distributions=True, seed_override=5)
    lca.lci()
    lca.lcia()
    return np.array([float(lca.score) for _ in zip(range(DRAWS), lca, strict=False)])


@cache
def measured() -> dict[str, float]:
    """Spread of what the whole engine emits, and how far its two products disagree about it, in both ways [1]."""
    system = result().system
    heat, power, both = (
        copies(system, demand) for demand in ({"chp|heat": 500.0}, {"chp|power": 80.0}, dict(MADE))
    )
    assert np.allclose(heat + power, both, rtol=1e-5), "the same seed gives the same matrices"
    share = 500 / (500 + 80 * 3.6)
    ours = joint_burdens(result(), Draws(result().inventory, DRAWS, 5), "chp")
    own_heat, own_power = ours.carried["heat"] / share, ours.carried["power"] / (1 - share)
    return {
        "whole": float(np.std(ours.whole) / np.mean(ours.whole)),
        "ours": float(np.std(sum(ours.carried.values())) / np.mean(ours.whole)),
        "copies": float(np.std(both) / np.mean(both)),
        "ours_apart": float(np.abs(own_heat / own_power - 1).max()),
        "copies_apart": float(np.percentile(np.abs((heat / share) / (power / (1 - share)) - 1), 50)),
        "conserved": float(np.abs(ours.conserved - 1).max()),
    }


def test_products_of_one_engine_agree_about_its_gas_in_every_draw_and_copies_do_not() -> None:
    found = measured()
    assert found["conserved"] < 1e-12 and found["ours_apart"] < 1e-12
    assert found["ours"] == pytest.approx(found["whole"], rel=1e-12)
    assert found["copies_apart"] > 0.1, "one copy burns more gas than the other, of the same engine"
    # independent copies average out: the spread shrinks by sqrt(s^2 + (1 - s)^2), s = 0.63
    s = 500 / 788
    assert found["copies"] == pytest.approx(found["whole"] * math.sqrt(s * s + (1 - s) ** 2), rel=0.1)


@pytest.mark.parametrize("name", ["uncertainty.md", "uncertainty.zh-CN.md"])
def test_documented_spreads_are_those_computed(name: str) -> None:
    text = (DOCS / name).read_text(encoding="utf-8")
    row = re.compile(r"\| [^|]*\| ([\d.]+) % \| ([\d.]+) % \|$", re.MULTILINE)
    section = text[text.index("<!-- chp -->") : text.index("<!-- /chp -->")]
    (ours, ours_apart), (theirs, theirs_apart) = row.findall(section)
    found = measured()
    assert float(ours) == pytest.approx(100 * found["ours"], rel=0.05) and float(ours_apart) == 0
    assert float(theirs) == pytest.approx(100 * found["copies"], rel=0.05)
    assert float(theirs_apart) == pytest.approx(100 * found["copies_apart"], rel=0.1)
