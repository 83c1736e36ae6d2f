"""``rulewright uncertainty``: distributions of every rule's result, from the same draws."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Any

from rulewright.commands.frame import Parser, Words, rule_names, study_of, title
from rulewright.commands.with_background import WORDS, add_background, background_of

if TYPE_CHECKING:
    from rulewright.analysis.stopping import Precision

NAME = "uncertainty"
NEEDS_BRIGHTWAY = True
STOPPED = 130  # exit status of what Ctrl-C ended, as shells give it
HELP: Words = {
    "about": (
        "用同一批抽样给出各规则结果的分布",
        "distributions of every rule's result, from the same draws",
    ),
    "out": (
        "另把结果、表、图和全部抽样写入此目录",
        "also write result, table, figures and all draws into this directory",
    ),
    "precision": (
        "各规则均值的 95 % 置信区间半宽达到此值（相对均值，如 0.01）即停；--draws 为上限",
        "stop once the 95 % confidence interval of every mean has this half-width, relative to the mean (e.g. 0.01); "
        "--draws is the most",
    ),
    "precision_kg": (
        "同上，以 kg CO2e 计",
        "the same in kg CO2e",
    ),
    "precision_percentile": (
        "此百分位（如 97.5）也须达到该精度",
        "this percentile (e.g. 97.5) has to be as precise as well",
    ),
    "store": (
        "边算边写入此目录；中断后再次运行即从中断处继续",
        "write blocks into this directory as they come; run again, it goes on where it ended",
    ),
    "splits": (
        "每次抽样另按阶段和气体拆分",
        "also tell every draw apart by stage and gas",
    ),
    "background": (
        "以此 Brightway 数据库为背景，其不确定性一并抽取",
        "take this Brightway database as the background and draw its uncertainty as well",
    ),
    **WORDS,
    "kept": (
        "存放背景抽样的目录，供以后的研究使用；默认用缓存目录",
        "directory for the background's draws, used by every later study; default: the cache directory",
    ),
    "held_factors": ("特征化因子固定不变", "hold characterisation factors at their central values"),
    "cluster": (
        "在此 Dask 调度器的工作进程上计算，如 tcp://host:8786",
        "compute on the workers of this Dask scheduler, e.g. tcp://host:8786",
    ),
    "draws_format": (
        "--out 写出抽样的格式",
        "format of the draws that --out writes",
    ),
}


def add(parser: Parser) -> None:
    """Add the command's arguments."""
    parser.add_inventory()
    parser.add_rules()
    parser.add_draws()
    parser.add("--precision", type=float, metavar="X")
    parser.add("--precision-kg", type=float, metavar="KG")
    parser.add("--precision-percentile", type=float, metavar="P")
    parser.add("--splits", action="store_true")
    parser.add("--held-factors", action="store_true")
    add_background(parser)
    parser.add("--kept", metavar="DIR")
    parser.add("--store", metavar="DIR")
    parser.add("--cluster", metavar="ADDRESS")
    parser.add_format("table", "csv", "json")
    parser.add_out()
    parser.add("--draws-format", choices=("netcdf", "zarr"), default="netcdf")
    parser.add_choices()


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    from rulewright.analysis.run_errors import RunStoppedError
    from rulewright.reporting.messages import in_language
    from rulewright.reporting.progress import Progress
    from rulewright.reporting.tables import to_csv, to_text

    study = study_of(options, options.inventory, rule_names(options.rules))
    precision = _precision(options)
    client = _client(options.cluster) if options.cluster else None
    try:
        result = study.uncertainty(
            options.draws, options.seed, options.sampling, options.pedigree_set, Progress(options.lang),
            precision=precision, store=options.store, client=client, splits=options.splits,
            characterisation=not options.held_factors, background=background_of(options, study),
        )  # fmt: skip
    except RunStoppedError as stopped:
        print(f"\n{in_language(stopped, options.lang)}", file=sys.stderr)
        return STOPPED
    finally:
        if client is not None:
            client.close()
    if options.out:
        for path in result.write(options.out, options.lang, options.draws_format):
            print(path, file=sys.stderr)
    if options.format == "json":
        print(result.to_json())
        return 0
    if options.format == "csv":
        print(to_csv(result.to_dataframe(options.lang)), end="")
        return 0
    print(title(study, options.lang))
    print(to_text(result.to_dataframe(options.lang), options.lang))
    print()
    for line in result.notes(options.lang):
        print(line)
    return 0


def _precision(options: argparse.Namespace) -> Precision | None:
    from rulewright.analysis.stopping import Precision

    if options.precision is None and options.precision_kg is None and options.precision_percentile is None:
        return None
    return Precision(
        relative=options.precision,
        absolute_kg_co2e=options.precision_kg,
        percentile=options.precision_percentile,
    )


def _client(address: str) -> Any:
    from rulewright.analysis.cluster import connect

    return connect(address)
