"""Time draws of a whole background and of a foreground on it, beside bw2calc's classes, on the same systems in one run.

Every part runs in a process of its own, because bw2calc chooses its solver at import, and on one core; times are
processor times, medians of several rounds ("all cores": time on the clock); what a second product or GWP set costs is
measured in turns. The result is written as JSON and shown as tables.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

SEED = 1
PEERS = ("LCA", "IterativeLCA", "JacobiGMRESLCA")
PRODUCTS = 10
FOREGROUNDS = (30, 60, 100)
PARTS = ("ours", "superlu", "pardiso", "foreground", "foreground-peers", "growth", "start")
HERE = Path(__file__).resolve()
ONE_THREAD = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")


def median_time(
    action: Callable[[], object], rounds: int, clock: Callable[[], float] = time.process_time
) -> float:
    """Median time [s] after one warm-up; by default processor time, which a busy machine disturbs least."""
    action()
    times = []
    for _ in range(rounds):
        start = clock()
        action()
        times.append(clock() - start)
    return statistics.median(times)


def peak_gb() -> float:
    """Largest memory of this process so far [GB]."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def ours(options: argparse.Namespace) -> dict[str, Any]:
    """Our draws: one product and one rule, ten products and eight rules, gradients, memory."""
    from background_system import Shape, generate

    from rulewright.engine.background import BackgroundData, CompiledBackground

    data = generate(Shape(processes=options.processes))
    users = users_of(data)
    start = time.perf_counter()
    compiled = CompiledBackground(data, users[:1])
    setup = time.perf_counter() - start
    found: dict[str, Any] = {"facts": compiled.facts, "setup_s": setup}
    draws = options.draws
    block = compiled.draw(0, draws, SEED)
    found["largest_residual"] = float(block.residuals.max())
    found["sweeps"] = {"median": float(np.median(block.sweeps)), "most": int(block.sweeps.max())}
    found["status"] = np.bincount(block.status, minlength=4).tolist()
    found["peak_gb"] = peak_gb()
    many = CompiledBackground(data, users[:PRODUCTS])
    second = {flow: factor * 1.05 if factor > 1 else factor for flow, factor in data.factors["gwp"].items()}
    two = BackgroundData(
        data.name, data.technosphere, data.biosphere, data.codes, {**data.factors, "other": second}
    )
    variants = compiled, many, CompiledBackground(two, users[:PRODUCTS])
    names = "ms_per_draw_one_core", "ten_products_ms", "ten_products_two_gwp_sets_ms"
    found |= dict(zip(names, by_turns(variants, draws, options.rounds), strict=True))
    found["ms_per_draw_all_cores"] = per_draw(compiled, draws, os.cpu_count() or 1, options.rounds)
    found["gradients_ms"] = 1e3 * median_time(lambda: compiled.gradients(users[0]), 3)
    found["direct_solve_ms"] = 1e3 * median_time(lambda: direct_solve(data), 1)
    return found


def per_draw(compiled: Any, draws: int, threads: int, rounds: int) -> float:
    """Median time of a draw [ms]."""
    clock = time.process_time if threads == 1 else time.perf_counter
    return 1e3 * median_time(lambda: compiled.draw(0, draws, SEED, threads), rounds, clock) / draws


def by_turns(variants: Iterable[Any], draws: int, rounds: int) -> list[float]:
    """Median time of a draw [ms] of each on one core, measured in turns: what disturbs one disturbs the others alike."""
    some = list(variants)
    times: list[list[float]] = [[] for _ in some]
    for _ in range(rounds):
        for one, measured in zip(some, times, strict=True):
            measured.append(per_draw(one, draws, 1, 1))
    return [statistics.median(each) for each in times]


def users_of(data: Any) -> list[int]:
    """Products at the end of chains, which draw on nearly everything."""
    size = int(data.technosphere["column"].max()) + 1
    return list(range(size - PRODUCTS, size))


