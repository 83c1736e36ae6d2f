"""The closed vocabularies, each word with its Chinese and English text.

One table for rule files, inventories, tables and sentences: a word that is not here cannot be used,
and a word that is here is printed the same everywhere.
"""

from __future__ import annotations

from typing import Literal, get_args

Mark = Literal["seen", "known", "derived", "estimate", "gap", "declared"]
Stage = Literal[
    "raw_materials", "energy_supply", "transport", "production", "distribution", "use", "end_of_life"
]
Kind = Literal["fossil", "biogenic", "dluc", "aircraft"]
OutputClass = Literal["product", "co_product", "waste", "scrap", "internal", "burden_free"]
SwitchClass = Literal["co_product", "waste", "scrap", "internal", "burden_free"]
PropertyName = Literal[
    "mass",
    "dry_mass",
    "lhv",
    "exergy",
    "carbon",
    "biogenic_carbon",
    "metal",
    "amount_of_substance",
    "pieces",
    "price",
    "quality",
]
Tag = Literal[
    "capital_good",
    "packaging",
    "transport",
    "electricity",
    "heat",
    "fuel",
    "fuel_supply",
    "ore_supply",
    "ancillary",
    "scrap",
    "scrap_preparation",
    "biogenic",
    "commuting",
    "business_travel",
    "research",
    "administration",
    "maintenance",
    "aircraft",
    "internal_loop",
    "waste_treatment",
    "purchased_precursor",
    "background",
    "slag_processing",
    "off_gas",
]
GwpSet = Literal["ar4", "ar5", "ar5-feedback", "ar6"]
BiogenicConvention = Literal["0/0", "-1/+1"]
Family = Literal[
    "product",
    "unit",
    "boundary",
    "electricity",
    "recycling",
    "allocation",
    "cut_off",
    "biogenic",
    "characterisation",
    "data_quality",
    "reporting",
    "procedure",
]

FAMILIES: tuple[str, ...] = get_args(Family)
STAGES: tuple[str, ...] = get_args(Stage)
KINDS: tuple[str, ...] = get_args(Kind)
CREDITS_STAGE = "credits"

# word -> (zh, en)
WORDS: dict[str, tuple[str, str]] = {
    # marks
    "seen": ("已核", "seen"),
    "known": ("待核", "known, to be checked"),
    "derived": ("推算", "derived"),
    "estimate": ("估计", "estimate"),
    "gap": ("缺口", "gap"),
    "declared": ("声明", "declared"),
    # stages
    "raw_materials": ("原材料获取", "raw materials"),
    "energy_supply": ("能源供应", "energy supply"),
    "transport": ("运输", "transport"),
    "production": ("生产", "production"),
    "distribution": ("分销", "distribution"),
    "use": ("使用", "use"),
    "end_of_life": ("生命末期", "end of life"),
    "credits": ("抵扣", "credits"),
    # kinds
    "fossil": ("化石", "fossil"),
    "biogenic": ("生物源", "biogenic"),
    "dluc": ("直接土地利用变化", "direct land-use change"),
    "aircraft": ("航空", "aircraft"),
    # families
    "product": ("产品", "product"),
    "unit": ("声明单位", "unit"),
    "boundary": ("系统边界", "system boundary"),
    "electricity": ("电力与能源", "electricity and energy"),
    "recycling": ("再生与废物", "recycling and waste"),
    "allocation": ("分配", "allocation"),
    "cut_off": ("取舍", "cut-off"),
    "characterisation": ("特征化", "characterisation"),
    "data_quality": ("数据质量", "data quality"),
    "reporting": ("报告", "reporting"),
    "procedure": ("程序", "procedure"),
    # classes of outputs
    "co_product": ("共生产品", "co-product"),
    "waste": ("废物", "waste"),
    "scrap": ("废料（再生原料）", "scrap"),
    "internal": ("内部循环", "internal loop"),
    "burden_free": ("零负荷", "burden-free"),
    # tags
    "capital_good": ("资本货物", "capital goods"),
    "packaging": ("包装", "packaging"),
    "heat": ("热力", "heat"),
    "fuel": ("燃料", "fuels"),
    "fuel_supply": ("燃料供应", "fuel supply"),
    "ore_supply": ("矿石供应", "ore supply"),
    "ancillary": ("辅料", "ancillaries"),
    "scrap_preparation": ("废料预处理", "scrap preparation"),
    "commuting": ("通勤", "commuting"),
    "business_travel": ("商务差旅", "business travel"),
    "research": ("研发", "research"),
    "administration": ("行政", "administration"),
    "maintenance": ("维护", "maintenance"),
    "internal_loop": ("内部循环", "internal loop"),
    "waste_treatment": ("废物处理", "waste treatment"),
    "purchased_precursor": ("外购前体", "purchased precursors"),
    "background": ("背景", "background"),
    "slag_processing": ("炉渣加工", "slag processing"),
    "off_gas": ("副产煤气", "works gases"),
    # properties
    "mass": ("质量", "mass"),
    "dry_mass": ("干质量", "dry mass"),
    "lhv": ("低位发热量", "lower heating value"),
    "energy": ("能量", "energy"),
    "exergy": ("㶲", "exergy"),
    "carbon": ("含碳量", "carbon content"),
    "biogenic_carbon": ("生物碳含量", "biogenic carbon content"),
    "metal": ("含金属量", "contained metal"),
    "amount_of_substance": ("物质的量", "amount of substance"),
    "pieces": ("件数", "pieces"),
    "price": ("价格", "price"),
    "quality": ("质量系数", "quality"),
    "physical": ("物理关系", "physical relationship"),
    # electricity supplies
    "on_site": ("自发自用", "generated on site"),
    "direct_line": ("直供线路", "direct line"),
    "contract": ("合同与证书", "contract with certificates"),
    "supplier_mix": ("供电商组合", "supplier mix"),
    "residual_mix": ("剩余组合", "residual mix"),
    "grid_average": ("电网平均", "grid average"),
    "fossil_mix": ("化石组合", "fossil grid mix"),
    "life_cycle": ("生命周期", "life cycle"),
    "direct": ("直接排放", "direct emissions"),
    "latest": ("最新一年", "the latest year"),
    "inventory_year": ("清单数据的年份", "the year of the inventory's data"),
    # recycling methods
    "cut_off_recycled_content": ("截断法（再生含量法，100:0）", "cut-off (recycled content, 100:0)"),
    "end_of_life_recycling": ("生命末期法（0:100）", "end-of-life recycling (0:100)"),
    "fifty_fifty": ("50:50 法", "50:50"),
    "circular_footprint_formula": ("循环足迹公式", "Circular Footprint Formula"),
    "scrap_value": ("废钢价值法", "scrap value (worldsteel)"),
    "zero_burden_scrap": ("废料零负荷", "zero-burden scrap"),
    # biogenic
    "0/0": ("0/0", "0/0"),
    "-1/+1": ("-1/+1", "-1/+1"),
    # GWP sets
    "ar4": ("IPCC AR4", "IPCC AR4"),
    "ar5": ("IPCC AR5", "IPCC AR5"),
    "ar5-feedback": ("IPCC AR5（含气候-碳反馈）", "IPCC AR5 with climate-carbon feedback"),
    "ar6": ("IPCC AR6", "IPCC AR6"),
}


def say(word: str, lang: str) -> str:
    """Give the text of a vocabulary word in ``lang`` ("zh" or "en"); an unlisted word is printed as it is."""
    if word not in WORDS:
        return word.replace("_", " ")
    zh, en = WORDS[word]
    return zh if lang == "zh" else en
