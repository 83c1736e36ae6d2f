"""Time draws of all rules, beside bw2calc's Monte Carlo on an allocated copy of the same systems, in one run.

The peer's copy is a plain allocated system: each matrix entry that our draws move gets a lognormal of its own with
the entry's spread, drawn independently (it shares no burdens anew and conserves none). Applying rules, building
matrices and the first solution are left out on both sides; medians of several rounds.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from generate import generate

from rulewright.brightway.imports import load
from rulewright.engine.draws import Draws
from rulewright.reading.studies import DeclaredChoice
from rulewright.rule import Text
from rulewright.study import Study
from rulewright.terms import ProductSystem

WHY = Text(zh="测速", en="benchmark")
CHOICES = [
    DeclaredChoice(family=family, settings=settings, reason=WHY)  # type: ignore[arg-type]
    for family, settings in (
        ("boundary", {"internal_loops": "net"}),
        ("cut_off", {"missing_amounts": "leave_out"}),
        ("characterisation", {"gwp_set": "ar6", "horizon_years": 100}),
        ("biogenic", {"convention": "0/0"}),
        ("allocation", {"physical_property": {"*": "mass"}, "price_years": 3}),
    )
]
PEERS = ("LCA", "IterativeLCA", "JacobiGMRESLCA")
SPREAD_DRAWS = 500  # draws from which the peer's copy takes the spread of each entry
LOGNORMAL = 2  # stats_arrays' number


def generated(processes: int, folder: Path) -> Study:
    """A generated inventory with three quarters of its amounts lognormal, under one rule."""
    data = generate(processes)
    random = np.random.default_rng(7)
    for process in data["processes"]:
        for part in ("outputs", "inputs", "emissions"):
            for exchange in process[part]:
                if exchange.get("class") != "product" and random.random() < 0.75:
                    exchange["uncertainty"] = {"distribution": "lognormal", "sd": 0.1}
    path = folder / f"generated-{processes}.yaml"
    path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    return Study(path, ["pact-3"], CHOICES)


def per_draw(action: Callable[[], object], draws: int, rounds: int) -> float:
    """Median time of one draw [s], after one warm-up."""
    action()
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        action()
        times.append((time.perf_counter() - start) / draws)
    return statistics.median(times)


def peer(name: str, system: ProductSystem, draws: Draws) -> Any:
    """bw2calc's class on the allocated copy, its first solution made."""
    processing, calculator = load("bw_processing"), load("bw2calc")
    package = processing.create_datapackage(sum_intra_duplicates=True)
    for matrix in ("technosphere", "biosphere"):
        rows, columns, data, spread = _entries(system, matrix, draws)
        indices = np.empty(len(rows), dtype=processing.INDICES_DTYPE)
        indices["row"], indices["col"] = rows, columns
        distributions = np.zeros(len(rows), dtype=processing.UNCERTAINTY_DTYPE)
        moves = (spread > 0) & (data != 0)
        distributions["uncertainty_type"] = np.where(moves, LOGNORMAL, 0)
        distributions["loc"] = np.where(moves, np.log(np.abs(np.where(data == 0, 1, data))), data)
        distributions["scale"] = np.where(moves, spread, np.nan)
        distributions["negative"] = data < 0
        for field in ("shape", "minimum", "maximum"):
            distributions[field] = np.nan
        package.add_persistent_vector(
            matrix=f"{matrix}_matrix", name=matrix, indices_array=indices, data_array=data,
            distributions_array=distributions,
        )  # fmt: skip
    flows = np.empty(len(system.elementary), dtype=processing.INDICES_DTYPE)
    flows["row"] = flows["col"] = np.arange(len(system.elementary))
    package.add_persistent_vector(
        matrix="characterization_matrix", name="factors", indices_array=flows, data_array=system.factors()
    )
    demand = {system.index[key]: amount for key, amount in system.demand.items()}
    lca = getattr(calculator, name)(demand, data_objs=[package], use_distributions=True, seed_override=1)
    lca.lci()
    lca.lcia()
    return lca


def _entries(system: ProductSystem, matrix: str, draws: Draws) -> tuple[Any, Any, Any, Any]:
    """Rows, columns, central amounts and the sd of ln(amount) of every term of a matrix."""
    drawn = draws.values(system.quantities, 0, SPREAD_DRAWS)
    index = system.index if matrix == "technosphere" else system.elementary_index
    terms = [term for term in system.terms if term.matrix == matrix and term.apart is None]
    rows = np.array([index[term.row] for term in terms])
    columns = np.array([system.index[term.column] for term in terms])
    data = np.array([float(system.value(term, system.central_values)) for term in terms])
    values = [np.abs(np.broadcast_to(system.value(term, drawn), (SPREAD_DRAWS,))) for term in terms]
    spread = np.array([float(np.std(np.log(each))) if (each > 0).all() else 0.0 for each in values])
    return rows, columns, data, spread


def main() -> None:
    """Print a table: system, ours, peers, ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=10_000)
    parser.add_argument("--peer-draws", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--processes", type=int, nargs="*", default=[30, 100])
    options = parser.parse_args()
    warnings.filterwarnings("ignore", category=UserWarning)  # bw2calc advises on solvers at import
    with tempfile.TemporaryDirectory() as directory:
        studies = [Study("steel-hot-rolled-coil-bf-bof"), Study("aluminium-ingot-primary-cn")]
        studies += [generated(processes, Path(directory)) for processes in options.processes]
        heads = ["system", "rules", "nodes", "ours, all rules, us a draw", "us a draw and rule"]
        heads += [f"bw2calc {name}, us a draw" for name in PEERS] + ["fastest peer / ours, per draw and rule"]
        print("| " + " | ".join(heads) + " |\n" + "|---" * len(heads) + "|")
        for study in studies:
            print(_row(study, options.draws, options.peer_draws, options.rounds), flush=True)


def _row(study: Study, draws: int, peer_draws: int, rounds: int) -> str:
    for rule in study.rules:
        study.result(rule)
    ours = per_draw(lambda: study.uncertainty(draws), draws, rounds)
    system = study.result("pact-3").system
    source = Draws(study.inventory, SPREAD_DRAWS)
    times = [_peer_time(peer(name, system, source), peer_draws, rounds) for name in PEERS]
    each = ours / len(study.rules)
    ratio = min(times) / each
    cells = [
        study.inventory.id,
        str(len(study.rules)),
        str(len(system.nodes)),
        f"{ours * 1e6:.1f}",
        f"{each * 1e6:.2f}",
    ]
    cells += [f"{seconds * 1e6:,.0f}" for seconds in times] + [
        f"{ratio:,.0f}" if ratio >= 10 else f"{ratio:.2g}"
    ]
    return "| " + " | ".join(cells) + " |"


def _peer_time(lca: Any, draws: int, rounds: int) -> float:
    def draw() -> None:
        for _ in range(draws):
            next(lca)

    return per_draw(draw, draws, rounds)


if __name__ == "__main__":
    main()
