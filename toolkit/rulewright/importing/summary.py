"""The account of an import in words and as a table: what came in, and what could not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rulewright.inventory import NO_YEAR
from rulewright.reporting.sentences import Sentence, number

if TYPE_CHECKING:
    import pandas as pd

    from rulewright.importing.imported import Imported

# name of a count -> what it counts; those that are 0 and say so by their absence are left out of the table
LINES: dict[str, Sentence] = {
    "processes": Sentence("过程", "processes"),
    "multi_output": Sentence("其中多产出、保持完整未分配", "of them with several products, whole, not allocated"),
    "treatments": Sentence("其中处理废物", "of them treating a waste"),
    "aggregated": Sentence("其中为汇总结果（非单元过程）", "of them aggregated results, no unit processes"),
    "copyrighted": Sentence("其中标有版权", "of them marked as under copyright"),
    "product_flows": Sentence("产品流与废物流", "product and waste flows"),
    "inputs": Sentence("输入", "inputs"),
    "missing_flows": Sentence("无人供应的产品流（数据缺口）", "product flows that nobody supplies (data gaps)"),
    "missing_uses": Sentence("它们的使用次数", "uses of them"),
    "missing_uses_split": Sentence(
        "同上，若按产品拆开多产出过程", "the same, were multi-output processes split by product"
    ),
    "missing_same_name": Sentence(
        "其中与有供应的流同名（标识不同）", "of them with the name of a supplied flow (another uuid)"
    ),
    "untreated_wastes": Sentence("无人处理的废物流", "waste flows that nobody treats"),
    "untreated_waste_uses": Sentence("它们的出现次数", "occurrences of them"),
    "several_makers": Sentence("由多个过程产出的流", "flows that several processes make"),
    "open_providers": Sentence("其中供应者未定、且被使用", "of them used, with the supplier not settled"),
    "open_provider_uses": Sentence("它们的使用次数", "uses of them"),
    "avoided": Sentence("来源的避免产品（作为共生产品引入）", "avoided products of the source (in as co-products)"),
    "joined_outputs": Sentence("合并的重复产出", "outputs of one flow that were added up"),
    "left_out": Sentence("未引入的人为产出", "artificial outputs left out"),
    "emissions": Sentence("与本库基本流对上的排放与资源", "emissions and resources that are flows of ours"),
    "origin_given": Sentence("其中来源不明、按用户所说取", "of them of unstated origin, taken as the user says"),
    "kept": Sentence(
        "另存的基本流输入输出（无因子）", "elementary exchanges kept beside the inventory (no factor)"
    ),
    "other_elementary_flows": Sentence("涉及的基本流", "elementary flows among them"),
    "gas_like_flows": Sentence("名称像温室气体但未对上的流", "flows named like greenhouse gases, without a match"),
    "gas_like_uses": Sentence("它们的使用次数", "uses of them"),
    "uncertain": Sentence("保留的不确定性分布", "uncertainty distributions kept"),
    "parameters": Sentence("参数", "parameters"),
    "flow_properties": Sentence("取自流属性的性质", "properties from flow properties"),
    "properties_in_words": Sentence("取自文字说明的性质", "properties read from comments"),
    "properties_stated": Sentence("产出自带的性质", "properties stated at outputs"),
    "properties_of_inputs": Sentence("输入所附的性质（未引入）", "properties stated at inputs (not in)"),
    "properties_not_carried": Sentence("单位不符、未引入的性质", "properties that cannot be said per unit of their flow (not in)"),
    "allocation_factors": Sentence("来源的分配系数（仅供参考）", "allocation factors of the source (information only)"),
    "allocation_unnamed": Sentence("其中未指明产品", "of them that name no product"),
    "allocation_processes": Sentence("有分配系数的过程", "processes that have such factors"),
}  # fmt: skip
DISTRIBUTIONS: dict[str, Sentence] = {
    "other_centre": Sentence(
        "{count} 个分布的中心与数值不同：以数值为中心保留，原文在备注中。",
        "{count} distributions are centred elsewhere than the amount: kept around the amount, the source's words in the note.",
    ),
    "no_spread": Sentence(
        "{count} 个分布没有离散（几何标准差为零或一，或上下限相等），视为未说明不确定性。",
        "{count} distributions have no spread (a geometric standard deviation of zero or one, equal bounds): no uncertainty is stated.",
    ),
    "pedigree_only": Sentence(
        "{count} 个数值只有谱系评分，按评分保留。",
        "{count} amounts have pedigree scores alone; these are kept.",
    ),
    "outside_range": Sentence(
        "{count} 个数值落在自己的上下限之外，分布未保留，原文在备注中。",
        "{count} amounts lie outside their own bounds: the distribution is not kept, its words are in the note.",
    ),
    "unusable": Sentence(
        "{count} 个分布不完整或上下限颠倒，未保留，原文在备注中。",
        "{count} distributions are incomplete or have their bounds the wrong way round: not kept, their words are in the note.",
    ),
    "of_kept_flows": Sentence(
        "另存的基本流中有 {count} 个带分布，随其原样保存。",
        "{count} of the elementary exchanges kept beside have a distribution, kept as it was written.",
    ),
}
FORMULAS: dict[str, Sentence] = {
    "kept": Sentence(
        "{count} 个公式译出并与数值相符。", "{count} formulas were translated and give the stated amounts."
    ),
    "number_instead": Sentence(
        "{count} 个公式没有对应写法，取其数值，公式在备注中。",
        "{count} formulas have no counterpart: their number is taken, the formula is in the note.",
    ),
    "disagrees": Sentence(
        "{count} 个公式算不出来源的数值，取来源的数值，公式在备注中。",
        "{count} formulas do not give the stated number: the number is taken, the formula is in the note.",
    ),
}
LEFT_OUT = Sentence(
    "未引入：过程“{process}”的产出“{flow}”（{amount} {unit}），来源自称：“{words}” 如要引入，写入对照文件的 keep_outputs。",
    "Left out: output '{flow}' ({amount} {unit}) of process '{process}'; the source itself says: '{words}' "
    "To keep it, name it under keep_outputs in a mapping.",
)
OPEN = Sentence(
    "供应者未定：“{flow}”被使用 {count} 次，可由 {makers} 供应；在对照文件的 providers 中指明，此前为数据缺口。",
    "Supplier not settled: '{flow}' (uses: {count}), made by {makers}; name one under providers in a mapping; until then "
    "it is a data gap.",
)
AND_MORE = Sentence("{named} 等，另有 {count} 个", "{named} and {count} more")
GAS_LIKE = Sentence(
    "名称像温室气体但未对上、因此不计入足迹：{names}（共 {count} 个流）。二氧化碳和甲烷未说明来源时，用 --unspecified-origin 或对照文件指明。",
    "Named like greenhouse gases, without a match, hence not in any footprint: {names} ({count} flows in all). Where "
    "carbon dioxide and methane do not say their origin, say it by --unspecified-origin or in a mapping.",
)
YEAR_NOT_SAID = Sentence(
    "来源没有写明数据的年份：清单中的年份为 0。使用前请改为实际年份；数据质量和逐年因子要用到它。",
    "The source doesn't say the year of its data: the inventory says 0. Write the year into it; data quality and factors "
    "year by year depend on it.",
)
UNIT = Sentence(
    "单位“{unit}”按定义换算（{defined} {reference}）；来源的单位组写作 {stated}。",
    "The unit '{unit}' is converted by its definition ({defined} {reference}); the unit group of the source says {stated}.",
)
OTHER = Sentence(
    "未读取的数据集：{kinds}。清单不需要它们。",
    "Data sets that were not read: {kinds}. An inventory has no place for them.",
)
ALLOCATION = Sentence(
    "来源的分配系数不参与计算；Imported.shares() 将其与按质量等性质得出的份额并列。",
    "The allocation factors of the source take no part in any result; Imported.shares() sets them beside shares by mass and other properties.",
)
HEAD = Sentence("内容", "what")
COUNT = Sentence("数目", "number")
MISSING_HEADS = (Sentence("流", "flow"), Sentence("名称", "name"), Sentence("使用次数", "uses"))
MOST_NAMED = 8


def account_table(imported: Imported, lang: str = "en") -> pd.DataFrame:
    """One line a count; the first one always, others if they are not 0."""
    import pandas as pd

    counts = imported.account.counts
    rows = [(line(lang), counts[name]) for name, line in LINES.items() if counts.get(name)]
    return pd.DataFrame(
        {COUNT(lang): [count for _, count in rows]},
        index=pd.Index([what for what, _ in rows], name=HEAD(lang)),
    )


def missing_table(imported: Imported, lang: str = "en") -> pd.DataFrame:
    """Flows that nobody supplies or treats, the most used first."""
    import pandas as pd

    missing = imported.account.missing
    flow, name, uses = (head(lang) for head in MISSING_HEADS)
    return pd.DataFrame(
        {
            flow: list(missing),
            name: [imported.inventory.name(each, lang) for each in missing],
            uses: list(missing.values()),
        }
    )


def notes(imported: Imported, lang: str = "en") -> list[str]:
    """What a reader of the inventory has to know."""
    account = imported.account
    found = [
        LEFT_OUT(
            lang,
            process=each.process,
            flow=each.flow,
            amount=number(each.amount),
            unit=each.unit,
            words=each.words,
        )
        for each in account.left_out
    ]
    found += [
        OPEN(lang, flow=each.name, count=each.uses, makers=_some(each.makers, lang))
        for each in account.open_providers
    ]
    if imported.file.year == NO_YEAR:
        found.append(YEAR_NOT_SAID(lang))
    if account.gas_like:
        names = list(dict.fromkeys(name.split(" | ")[0] for name in account.gas_like))
        found.append(GAS_LIKE(lang, names="; ".join(names[:MOST_NAMED]), count=len(account.gas_like)))
    for sentences, counted in ((DISTRIBUTIONS, account.distributions), (FORMULAS, account.formulas)):
        found += [line(lang, count=counted[name]) for name, line in sentences.items() if counted.get(name)]
    found += [
        UNIT(
            lang,
            unit=each.unit,
            defined=number(each.defined, 6),
            reference=each.reference,
            stated=number(each.stated, 6),
        )
        for each in account.unit_differences
    ]
    found += [each.get(lang) for each in account.said]
    if account.counts.get("allocation_factors"):
        found.append(ALLOCATION(lang))
    if account.other:
        found.append(OTHER(lang, kinds=", ".join(f"{kind} {count}" for kind, count in account.other.items())))
    return found


def _some(names: Sequence[str], lang: str) -> str:
    named = ", ".join(names[:MOST_NAMED]) or "-"
    return AND_MORE(lang, named=named, count=len(names) - MOST_NAMED) if len(names) > MOST_NAMED else named