def direct_solve(data: Any) -> Any:
    """One factorisation and one solution by SciPy's SuperLU, of the transposed matrix (that fills in less)."""
    from scipy.sparse import csc_array
    from scipy.sparse.linalg import splu

    tech = data.technosphere
    size = int(tech["column"].max()) + 1
    matrix = csc_array((tech["amount"] * tech["sign"], (tech["column"], tech["row"])), shape=(size, size))
    return splu(matrix).solve(np.ones(size))


def package_of(
    data: Any, static: bool = False, depends_on: tuple[str, ...] = (), factors_too: bool = True
) -> Any:
    """A bw_processing package with the same exchanges and distributions, in double precision."""
    import bw_processing

    package = bw_processing.create_datapackage(
        sum_intra_duplicates=True, name=data.name, metadata={"database_dependencies": list(depends_on)}
    )
    tables = {"technosphere_matrix": data.technosphere, "biosphere_matrix": data.biosphere}
    for matrix, table in tables.items():
        distributions = np.zeros(len(table), dtype=bw_processing.UNCERTAINTY_DTYPE)
        for field in ("loc", "scale", "shape", "minimum", "maximum", "negative"):
            distributions[field] = table[field]
        distributions["uncertainty_type"] = table["kind"]
        indices = np.empty(len(table), dtype=bw_processing.INDICES_DTYPE)
        indices["row"], indices["col"] = table["row"], table["column"]
        more = {} if static else {"distributions_array": distributions}
        package.add_persistent_vector(
            matrix=matrix, name=matrix, indices_array=indices, data_array=table["amount"].copy(),
            flip_array=table["sign"] < 0, **more,
        )  # fmt: skip
    if factors_too:
        _add_factors(package, data)
    return package


def method_of(data: Any) -> Any:
    """A package with the factors alone."""
    import bw_processing

    package = bw_processing.create_datapackage(name="method")
    _add_factors(package, data)
    return package


def _add_factors(package: Any, data: Any) -> None:
    import bw_processing

    factors = next(iter(data.factors.values()))
    flows = np.array(sorted(factors))
    indices = np.empty(len(flows), dtype=bw_processing.INDICES_DTYPE)
    indices["row"] = indices["col"] = flows
    package.add_persistent_vector(
        matrix="characterization_matrix", name="factors", indices_array=indices,
        data_array=np.array([factors[flow] for flow in flows.tolist()]),
    )  # fmt: skip


def peers(options: argparse.Namespace, pardiso: bool) -> dict[str, Any]:
    """bw2calc's classes on the same background."""
    if not pardiso:
        sys.modules["pypardiso"] = None  # type: ignore[assignment]  # how Python spells "can't be imported"
    import bw2calc
    from background_system import Shape, generate

    if pardiso and not bw2calc.PYPARDISO:
        return {}
    data = generate(Shape(processes=options.processes))
    package = package_of(data)
    found = {}
    for name in PEERS if not pardiso else ("LCA", "IterativeLCA", "JacobiGMRESLCA"):
        lca = getattr(bw2calc, name)(
            {users_of(data)[0]: 1.0}, data_objs=[package], use_distributions=True, seed_override=SEED
        )
        lca.lci()
        lca.lcia()
        count = 3 if name == "LCA" else options.peer_draws
        found[name] = 1e3 * next_time(lca, count)
        del lca
    found["peak_gb"] = peak_gb()
    return found


def next_time(lca: Any, count: int) -> float:
    """Median time of one draw of a bw2calc object [s]."""
    return median_time(partial(next, lca), count)


