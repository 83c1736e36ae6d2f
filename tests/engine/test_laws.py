"""Laws of draws, on processes drawn by hypothesis."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import EMISSIONS, JointProcess, joint_processes, make_rule, sharing_rungs

from rulewright.engine.compiled import CompiledSystem
from rulewright.steps.apply import apply_rule

DRAWS = 20


@settings(max_examples=60)
@given(data=st.data(), seed=st.integers(0, 2**32 - 1))
def test_any_sharing_rung_conserves_burdens_in_every_draw(data: st.DataObject, seed: int) -> None:
    plant: JointProcess = data.draw(joint_processes())
    rung = data.draw(sharing_rungs(list(plant.outputs)))
    inventory = plant.inventory()
    system = apply_rule(make_rule(ladder=[rung]), inventory)[0]
    random = np.random.default_rng(seed)
    values = {
        name: amount * np.exp(0.5 * random.standard_normal(DRAWS))
        for name, amount in system.central_values.items()
    }
    carriers = [node.key for node in system.nodes if node.process == "plant"]
    compiled = CompiledSystem(system, frozenset(system.quantities), targets=carriers)
    block = compiled.evaluate(values, DRAWS)
    carried = np.zeros(DRAWS)
    for flow in plant.outputs:
        key, name = f"plant|{flow}", f"plant/output/{flow}"
        if key in block.unit_impacts_kg_co2e and name in values:
            carried += values[name] * block.unit_impacts_kg_co2e[key]
    factors = {
        gas: values.get(system.factor_quantities.get(gas, ""), system.characterisation[gas])
        for gas in EMISSIONS
    }
    whole = np.zeros(DRAWS)
    for gas in EMISSIONS:
        whole += values[f"plant/emission/{gas}"] * factors[gas]
        for flow in plant.inputs:
            per_unit = values[f"{flow}-supply/emission/{gas}"] / values[f"{flow}-supply/output/{flow}"]
            whole += values[f"plant/input/{flow}"] * per_unit * factors[gas]
    assert np.allclose(carried, whole, rtol=1e-12)
    assert (block.status == 0).all() and not block.odd_shares


@settings(max_examples=30)
@given(plant=joint_processes(own_use=True), scale=st.floats(1e-6, 1e6))
def test_a_common_scale_of_prices_changes_no_draw(plant: JointProcess, scale: float) -> None:
    rule = make_rule(ladder=[{"share": {"by": "price"}}])
    totals = []
    for factor in (1.0, scale):
        system = apply_rule(rule, plant.inventory(price_scale=factor))[0]
        random = np.random.default_rng(1)
        values = {
            name: amount * np.exp(0.1 * random.standard_normal(DRAWS))
            for name, amount in sorted(system.central_values.items())
        }
        totals.append(CompiledSystem(system, frozenset(values)).evaluate(values, DRAWS).totals_kg_co2e)
    assert np.allclose(totals[0], totals[1], rtol=1e-9)
