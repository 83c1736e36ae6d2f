"""Uncertainty of footprints: all rules on the same draws of the unallocated inventory.

Every uncertain amount, property, parameter and aggregated factor is drawn once per draw; each rule then shares
burdens anew from what was drawn. A difference between two rules is a difference draw by draw.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from contextlib import closing, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rulewright.analysis.interruption import noted_ctrl_c
from rulewright.analysis.run_background import find_background, put_under
from rulewright.analysis.run_errors import RunStoppedError
from rulewright.analysis.run_facts import RunFacts, facts_of
from rulewright.analysis.runs import Collected, Engine, Scores, ranges, task_of
from rulewright.analysis.splits import SplitDraws
from rulewright.analysis.stopping import Precision, Watch, as_precision
from rulewright.analysis.uncertainty_result import RuleDraws, UncertaintyResult
from rulewright.engine.draws import Draws
from rulewright.engine.errors import UncertaintyError
from rulewright.engine.pedigree import PedigreeSet
from rulewright.engine.plans import Sampling

if TYPE_CHECKING:
    from rulewright.analysis.store import RunStore
    from rulewright.study import Study

__all__ = ["Progress", "RuleDraws", "UncertaintyResult", "run"]

Progress = Callable[[int, int], None]


def run(
    study: Study,
    draws: int = 10_000,
    seed: int = 1,
    sampling: Sampling = "mc",
    rules: Iterable[str] | None = None,
    pedigree_set: PedigreeSet = "ecoinvent-2",
    progress: Progress | None = None,
    *,
    precision: float | Precision | None = None,
    store: str | Path | None = None,
    client: Any = None,
    splits: bool = False,
    characterisation: bool = True,
    background: Any = None,
    mapping: str | Path | None = None,
) -> UncertaintyResult:
    """Evaluate every rule of a study over draws of its inventory.

    Parameters
    ----------
    draws
        Number of draws, at least 2; with a wanted precision, at most so many.
    seed
        Integer, 0 .. 2^64 - 1; with the sampling plan and the number of draws it fixes every bit of the result.
    sampling
        "mc", "lhs" or "sobol".
    rules
        Ids among the study's rules; default: all.
    pedigree_set
        Factors by which pedigree scores become lognormals: "ecoinvent-2" or "ecoinvent-3".
    progress
        Called with (draws done, draws) after each block.
    precision
        Stop once the 95 % confidence interval of every rule's mean has this half-width, relative to the mean; or a
        :class:`~rulewright.analysis.stopping.Precision`. The bits are those of a run of the length it ends at.
    store
        Folder into which blocks are written as they come; the same run asked for again goes on from there.
    client
        A ``distributed.Client``: its workers compute the blocks (extra ``cluster``).
    splits
        Also every draw by life-cycle stage and gas; totals keep their bits.
    characterisation
        Draw characterisation factors where their set states a range; False holds them.
    background, mapping
        A Brightway database, by name and with a mapping file, or a :class:`rulewright.brightway.background.Background`:
        its unit impacts are drawn, all draws before the first block, and kept on disk for every later study.

    Raises
    ------
    UncertaintyError
        If a rule is none of the study's; if a distribution, the number of draws, the seed or the precision cannot be; if fewer than two draws have a
        result.
    OtherRunError
        If the store holds another run, with each difference.
    StoreError
        If the store can't be read or written.
    RunStoppedError
        If Ctrl-C stopped a run that has a store; what is whole stays in it.
    ClusterError
        If the workers can't compute it.
    """
    Draws(study.inventory, draws, seed, sampling, pedigree_set)  # refuses before rules are applied
    goal = as_precision(precision, sampling)
    results = {rule: study.result(rule) for rule in _chosen(study, rules)}
    used = None
    if background is not None:
        results, used = put_under(find_background(background, mapping), results, draws, seed, progress)
    task = task_of(
        study.inventory, results, draws, seed, sampling, pedigree_set, characterisation=characterisation,
        splits=splits, background=used,
    )  # fmt: skip
    engine = Engine(task)
    facts = facts_of(study, results, engine, used)
    kept = _open_store(store, facts, draws)
    collected = Collected(len(results), splits) if kept is None else kept.load()
    watch = Watch(goal, sampling, list(results), draws)
    with nullcontext(_never) if kept is None else noted_ctrl_c() as pressed:
        _collect(engine, client, collected, kept, watch, progress, pressed)
    if not watch.is_over(collected):
        raise RunStoppedError(
            f"stopped after {len(collected)} of {watch.expected} draws", str(store),
            "run the same again: it goes on from there, with the same bits; read_run() reads what is there",
        )  # fmt: skip
    length = watch.draws
    if kept is not None:
        kept.finish(length, watch.stopping)
    return UncertaintyResult(
        facts, collected.totals(length), collected.status(length), collected.tally(length), draws, watch.stopping,
        results, _splits(facts, collected, store, length),
    )  # fmt: skip


def _collect(
    engine: Engine, client: Any, collected: Collected, kept: RunStore | None, watch: Watch, progress: Progress | None,
    pressed: Callable[[], bool],
) -> None:  # fmt: skip
    """Compute the blocks that are missing, until the run is over or Ctrl-C is pressed."""
    if watch.is_over(collected):
        return
    missing = [block for block in ranges(engine.task.draws) if block not in collected]
    with closing(_arriving(engine, client, missing, pressed)) as arriving:
        for scores in arriving:
            collected.add(scores)
            if kept is not None:
                kept.append(scores)
            if progress is not None:
                progress(len(collected), watch.expected)
            if watch.is_over(collected) or pressed():
                return


def _splits(facts: RunFacts, collected: Collected, store: str | Path | None, draws: int) -> SplitDraws | None:
    if store is not None:
        from rulewright.analysis.store import stored_splits

        return stored_splits(store, facts, draws)
    return None if facts.grid is None else SplitDraws(facts.grid, lambda: collected.parts(draws))


def _chosen(study: Study, rules: Iterable[str] | None) -> list[str]:
    chosen = list(study.rules if rules is None else rules)
    unknown = [rule for rule in chosen if rule not in study.rules]
    if unknown or not chosen:
        raise UncertaintyError(
            f"no rule '{unknown[0] if unknown else ''}' in this study", f"inventory {study.inventory.id}",
            f"use one of: {', '.join(study.rules)}",
        )  # fmt: skip
    return chosen


def _open_store(store: str | Path | None, facts: RunFacts, draws: int) -> RunStore | None:
    if store is None:
        return None
    from rulewright.analysis.store import RunStore

    return RunStore(store, facts, draws)


def _arriving(
    engine: Engine, client: Any, blocks: list[tuple[int, int]], pressed: Callable[[], bool]
) -> Generator[Scores]:
    """Scores of blocks: in order from here, in any order from a cluster."""
    if client is not None and blocks:
        from rulewright.analysis.cluster import scores_on

        yield from scores_on(client, engine.task, blocks, pressed)
    else:
        yield from (engine.scores(start, stop) for start, stop in blocks)


def _never() -> bool:
    return False