def foreground_data(count: int, background: Any) -> tuple[Any, int]:
    """A foreground of ``count`` processes on the background: about 16 exchanges each, three quarters of them inputs."""
    from rulewright.engine.exchange_draws import EXCHANGE_TYPE

    random = np.random.default_rng(count)
    size = int(background.technosphere["column"].max()) + 1
    first = size + 100
    rows, columns, amounts, signs = [], [], [], []
    bio_rows, bio_columns, bio_amounts = [], [], []
    worth = unit_impacts(background)
    for number in range(count):
        process = first + number
        rows.append(process), columns.append(process), amounts.append(1.0), signs.append(1.0)
        inner = random.choice(count, 3, replace=False)
        for other in inner[inner != number]:
            rows.append(first + int(other)), columns.append(process), signs.append(-1.0)
            amounts.append(float(random.uniform(0.02, 0.2 if other > number else 0.02)))
        for other in random.choice(size, 10, replace=False):
            rows.append(int(other)), columns.append(process), signs.append(-1.0)
            amounts.append(float(random.uniform(0.01, 0.1)) / worth[other])
        for flow in range(3):
            (
                bio_rows.append(size + flow),
                bio_columns.append(process),
                bio_amounts.append(float(random.uniform(0.01, 0.1))),
            )
    technosphere = np.zeros(len(rows), dtype=EXCHANGE_TYPE)
    biosphere = np.zeros(len(bio_rows), dtype=EXCHANGE_TYPE)
    for table, values in (
        (technosphere, (rows, columns, amounts)),
        (biosphere, (bio_rows, bio_columns, bio_amounts)),
    ):
        table["row"], table["column"], table["amount"] = values
        table["kind"], table["loc"] = 2, np.log(table["amount"])
        table["scale"] = 0.1
        for field in ("shape", "minimum", "maximum"):
            table[field] = np.nan
    technosphere["sign"], biosphere["sign"] = signs, 1.0
    own = technosphere["sign"] > 0
    technosphere["kind"][own], technosphere["loc"][own], technosphere["scale"][own] = (
        1,
        technosphere["amount"][own],
        np.nan,
    )
    from rulewright.engine.background import BackgroundData

    codes = {**background.codes, **{first + number: f"foreground-{number}" for number in range(count)}}
    return BackgroundData(f"foreground-{count}", technosphere, biosphere, codes, background.factors), first


def unit_impacts(background: Any) -> Any:
    """Unit impacts of all products of the background at the central amounts, by product number."""
    from scipy.sparse import csc_array
    from scipy.sparse.linalg import splu

    tech, bio = background.technosphere, background.biosphere
    size = int(tech["column"].max()) + 1
    factors = next(iter(background.factors.values()))
    emitted = bio["amount"] * np.array([factors.get(flow, 0.0) for flow in bio["row"].tolist()])
    direct = np.bincount(bio["column"], weights=emitted, minlength=size)
    matrix = csc_array((tech["amount"] * tech["sign"], (tech["column"], tech["row"])), shape=(size, size))
    return splu(matrix).solve(direct)


def foreground(options: argparse.Namespace) -> dict[str, Any]:
    """Ours on the foregrounds: the background enters with its unit impacts, the rest is drawn and solved exactly."""
    from background_system import Shape, generate

    from rulewright.engine.compiled import CompiledSystem
    from rulewright.engine.plans import hash_of
    from rulewright.inventory import Quantity
    from rulewright.terms import Node, ProductSystem, Term

    background = generate(Shape(processes=options.processes))
    found: dict[str, Any] = {}
    start = time.perf_counter()
    worth = unit_impacts(background)
    found["background_setup_s"] = time.perf_counter() - start
    factors = next(iter(background.factors.values()))
    for count in FOREGROUNDS:
        data, first = foreground_data(count, background)
        begin = time.perf_counter()
        key = {first + number: f"process-{number}|product-{number}" for number in range(count)}
        terms, quantities = [], {}
        tables = [(each, True) for each in data.technosphere] + [(each, False) for each in data.biosphere]
        for number, (each, technosphere) in enumerate(tables):
            identity, row = f"exchange-{number}", int(each["row"])
            quantities[identity] = Quantity(identity, float(each["amount"]), "kg", "", "known")
            if technosphere and row in key:
                terms.append(
                    Term(
                        "technosphere", key[row], key[int(each["column"])], identity, float(each["sign"]), 1.0
                    )
                )
            else:
                factor = float(worth[row]) if technosphere else factors[row]
                terms.append(Term("biosphere", "co2e", key[int(each["column"])], identity, 1.0, factor))
        nodes = tuple(Node(*name.split("|"), "kg", "production", "", "", "CN") for name in key.values())
        system = ProductSystem(
            "foreground", "", "", "", "", nodes, ("co2e",), {"co2e": "fossil"}, {"co2e": 1.0}, tuple(terms), quantities,
            {key[first]: 1.0},
        )  # fmt: skip
        moving = [name for name, (each, _) in zip(quantities, tables, strict=True) if each["kind"] == 2]
        compiled = CompiledSystem(system, frozenset(moving))
        keys = np.array([hash_of(name) for name in moving], dtype=np.uint64)
        medians = np.array([quantities[name].amount for name in moving])
        sds = np.full(len(moving), 0.1)
        setup = time.perf_counter() - begin

        draw = partial(_draw_foreground, compiled, moving, keys, medians, sds, options.foreground_draws)
        block = draw()
        found[str(count)] = {
            "uncertain_exchanges": len(moving),
            "setup_s": setup,
            "us_per_draw": 1e6 * median_time(draw, options.rounds) / options.foreground_draws,
            "largest_residual": float(block.residuals.max()),
            "mean_kg_co2e": float(block.totals_kg_co2e.mean()),
        }
    return found


