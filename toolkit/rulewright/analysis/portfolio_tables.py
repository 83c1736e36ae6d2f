"""Tables and sentences of a portfolio's result, in both languages."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from rulewright.reporting.sentences import Sentence, number

if TYPE_CHECKING:
    import pandas as pd

    from rulewright.analysis.portfolio_result import PortfolioResult

PLANT, RULE = Sentence("工厂", "plant"), Sentence("规则", "rule")
RULE_A, RULE_B = Sentence("规则甲", "rule a"), Sentence("规则乙", "rule b")
LOWER, HIGHER = Sentence("按甲较低的工厂", "lower under a"), Sentence("按甲较高的工厂", "higher under a")
BELOW, ABOVE = (
    Sentence("按甲低多少，kg CO2e", "below under a, kg CO2e"),
    Sentence("按乙高多少，kg CO2e", "above under b, kg CO2e"),
)
PROBABILITY = Sentence("颠倒的概率", "probability of the reversal")
WHAT, WHERE, MEND = Sentence("内容", "what"), Sentence("位置", "where"), Sentence("改法", "mend")
PLAUSIBLE = Sentence(
    "这些工厂是由已公布的数值范围拼成的可能情形，不是真实企业。",
    "The plants are plausible ones put together from published ranges; none of them is real.",
)
DRAWN = Sentence(
    "{draws} 次抽样，种子 {seed}，方式 {sampling}。关联文件的量和价格在所有工厂中取同一抽样；工厂自己的参数、输入输出、组成按工厂"
    "分别抽样（键为“工厂/量”）。",
    "{draws} draws, seed {seed}, sampling {sampling}. Quantities of linked files and prices take the same draws for all plants; "
    "a plant's own parameters, exchanges and compositions are drawn for it alone (key 'plant/quantity').",
)
REFUSED = Sentence("规则 {rule} 不能用于“{plants}”：{why}", "Rule {rule} refuses '{plants}': {why}")
BETWEEN = Sentence("”、“", "', '")
REVERSED = Sentence(
    "{count} 对工厂的先后在某两个规则之间颠倒；差距最大的是：按 {rule_a}，{low} 比 {high} 低 {first} kg；按 {rule_b}，高 {second} kg。",
    "{count} pairs of plants change places between two rules; the widest: under {rule_a}, {low} is {first} kg below {high}; "
    "under {rule_b}, {second} kg above.",
)
STEADY = Sentence("没有一对工厂的先后因规则而颠倒。", "No pair of plants changes places between rules.")
LOWEST_TAU = Sentence(
    "排序最不一致的两个规则：{rule_a} 与 {rule_b}，Kendall τ = {tau:.2f}（{plants} 个工厂）。",
    "The two rules that rank least alike: {rule_a} and {rule_b}, Kendall's tau = {tau:.2f} ({plants} plants).",
)
FAILED = Sentence(
    "规则 {rule}：{count} 次抽样中有工厂没有结果，名次概率不含这些抽样。",
    "Rule {rule}: in {count} draws a plant has no result; probabilities of ranks leave these out.",
)


def footprints_table(result: PortfolioResult, lang: str) -> pd.DataFrame:
    """Footprints at central values (plants x rules) [kg CO2e]; NaN where a rule refuses."""
    import pandas as pd

    index = pd.Index([plant.name.get(lang) for plant in result.portfolio.plants], name=PLANT(lang))
    return pd.DataFrame(result.central, index=index, columns=list(result.rules))


def rankings_table(result: PortfolioResult, lang: str) -> pd.DataFrame:
    """Ranks at central values (plants x rules); missing where a rule refuses."""
    import pandas as pd

    index = pd.Index([plant.name.get(lang) for plant in result.portfolio.plants], name=PLANT(lang))
    ranks = {rule: result.ranks(rule) for rule in result.rules}
    columns = {rule: [ranks[rule].get(plant) for plant in result.plants] for rule in result.rules}
    return pd.DataFrame(columns, index=index).astype("Int64")


def ranks_table(result: PortfolioResult, rule: str, lang: str | None) -> pd.DataFrame:
    """Share of the draws in which a plant has a rank (plants x ranks); plants by id, or by name in a language."""
    import pandas as pd

    shares = result.rank_shares(rule)
    names = (
        list(shares) if lang is None else [result.portfolio.plant(plant).name.get(lang) for plant in shares]
    )
    head = rule if lang is None else PLANT(lang)
    return pd.DataFrame(
        list(shares.values()), index=pd.Index(names, name=head), columns=range(1, len(shares) + 1)
    )


def reversals_table(result: PortfolioResult, lang: str) -> pd.DataFrame:
    """One row a pair of plants that changes places between a pair of rules [kg CO2e; probability 1]."""
    import pandas as pd

    names = {plant.id: plant.name.get(lang) for plant in result.portfolio.plants}
    heads = [head(lang) for head in (RULE_A, RULE_B, LOWER, HIGHER, BELOW, ABOVE, PROBABILITY)]
    rows = [
        [
            each.rule_a, each.rule_b, names[each.low], names[each.high], each.below_kg_co2e, each.above_kg_co2e,
            math.nan if each.probability is None else each.probability,
        ]
        for each in result.reversals
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=heads)


def swaps_table(result: PortfolioResult, rule_a: str, rule_b: str, lang: str) -> pd.DataFrame:
    """Probability of a reversal (plants x plants), in the order of the first rule; NaN on the diagonal."""
    import pandas as pd

    others = result.ranks(rule_b)
    plants = [plant for plant in result.ranks(rule_a) if plant in others]
    values = [
        [math.nan if one == other else _or_nan(result.probability_of_reversal(rule_a, rule_b, one, other)) for other in plants]
        for one in plants
    ]  # fmt: skip
    names = [result.portfolio.plant(plant).name.get(lang) for plant in plants]
    return pd.DataFrame(values, index=pd.Index(names, name=PLANT(lang)), columns=names)


def refusals_table(result: PortfolioResult, lang: str) -> pd.DataFrame:
    """One row a thing that a rule says about a plant which it gives no result for."""
    import pandas as pd

    from rulewright.reporting.messages import translate, translate_place

    heads = [head(lang) for head in (RULE, PLANT, WHAT, WHERE, MEND)]
    rows = [
        [
            each.rule,
            result.portfolio.plant(each.plant).name.get(lang),
            *(
                (translate(said.what), translate_place(said.where), translate(said.mend))
                if lang == "zh"
                else (said.what, said.where, said.mend)
            ),
        ]
        for each in result.refusals
        for said in each.why
    ]
    return pd.DataFrame(rows, columns=heads)


def notes_of(result: PortfolioResult, lang: str) -> list[str]:
    """What a reader has to know beside the numbers."""
    lines = []
    if result.portfolio.file.plants_are == "plausible":
        lines.append(PLAUSIBLE(lang))
    if result.draws:
        lines.append(DRAWN(lang, draws=result.draws, seed=result.seed, sampling=result.sampling))
    lines += _refusal_notes(result, lang)
    if len(result.rules) > 1:
        lines.append(_reversal_note(result, lang))
        least = result.least_alike
        if least is not None:
            lines.append(
                LOWEST_TAU(lang, rule_a=least.rule_a, rule_b=least.rule_b, tau=least.tau, plants=least.plants)
            )
    for rule in result.rules:
        count = result.failed_draws(rule)
        if count:
            lines.append(FAILED(lang, rule=rule, count=count))
    return lines


def _refusal_notes(result: PortfolioResult, lang: str) -> list[str]:
    from rulewright.reporting.messages import translate

    grouped: dict[tuple[str, str], list[str]] = {}
    for each in result.refusals:
        name = result.portfolio.plant(each.plant).name.get(lang)
        grouped.setdefault((each.rule, each.why[0].what), []).append(name)
    return [
        REFUSED(
            lang, rule=rule, plants=BETWEEN(lang).join(plants), why=translate(what) if lang == "zh" else what
        )
        for (rule, what), plants in grouped.items()
    ]


def _reversal_note(result: PortfolioResult, lang: str) -> str:
    if not result.reversals:
        return STEADY(lang)
    widest = result.reversals[0]
    pairs = {frozenset((each.low, each.high)) for each in result.reversals}
    name = {plant.id: plant.name for plant in result.portfolio.plants}
    return REVERSED(
        lang, count=len(pairs), rule_a=widest.rule_a, rule_b=widest.rule_b, low=name[widest.low],
        high=name[widest.high], first=number(widest.below_kg_co2e), second=number(widest.above_kg_co2e),
    )  # fmt: skip


def _or_nan(value: float | None) -> float:
    return math.nan if value is None else value
