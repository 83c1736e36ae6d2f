"""Tables in Markdown from the measurements of ``time_background.py``; docs/benchmarks.md shows them."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

NAMES = {"superlu": "SuperLU", "pardiso": "PARDISO"}


def tables(found: dict[str, Any]) -> str:
    """All tables that the measurements allow."""
    parts = [_head(found)]
    if "ours" in found:
        parts += [_monte_carlo(found), _checks(found["ours"])]
    if "foreground" in found:
        parts.append(_foreground(found))
    if "growth" in found:
        parts.append(_growth(found["growth"]))
    if "start" in found:
        start = found["start"]
        parts.append(
            f"First draw of a small background in a fresh process: {start['cold_s']:.0f} s while kernels are compiled (once), "
            f"{start['warm_s']:.1f} s afterwards."
        )
    return "\n\n".join(parts)


def fastest_peer(found: dict[str, Any]) -> float:
    """Time of the fastest class of bw2calc [ms per draw]."""
    return min(time for part in NAMES for name, time in found.get(part, {}).items() if name != "peak_gb")


def _head(found: dict[str, Any]) -> str:
    versions = ", ".join(f"{name} {version}" for name, version in found["versions"].items())
    return f"Measured {found['date']}: {versions}."


def _table(heads: list[str], rows: list[list[str]]) -> str:
    lines = ["| " + " | ".join(heads) + " |", "|---" * len(heads) + "|"]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _monte_carlo(found: dict[str, Any]) -> str:
    one = found["ours"]["ms_per_draw_one_core"]
    rows = [["Rulewright, one core", _number(one), "1"]]
    every = found["ours"]["ms_per_draw_all_cores"]
    rows.append(["Rulewright, all cores", _number(every), _number(every / one)])
    for part, solver in NAMES.items():
        for name, time in found.get(part, {}).items():
            if name != "peak_gb":
                rows.append([f"bw2calc {name}, {solver}", _number(time), _number(time / one)])
    return _table(["whole background drawn", "ms per draw", "times ours on one core"], rows)


def _checks(ours: dict[str, Any]) -> str:
    one = ours["ms_per_draw_one_core"]
    facts = ours["facts"]
    rows = [
        ["processes, uncertain exchanges", f"{facts['processes']:,}, {facts['uncertain_exchanges']:,}"],
        ["largest residual", f"{ours['largest_residual']:.1e}"],
        ["sweeps, median and most", f"{ours['sweeps']['median']:.0f}, {ours['sweeps']['most']}"],
        ["draws: ok, direct, not productive, singular", ", ".join(str(each) for each in ours["status"])],
        ["set-up once [s]", _number(ours["setup_s"])],
        ["peak memory [GB]", f"{ours['peak_gb']:.2f}"],
        ["ten products, rules with one GWP set: times one product", f"{ours['ten_products_ms'] / one:.2f}"],
        [
            "ten products, rules with two GWP sets: times one product",
            f"{ours['ten_products_two_gwp_sets_ms'] / one:.2f}",
        ],
        ["all gradients: times one direct solve", f"{ours['gradients_ms'] / ours['direct_solve_ms']:.2f}"],
    ]
    return _table(["", "measured"], rows)


def _foreground(found: dict[str, Any]) -> str:
    rows = []
    for count in (name for name in found["foreground"] if name.isdigit()):
        ours, peers = found["foreground"][count], found.get("foreground-peers", {}).get(count, {})
        times = [peers.get(f"{name}_us") for name in ("PartitionedMonteCarloLCA", "IterativeLCA")]
        known = [time for time in times if time is not None]
        rows.append(
            [count, str(ours["uncertain_exchanges"]), _number(ours["us_per_draw"])]
            + [_number(time) if time is not None else "-" for time in times]
            + [_number(min(known) / ours["us_per_draw"]) if known else "-"]
        )
    heads = [
        "foreground processes",
        "uncertain exchanges",
        "Rulewright, us per draw",
        "PartitionedMonteCarloLCA, us",
    ]
    return _table([*heads, "IterativeLCA, us", "faster peer, times ours"], rows)


def _growth(growth: dict[str, Any]) -> str:
    rows = [
        [
            f"{row['processes']:,} processes",
            f"{_number(row['ms_per_draw'])} ms per draw",
            f"{row['peak_gb']:.2f} GB",
        ]
        for row in growth["processes"]
    ]
    rows += [
        [f"{row['draws']:,} draws", f"{_number(row['s'])} s", f"{row['peak_gb']:.2f} GB"]
        for row in growth["draws"]
    ]
    rows += [
        [f"{row['sets']} GWP sets", f"{_number(row['ms_per_draw'])} ms per draw", ""]
        for row in growth["gwp_sets"]
    ]
    return _table(["", "time", "peak memory so far"], rows)


def growth_figure(found: dict[str, Any], path: Path) -> Path:
    """Time per draw against the number of processes, as a picture."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    rows = found["growth"]["processes"]
    figure, axes = pyplot.subplots(figsize=(5.5, 3.6), layout="constrained")
    sizes = [row["processes"] for row in rows]
    axes.loglog(
        sizes, [row["ms_per_draw"] for row in rows], marker="o", color="#0072B2", label="time per draw [ms]"
    )
    axes.loglog(
        sizes, [row["peak_gb"] for row in rows], marker="s", color="#D55E00", label="peak memory [GB]"
    )
    axes.set_xlabel("processes of the background")
    axes.grid(True, which="both", alpha=0.3)
    axes.legend(frameon=False)
    figure.savefig(path)
    pyplot.close(figure)
    return path


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("measurements", type=Path)
    parser.add_argument("--figure", type=Path)
    options = parser.parse_args()
    measured = json.loads(options.measurements.read_text(encoding="utf-8"))
    print(tables(measured))
    if options.figure and "growth" in measured:
        growth_figure(measured, options.figure)