def _draw_foreground(compiled: Any, moving: list[str], keys: Any, medians: Any, sds: Any, draws: int) -> Any:
    """All draws of a foreground: its amounts, then its total."""
    from rulewright.engine.kernels import kernels

    drawn = kernels().lognormals(SEED, keys, medians, sds, 0, draws)
    return compiled.evaluate(dict(zip(moving, drawn, strict=True)), draws)


def foreground_peers(options: argparse.Namespace) -> dict[str, Any]:
    """PartitionedMonteCarloLCA and IterativeLCA: foreground drawn, background held."""
    import bw2calc
    from background_system import Shape, generate

    background = generate(Shape(processes=options.processes))
    fixed = package_of(background, static=True, factors_too=False)
    method = method_of(background)
    found: dict[str, Any] = {}
    for count in FOREGROUNDS:
        data, first = foreground_data(count, background)
        packages = [fixed, package_of(data, depends_on=(background.name,), factors_too=False), method]
        row = {}
        for name in ("PartitionedMonteCarloLCA", "IterativeLCA"):
            begin = time.perf_counter()
            if name == "IterativeLCA":
                lca = bw2calc.IterativeLCA(
                    {first: 1.0}, data_objs=packages, use_distributions=True, seed_override=SEED
                )
            else:
                lca = bw2calc.PartitionedMonteCarloLCA(
                    {first: 1.0}, [background.name], packages, seed_override=SEED
                )
            lca.lci()
            lca.lcia()
            row[f"{name}_setup_s"] = time.perf_counter() - begin
            row[f"{name}_us"] = 1e6 * next_time(lca, options.peer_draws)
            scores = []
            for _ in range(options.peer_draws):
                next(lca)
                scores.append(lca.score)
            row[f"{name}_mean_kg_co2e"] = float(np.mean(scores))
        found[str(count)] = row
    return found


def growth(options: argparse.Namespace) -> dict[str, Any]:
    """Time and memory with the number of processes, draws, and GWP sets."""
    from background_system import Shape, generate

    from rulewright.engine.background import BackgroundData, CompiledBackground

    found: dict[str, Any] = {"processes": [], "draws": [], "gwp_sets": []}
    sizes = [size for size in (500, 1500, 5000, 12000) if size < options.processes] + [options.processes]
    for size in sizes:
        data = generate(Shape(processes=size))
        start = time.perf_counter()
        compiled = CompiledBackground(data, users_of(data)[:1])
        setup = time.perf_counter() - start
        row = {
            "processes": size,
            "setup_s": setup,
            "ms_per_draw": per_draw(compiled, 64, 1, 3),
            "peak_gb": peak_gb(),
        }
        found["processes"].append(row)
    for draws in (8, 64, 512):
        found["draws"].append(
            {
                "draws": draws,
                "s": median_time(partial(compiled.draw, 0, draws, SEED, 1), 1),
                "peak_gb": peak_gb(),
            }
        )
    for sets in (1, 2, 4):
        factors = {
            str(n): {f: v * (1 + 0.01 * n * (v > 1)) for f, v in data.factors["gwp"].items()}
            for n in range(sets)
        }
        one = BackgroundData(data.name, data.technosphere, data.biosphere, data.codes, factors)
        found["gwp_sets"].append(
            {"sets": sets, "ms_per_draw": per_draw(CompiledBackground(one, users_of(data)[:1]), 64, 1, 3)}
        )
    return found


