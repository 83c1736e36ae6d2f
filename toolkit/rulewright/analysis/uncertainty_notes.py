"""What a reader of distributions has to know beside the numbers, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rulewright.reporting.sentences import Sentence

if TYPE_CHECKING:
    from rulewright.analysis.stopping import Stopping
    from rulewright.analysis.uncertainty_result import UncertaintyResult

DRAWN = Sentence(
    "{draws} 次抽样，种子 {seed}，方式 {sampling}；每个量每次只抽一次，所有规则用同一批抽样；谱系系数：{pedigree}。",
    "{draws} draws, seed {seed}, sampling {sampling}; each quantity drawn once a draw, the same draws for all rules; "
    "pedigree factors: {pedigree}.",
)
FIXED = Sentence(
    "没有给出不确定性的量按中心值固定（各规则用到的量中有 {low} 至 {high} 个，占直接排放的 {least:.0%} 至 {most:.0%}）；"
    "因此结果的离散程度偏小。",
    "Quantities that state no uncertainty are held at their central values ({low} to {high} of those that a rule uses, "
    "{least:.0%} to {most:.0%} of direct emissions); the spread is understated accordingly.",
)
HELD = Sentence(
    "规则的选择（优先序的选项、取舍）以及哪些抵扣单列，按中心值确定后不变。",
    "What the rule chose (rungs of a ladder, cut-offs) and which credits stand apart are settled at central values and held.",
)
FACTORS_HELD = Sentence(
    "特征化因子按中心值固定。", "Characterisation factors are held at their central values."
)
IN_INVENTORY = Sentence(
    "整个清单（含背景数据）的 {all} 个数中，{uncertain} 个给出了不确定性（{share:.0%}）。",
    "Of the {all} numbers in the whole inventory, backgrounds included, {uncertain} state an uncertainty ({share:.0%}).",
)
SHIFTED = Sentence(
    "均值与确定值之差为 {least:+.1%} 至 {most:+.1%}：偏斜的分布（众数或中位数不是均值）和比值使均值移动，不是差错。",
    "Means differ from the deterministic values by {least:+.1%} to {most:+.1%}: skewed distributions (a mode or median is "
    "not a mean) and ratios move the mean; that is no mistake.",
)
SOBOL = Sentence(
    "{draws} 不是 2 的幂，Sobol' 序列的均衡性因此受损。",
    "{draws} is no power of 2, which costs the Sobol' sequence its balance.",
)
REACHED = Sentence(
    "{draws} 次抽样后达到所要的精度（{wanted}）。",
    "The wanted precision ({wanted}) was reached after {draws} draws.",
)
NOT_REACHED = Sentence(
    "{draws} 次抽样后仍未达到所要的精度（{wanted}）：规则 {rule} 的 {statistic}，区间半宽是所要的 {factor:.2g} 倍。",
    "The wanted precision ({wanted}) was not reached within {draws} draws: rule {rule}, {statistic}, half-width {factor:.2g} times "
    "the wanted one.",
)
UNFINISHED = Sentence(
    "这次运行尚未完成：{planned} 次抽样中已有 {draws} 次。",
    "This run is not finished: {draws} of {planned} draws are here.",
)
WANTED = {
    "relative": Sentence(
        "{confidence:.0%} 置信区间半宽不超过 {value:.3g}（相对值）",
        "half-width of the {confidence:.0%} interval at most {value:.3g}, relative",
    ),
    "absolute": Sentence(
        "{confidence:.0%} 置信区间半宽不超过 {value:g} kg CO2e",
        "half-width of the {confidence:.0%} interval at most {value:g} kg CO2e",
    ),
}
OF_MEAN = Sentence("均值", "mean")


def notes(result: UncertaintyResult, lang: str) -> list[str]:
    """Sentences: how it was drawn, what is held, what the run's checks found."""
    return [*_about(result, lang), *(check.said.get(lang) for check in result.checks if not check.passed)]


def _about(result: UncertaintyResult, lang: str) -> Iterator[str]:
    facts = result.facts
    yield DRAWN(
        lang,
        draws=result.draws,
        seed=facts.seed,
        sampling=facts.sampling,
        pedigree=facts.pedigree_set,
    )
    if result.draws < result.planned and result.stopping is None:
        yield UNFINISHED(lang, draws=result.draws, planned=result.planned)
    if result.stopping is not None:
        yield _stopped(result.stopping, lang)
    fixed = [len(each.fixed) for each in result.results.values()]
    shares = [each.fixed_share for each in result.results.values()]
    yield FIXED(lang, low=min(fixed), high=max(fixed), least=min(shares), most=max(shares))
    uncertain, every = facts.uncertain_in_inventory, facts.numbers_in_inventory
    yield IN_INVENTORY(lang, all=every, uncertain=uncertain, share=uncertain / every)
    yield from (said.get(lang) for said in facts.background_notes)
    yield HELD(lang)
    if not facts.characterisation:
        yield FACTORS_HELD(lang)
    moved = [
        each.summary.mean.value / each.deterministic_kg_co2e - 1
        for each in result.results.values()
        if each.deterministic_kg_co2e
    ]
    if moved:
        yield SHIFTED(lang, least=min(moved), most=max(moved))
    if facts.sampling == "sobol" and result.draws & (result.draws - 1):
        yield SOBOL(lang, draws=result.draws)


def _stopped(stopping: Stopping, lang: str) -> str:
    precision = stopping.precision
    kind, value = (
        ("relative", precision.relative)
        if precision.relative is not None
        else ("absolute", precision.absolute_kg_co2e)
    )
    wanted = WANTED[kind](lang, confidence=precision.confidence, value=value)
    if stopping.reached:
        return REACHED(lang, draws=stopping.draws, wanted=wanted)
    rule, statistic, factor = stopping.farthest
    named = OF_MEAN(lang) if statistic == "mean" else statistic
    return NOT_REACHED(lang, draws=stopping.draws, wanted=wanted, rule=rule, statistic=named, factor=factor)
