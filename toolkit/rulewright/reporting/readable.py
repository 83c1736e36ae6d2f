"""Settings of rules in words: names of settings, and values such as ladders on one line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rulewright.reporting.sentences import Sentence
from rulewright.rule import (
    ClassSwitch,
    Code,
    Condition,
    ElectricityRung,
    Rung,
    ShareSettings,
    SpecialLadder,
    SubstituteSettings,
    Text,
)
from rulewright.words import WORDS, say

NEXT = " > "  # between the rungs of a ladder

SETTINGS = {
    "product.covers": Sentence("适用产品", "products covered"),
    "product.codes": Sentence("分类代码", "classification codes"),
    "unit.kind": Sentence("单位类型", "kind of unit"),
    "unit.amount": Sentence("单位数量", "amount of the unit"),
    "unit.unit": Sentence("单位", "unit"),
    "boundary.scope": Sentence("范围", "scope"),
    "boundary.stages_excluded": Sentence("不含阶段", "stages left out"),
    "boundary.tags": Sentence("{key}", "{key}"),
    "boundary.internal_loops": Sentence("内部循环", "internal loops"),
    "electricity.ladder": Sentence("供电优先序", "order of supplies"),
    "electricity.factor_family": Sentence("因子类别", "family of factors"),
    "electricity.factor_year": Sentence("因子年份", "year of factors"),
    "recycling.method": Sentence("再生方法", "recycling method"),
    "recycling.allocation_factor_a": Sentence("分配系数 A：{key}", "allocation factor A: {key}"),
    "recycling.allocation_factor_b": Sentence("分配系数 B", "allocation factor B"),
    "recycling.quality_ratio": Sentence("质量比：{key}", "quality ratio: {key}"),
    "recycling.input_burden": Sentence("投入侧废料价值", "scrap value on the input side"),
    "recycling.end_of_life_credit": Sentence("生命末期抵扣", "end-of-life credit"),
    "recycling.preparation": Sentence("废料预处理", "preparation of scrap"),
    "recycling.waste_treatment": Sentence("废物处理负荷", "burden of waste treatment"),
    "allocation.classes": Sentence("产出归类", "classes of outputs"),
    "allocation.ladder": Sentence("分配优先序", "order of allocation"),
    "allocation.special": Sentence("专门优先序", "special orders"),
    "allocation.physical_property": Sentence("物理关系：{key}", "physical relationship: {key}"),
    "allocation.expansion": Sentence("系统扩展", "system expansion"),
    "allocation.price_years": Sentence("价格平均年数 [年]", "years of prices averaged [years]"),
    "cut_off.measures": Sentence("度量", "measures"),
    "cut_off.single_limit": Sentence("单项限值 [占比]", "limit of one item [share]"),
    "cut_off.single_level": Sentence("单项限值的层级", "level of the single limit"),
    "cut_off.total_limit": Sentence("合计限值 [占比]", "limit together [share]"),
    "cut_off.total_level": Sentence("合计限值的层级", "level of the limit together"),
    "cut_off.never_cut": Sentence("不得舍去", "never cut"),
    "cut_off.order": Sentence("舍去次序", "order of cutting"),
    "cut_off.ties": Sentence("同值时", "ties"),
    "cut_off.use": Sentence("实际舍去", "what is cut"),
    "cut_off.missing_amounts": Sentence("缺少数据时", "missing data"),
    "biogenic.convention": Sentence("生物碳符号约定", "sign convention"),
    "biogenic.land_use_change": Sentence("土地利用变化", "land-use change"),
    "characterisation.gwp_set": Sentence("GWP 取值", "GWP set"),
    "characterisation.horizon_years": Sentence("时间尺度 [年]", "horizon [years]"),
    "characterisation.own_values": Sentence("规则自带的取值", "values of the rule itself"),
    "characterisation.aggregated_data": Sentence("汇总因子", "aggregated factors"),
    "characterisation.gases": Sentence("气体", "gases"),
    "characterisation.aircraft": Sentence("航空排放", "aircraft emissions"),
    "data_quality.scheme": Sentence("评价方法", "scheme"),
    "data_quality.primary_data_for": Sentence("初级数据用于", "primary data for"),
    "data_quality.minimum_primary_share": Sentence("初级数据最低占比", "least share of primary data"),
    "data_quality.maximum_age_primary_years": Sentence("初级数据年限 [年]", "age of primary data [years]"),
    "data_quality.maximum_age_secondary_years": Sentence(
        "次级数据年限 [年]", "age of secondary data [years]"
    ),
    "data_quality.maximum_rating": Sentence("最高评分", "highest rating"),
    "data_quality.period": Sentence("数据期间", "period of data"),
    "reporting.splits": Sentence("须列出", "must be shown"),
    "reporting.validity_years": Sentence("有效期 [年]", "validity [years]"),
    "reporting.recalculate_if_change_above": Sentence(
        "变化超过此占比须重算", "recalculate if change above [share]"
    ),
    "reporting.verification": Sentence("核查", "verification"),
    "procedure.stage": Sentence("级别", "level"),
    "procedure.comment_days": Sentence("征求意见期 [天]", "comment period [days]"),
    "procedure.review_years": Sentence("复审周期 [年]", "review period [years]"),
    "procedure.stakeholder_groups": Sentence("参与方", "stakeholder groups"),
}

# values and tags that the shared vocabulary has no text for; keyed "setting=value" where a word means two things
VALUES = {
    "declared": Sentence("声明单位", "declared unit"),
    "functional": Sentence("功能单位", "functional unit"),
    "either": Sentence("均可", "either"),
    "cradle_to_gate": Sentence("摇篮到大门", "cradle to gate"),
    "cradle_to_grave": Sentence("摇篮到坟墓", "cradle to grave"),
    "gate_to_gate": Sentence("大门到大门", "gate to gate"),
    "include": Sentence("计入", "included"),
    "exclude": Sentence("不计入", "left out"),
    "report_apart": Sentence("单独列报", "reported apart"),
    "free": Sentence("任选", "free to choose"),
    "net": Sentence("净量", "net"),
    "gross": Sentence("毛量", "gross"),
    "in_total": Sentence("计入合计", "in the total"),
    "apart": Sentence("单独列报", "reported apart"),
    "none": Sentence("无", "none"),
    "any": Sentence("任何", "any"),
    "all": Sentence("全部", "all"),
    "user": Sentence("使用者承担", "borne by the user"),
    "supplier": Sentence("供应者承担", "borne by the supplier"),
    "producer": Sentence("产生者承担", "borne by the producer"),
    "out": Sentence("不计入", "left out"),
    "substitution": Sentence("替代", "substitution"),
    "not_used": Sentence("不采用", "not used"),
    "ghg": Sentence("温室气体", "GHG"),
    "item": Sentence("单项", "item"),
    "process": Sentence("过程", "process"),
    "module": Sentence("模块", "module"),
    "total": Sentence("合计", "total"),
    "smallest_first": Sentence("从小到大", "smallest first"),
    "by_name": Sentence("按名称", "by name"),
    "nothing": Sentence("不舍去", "nothing"),
    "all_that_is_allowed": Sentence("允许的都舍去", "all that is allowed"),
    "stop": Sentence("停止", "stop"),
    "leave_out": Sentence("略去并列出", "left out and listed"),
    "accept": Sentence("接受", "accepted"),
    "refuse_other_set": Sentence("拒绝其他取值的因子", "those of another set refused"),
    "refuse": Sentence("拒绝", "refused"),
    "own_processes": Sentence("自有过程", "own processes"),
    "most_relevant": Sentence("最重要的过程", "the most relevant processes"),
    "required": Sentence("须", "required"),
    "optional": Sentence("可选", "optional"),
    "third_party": Sentence("第三方", "by a third party"),
    "biogenic_carbon_content": Sentence("生物碳含量", "biogenic carbon content"),
    "stages": Sentence("各阶段", "stages"),
    "group": Sentence("团体", "group"),
    "industry": Sentence("行业", "industry"),
    "national": Sentence("国家", "national"),
    "international": Sentence("国际", "international"),
    "regional": Sentence("区域", "regional"),
    "provincial": Sentence("省级", "provincial"),
    "programme": Sentence("行业机构或项目", "programme"),
}

# map settings as a whole, and their entry "*"
MAPS = {
    "boundary.tags": Sentence("按标签的取舍", "tags in and out"),
    "recycling.allocation_factor_a": Sentence("分配系数 A", "allocation factor A"),
    "recycling.quality_ratio": Sentence("质量比", "quality ratio"),
    "allocation.physical_property": Sentence("物理关系", "physical relationship"),
}

SUBDIVIDE = Sentence("细分", "subdivide")
SUBSTITUTE = Sentence("替代", "substitute")
SUBSTITUTE_ONLY = Sentence("只限 {flows}", "only {flows}")
SUBSTITUTE_DECLARED = Sentence("须声明", "if declared")
SUBSTITUTE_APART = Sentence("抵扣单独列报", "credit apart")
SUBSTITUTE_SHARED = Sentence("抵扣的 {shared:.0%} 归生产者", "{shared:.0%} of the credit to the producer")
SHARE = Sentence("按{key}分配", "share by {key}")
SHARE_YEARS = Sentence("{years} 年平均", "mean of {years} years")
SHARE_WEIGHTS = Sentence("权重 {weights}", "weights {weights}")
SHARE_GROUPS = Sentence("先在组间（{groups}），组内按{key}", "between groups ({groups}), inside by {key}")
SHARE_NEGLIGIBLE = Sentence("收入占比不高于 {limit:g} 的不承担", "none to revenue shares up to {limit:g}")
FIXED_FACTORS = Sentence("固定系数", "fixed factors")
FIXED = Sentence("固定系数 {factors}", "fixed factors {factors}")
STOP = Sentence("停止", "stop")
VERBS = {"subdivide": SUBDIVIDE, "substitute": SUBSTITUTE, "fixed": FIXED_FACTORS, "stop": STOP}
IF = Sentence("{rung}（若{conditions}）", "{rung} if {conditions}")
AND = Sentence("且", " and ")
COMMA = Sentence("，", ", ")
LIST = Sentence("、", ", ")
SEMICOLON = Sentence("；", "; ")
PARENTHESES = Sentence("{what}（{more}）", "{what} ({more})")

PRICE_RATIO_ABOVE = Sentence("单位价值比高于 {limit:g}（{pairs}）", "price ratio > {limit:g} ({pairs})")
PRICE_RATIO_AT_MOST = Sentence("单位价值比不高于 {limit:g}（{pairs}）", "price ratio <= {limit:g} ({pairs})")
PAIRS = {"any": Sentence("任一对", "any pair"), "all": Sentence("每一对", "all pairs")}
REVENUE_GAP_ABOVE = Sentence("单位收入差高于 {limit:g}", "revenue gap > {limit:g}")
REVENUE_GAP_AT_MOST = Sentence("单位收入差不高于 {limit:g}", "revenue gap <= {limit:g}")
REVENUE_SHARE = Sentence("共生产品收入占比不高于 {limit:g}", "revenue share of co-products <= {limit:g}")
ALL_ENERGY = Sentence("产出都是能源产品", "all outputs are energy")
NOT_ALL_ENERGY = Sentence("产出不都是能源产品", "not all outputs are energy")
FLOWS_IN = Sentence("共生产品属于 {flows}", "co-products among {flows}")
DISPLACED_KNOWN = Sentence("被替代产品已知", "displaced products known")
DISPLACED_UNKNOWN = Sentence("被替代产品未知", "displaced products not known")
USE_KNOWN = Sentence("实际用途已知且有主导替代品", "use known and one displaced product dominant")
USE_UNKNOWN = Sentence("实际用途未知或无主导替代品", "use not known or none dominant")
YEARS_OF_PRICES = Sentence("{condition}，{years} 年平均", "{condition}, mean of {years} years")

SCOPE = Sentence("{scope}范围", "{scope}")
CERTIFICATE = Sentence("须有证书", "with certificate")
SAME_YEAR = Sentence("同一年", "same year")
AS_CLASS = Sentence("{flows} 为{word}", "{flows} as {word}")
SPECIAL = Sentence("{targets}：{ladder}", "{targets}: {ladder}")


def setting_name(name: str, lang: str) -> str:
    """Name of a setting, e.g. ``boundary.tags[capital_good]`` as "capital goods"."""
    plain, _, rest = name.partition("[")
    key = rest.removesuffix("]")
    if plain not in SETTINGS:
        return name
    if plain in MAPS and key in ("", "*"):
        return MAPS[plain](lang)
    return SETTINGS[plain](lang, key=_word(key, lang))


def readable(value: Any, lang: str) -> str:
    """Give any value of a setting on one line.

    Examples
    --------
    >>> from rulewright.rule import Rung
    >>> ladder = [Rung(subdivide={}), Rung(share={"by": "price"}, when=[{"price_ratio_above": 5}]), Rung(stop={})]
    >>> readable(ladder, "en")
    'subdivide > share by price if price ratio > 5 (any pair) > stop'
    """
    if isinstance(value, Rung):
        return _rung(value, lang)
    if isinstance(value, ElectricityRung):
        return _supply(value, lang)
    if isinstance(value, ClassSwitch):
        return AS_CLASS(lang, flows=_joined(value.flows, lang), word=say(value.as_class, lang))
    if isinstance(value, SpecialLadder):
        targets = _joined([*value.processes, *value.products], lang)
        return SPECIAL(lang, targets=targets, ladder=readable(value.ladder, lang))
    if isinstance(value, Code):
        return " ".join(part for part in (value.scheme, value.edition, value.code) if part)
    if isinstance(value, Text):
        return value.get(lang)
    if isinstance(value, str):
        return _word(value, lang)
    if isinstance(value, Mapping):
        return _joined(
            [f"{_word(str(key), lang)} {readable(each, lang)}" for key, each in value.items()], lang
        )
    if isinstance(value, Sequence):
        parts = [readable(each, lang) for each in value]
        is_ladder = bool(value) and isinstance(value[0], Rung | ElectricityRung)
        is_long = bool(value) and isinstance(value[0], ClassSwitch | SpecialLadder)
        return (NEXT if is_ladder else SEMICOLON(lang) if is_long else LIST(lang)).join(parts)
    return f"{value:g}" if isinstance(value, float) else str(value)


def option_text(option: str, lang: str) -> str:
    """Name of a rung or option as the ledger has it: ``share by mass``, ``substitute (slag)``, or a word.

    Examples
    --------
    >>> option_text("share by mass", "zh"), option_text("substitute (slag)", "en")
    ('按质量分配', 'substitute (slag)')
    """
    key = option.removeprefix("share by ")
    if key != option:
        return SHARE(lang, key=say(key, lang))
    word, _, rest = option.partition(" (")
    if word not in VERBS:
        return readable(option, lang)
    verb = VERBS[word](lang)
    return PARENTHESES(lang, what=verb, more=rest.removesuffix(")")) if rest else verb


def _word(word: str, lang: str) -> str:
    if word in VALUES:
        return VALUES[word](lang)
    return say(word, lang) if word in WORDS else word


def _joined(parts: Sequence[str], lang: str) -> str:
    return LIST(lang).join(parts)


# ---- rungs --------------------------------------------------------------------------------------------


def _rung(rung: Rung, lang: str) -> str:
    if rung.subdivide is not None:
        text = SUBDIVIDE(lang)
    elif rung.substitute is not None:
        text = _substitute(rung.substitute, lang)
    elif rung.share is not None:
        text = _share(rung.share, lang)
    elif rung.fixed is not None:
        factors = [f"{flow} {factor:g}" for flow, factor in rung.fixed.factors.items()]
        text = FIXED(lang, factors=_joined(factors, lang))
    else:
        text = STOP(lang)
    if not rung.when:
        return text
    return IF(lang, rung=text, conditions=AND(lang).join(_condition(each, lang) for each in rung.when))


def _substitute(settings: SubstituteSettings, lang: str) -> str:
    more = []
    if settings.only is not None:
        more.append(SUBSTITUTE_ONLY(lang, flows=_joined(settings.only, lang)))
    if settings.mode == "if_declared":
        more.append(SUBSTITUTE_DECLARED(lang))
    if settings.credit == "apart":
        more.append(SUBSTITUTE_APART(lang))
    if settings.shared != 1.0:
        more.append(SUBSTITUTE_SHARED(lang, shared=settings.shared))
    return _with_more(SUBSTITUTE(lang), more, lang)


def _share(settings: ShareSettings, lang: str) -> str:
    more = []
    if settings.years is not None:
        more.append(SHARE_YEARS(lang, years=settings.years))
    if settings.weights:
        weights = [f"{flow} {weight:g}" for flow, weight in settings.weights.items()]
        more.append(SHARE_WEIGHTS(lang, weights=_joined(weights, lang)))
    if settings.groups and settings.inside is not None:
        groups = " / ".join(_joined(group, lang) for group in settings.groups)
        more.append(SHARE_GROUPS(lang, groups=groups, key=say(settings.inside.by, lang)))
    if settings.negligible_revenue_share is not None:
        more.append(SHARE_NEGLIGIBLE(lang, limit=settings.negligible_revenue_share))
    return _with_more(SHARE(lang, key=say(settings.by, lang)), more, lang)


def _with_more(text: str, more: Sequence[str], lang: str) -> str:
    return PARENTHESES(lang, what=text, more=COMMA(lang).join(more)) if more else text


def _condition(condition: Condition, lang: str) -> str:
    stated = condition.model_dump()
    years = stated.get("years")
    pairs = PAIRS[stated.get("pairs", "any")](lang)
    forms = {
        "price_ratio_above": lambda x: PRICE_RATIO_ABOVE(lang, limit=x, pairs=pairs),
        "price_ratio_at_most": lambda x: PRICE_RATIO_AT_MOST(lang, limit=x, pairs=pairs),
        "revenue_gap_above": lambda x: REVENUE_GAP_ABOVE(lang, limit=x),
        "revenue_gap_at_most": lambda x: REVENUE_GAP_AT_MOST(lang, limit=x),
        "revenue_share_at_most": lambda x: REVENUE_SHARE(lang, limit=x),
        "all_outputs_are_energy": lambda x: (ALL_ENERGY if x else NOT_ALL_ENERGY)(lang),
        "co_products_in": lambda x: FLOWS_IN(lang, flows=_joined(x, lang)),
        "displaced_product_known": lambda x: (DISPLACED_KNOWN if x else DISPLACED_UNKNOWN)(lang),
        "use_known_and_dominant": lambda x: (USE_KNOWN if x else USE_UNKNOWN)(lang),
    }
    name = next(name for name in forms if name in stated)
    text = forms[name](stated[name])
    return YEARS_OF_PRICES(lang, condition=text, years=years) if years else text


def _supply(rung: ElectricityRung, lang: str) -> str:
    more = []
    if rung.scope != "any":
        more.append(SCOPE(lang, scope=_word(rung.scope, lang)))
    if rung.certificate_required:
        more.append(CERTIFICATE(lang))
    if rung.same_year:
        more.append(SAME_YEAR(lang))
    return _with_more(_word(rung.supply, lang), more, lang)