def start_times(options: argparse.Namespace) -> dict[str, Any]:
    """A first draw of a small background in a fresh process: kernels to be compiled, and kernels kept."""
    code = (
        "import time; t=time.perf_counter(); from background_system import Shape, generate; "
        "from rulewright.engine.background import CompiledBackground; "
        "c=CompiledBackground(generate(Shape(processes=500)), [499]); c.draw(0, 8, 1, 1); print(time.perf_counter()-t)"
    )
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        for name in ("cold_s", "warm_s"):
            found[name] = float(_python(["-c", code], {"NUMBA_CACHE_DIR": folder}).stdout)
    return found


def _python(arguments: list[str], variables: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run Python beside this file, in a process of its own."""
    return subprocess.run(
        [sys.executable, "-W", "ignore", *arguments], cwd=HERE.parent, env={**os.environ, **variables},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def versions() -> dict[str, str]:
    """What was measured with."""
    from importlib.metadata import PackageNotFoundError, version

    found = {"python": platform.python_version(), "processor": processor(), "cores": str(os.cpu_count())}
    for name in ("numpy", "scipy", "numba", "bw2calc", "pypardiso"):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found


def processor() -> str:
    """Name of the processor, where the system tells."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next(
        (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine()
    )


def run_part(part: str, options: argparse.Namespace) -> dict[str, Any]:
    """One part, in this process."""
    warnings.simplefilter("ignore")  # bw2calc advises on solvers at import
    return {
        "ours": ours,
        "superlu": lambda chosen: peers(chosen, pardiso=False),
        "pardiso": lambda chosen: peers(chosen, pardiso=True),
        "foreground": foreground,
        "foreground-peers": foreground_peers,
        "growth": growth,
        "start": start_times,
    }[part](options)


def main() -> None:
    """Run all parts, write JSON, print tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--processes", type=int, default=23_500)
    parser.add_argument("--draws", type=int, default=128)
    parser.add_argument("--peer-draws", type=int, default=12)
    parser.add_argument("--foreground-draws", type=int, default=2048)
    parser.add_argument("--rounds", type=int, default=11)
    parser.add_argument("--parts", nargs="*", default=list(PARTS), choices=PARTS)
    parser.add_argument("--out", type=Path, help="JSON file; parts that are not run keep what it holds")
    parser.add_argument("--part", choices=PARTS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.part:
        print(json.dumps(run_part(options.part, options)))
        return
    found: dict[str, Any] = {}
    if options.out and options.out.exists():
        found = json.loads(options.out.read_text(encoding="utf-8"))
    found |= {"format": "rulewright-benchmark/1", "date": date.today().isoformat(), "versions": versions()}
    for part in options.parts:
        print(part, file=sys.stderr, flush=True)
        names = ("processes", "draws", "peer_draws", "foreground_draws", "rounds")
        arguments = [f"--{name.replace('_', '-')}={getattr(options, name)}" for name in names]
        run = _python([str(HERE), "--part", part, *arguments], dict.fromkeys(ONE_THREAD, "1"))
        if run.returncode:
            print(run.stderr, file=sys.stderr)
            raise SystemExit(run.returncode)
        found[part] = json.loads(run.stdout.splitlines()[-1])
        if options.out:
            options.out.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    from benchmark_tables import tables

    print(tables(found))


if __name__ == "__main__":
    main()
