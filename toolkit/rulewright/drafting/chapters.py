"""Clauses 4 and following of a draft: each setting of the rule as a sentence whose verb says what kind of clause it is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from rulewright.drafting import sentences as say
from rulewright.drafting.blocks import (
    Block,
    Formula,
    Heading,
    Item,
    Items,
    Origins,
    Paragraph,
    Table,
    clean,
    gap,
    ref,
)
from rulewright.drafting.facts import GENERAL, Facts, one_paragraph, series
from rulewright.drafting.maths import Fraction, Sum, Upright, Variable
from rulewright.drafting.names import listed_number
from rulewright.reporting.readable import readable
from rulewright.rule import ElectricityRung, Rung, Setting, Text
from rulewright.words import STAGES
from rulewright.words import say as word

SHARED = frozenset({"share"})  # verbs that need the formula of an allocation factor
SCRAP_METHODS = frozenset(
    {"end_of_life_recycling", "fifty_fifty", "circular_footprint_formula", "scrap_value"}
)


def goal(facts: Facts) -> list[Block]:
    """4 量化目的."""
    product = facts.product
    return [
        _title(facts, 1, "purpose"),
        facts.frame(say.PURPOSE, "one-category", product=product),
        facts.frame(say.PURPOSE_STATED, "goal"),
        facts.frame(say.FOLLOW_GENERAL, "follow-general", product=product, number=GENERAL),
    ]


def extent(facts: Facts) -> list[Block]:
    """5 量化范围: product, unit, boundary, cut-off."""
    return [
        _title(facts, 1, "range"),
        *_product(facts),
        *_unit(facts),
        *_boundary(facts),
        *_cut_off(facts),
    ]


def _product(facts: Facts) -> list[Block]:
    blocks: list[Block] = [_title(facts, 2, "product")]
    rule = facts.rule
    clauses = {}
    for name in ("product.covers", "product.codes"):
        setting = rule.get(name)
        if setting is not None and setting.value != ["any"]:
            clauses[name] = setting
    said = clauses.get("product.covers")
    if said is None:
        blocks.append(facts.open("product.covers"))
    else:
        text = facts.text(said.clause.text).rstrip("。.；;")
        blocks.append(Paragraph(say.PRODUCT_LEAD(facts.lang)))
        blocks.append(Items((Item(text, (facts.origin(said),)),)))
    codes = clauses.get("product.codes")
    if codes is None:
        blocks.append(facts.open("product.codes"))
        return blocks
    origins = (facts.origin(codes),)
    schemes = [_scheme(code.scheme, code.edition) for code in codes.value]
    lead = say.CODES(facts.lang, schemes=facts.joined(list(dict.fromkeys(schemes))), table=ref("codes"))
    rows = tuple((scheme, clean(code.code)) for scheme, code in zip(schemes, codes.value, strict=True))
    heads = _heads(facts, "scheme", "code")
    return [
        *blocks,
        Paragraph(lead, origins),
        Table("codes", say.CODES_TITLE(facts.lang), heads, rows, (3, 2), origins=origins),
    ]


def _scheme(scheme: str, edition: str | None) -> str:
    joint = "—" if scheme.startswith(("GB", "DB")) else " "
    return listed_number(clean(f"{scheme}{joint}{edition}" if edition else scheme))


def _unit(facts: Facts) -> list[Block]:
    kind = facts.rule.get("unit.kind")
    amount, unit = facts.rule.get("unit.amount"), facts.rule.get("unit.unit")
    sentences = [facts.said("unit.kind", say.UNIT_KIND, product=facts.product)]
    if amount is not None and unit is not None and facts.own(amount) is None:
        which = kind.value if kind is not None else "either"
        name = say.PIECE(facts.lang) if unit.value == "piece" else clean(unit.value)
        said = say.UNIT_AMOUNT[which](
            facts.lang, amount=f"{amount.value:g}", unit=name, product=facts.product
        )
        sentences.append(Paragraph(said, (facts.origin(amount),)))
    elif amount is None or unit is None:
        sentences.append(facts.open("unit.amount", "unit.unit"))
    return [
        _title(facts, 2, "unit"),
        one_paragraph(sentences),
        facts.frame(say.REFERENCE_FLOW, "reference-flow"),
    ]


def _boundary(facts: Facts) -> list[Block]:
    loops = facts.said("boundary.internal_loops", say.LOOPS)
    return [
        _title(facts, 2, "boundary"),
        _title(facts, 3, "boundary-set"),
        facts.said("boundary.scope", say.BOUNDARY_SCOPE),
        *_stages(facts),
        Paragraph(
            say.SOURCES_SEE(facts.lang, sources=ref("annex-sources"), process=ref("annex-process")),
            series("collection"),
        ),
        _title(facts, 3, "boundary-items"),
        *_tags(facts),
        loops,
    ]


def _stages(facts: Facts) -> list[Block]:
    excluded = facts.rule.get("boundary.stages_excluded")
    if excluded is None:
        return [facts.open("boundary.stages_excluded")]
    lang = facts.lang
    origins = (facts.origin(excluded),)
    rows = tuple(
        (word(stage, lang), say.OUTSIDE(lang) if stage in excluded.value else say.INSIDE(lang))
        for stage in STAGES
    )
    heads = _heads(facts, "stage", "treatment")
    return [
        Paragraph(say.STAGES_SEE(lang, table=ref("stages")), origins),
        Table("stages", say.STAGES_TITLE(lang), heads, rows, (3, 2), origins=origins),
    ]


def _tags(facts: Facts) -> list[Block]:
    settings = facts.keyed("boundary.tags")
    if not settings:
        return [facts.open("boundary.tags")]
    rows = tuple((word(tag, facts.lang), readable(each.value, facts.lang)) for tag, each in settings.items())
    origins = tuple(dict.fromkeys(facts.origin(each) for each in settings.values()))
    heads = _heads(facts, "what", "treatment")
    return [
        Paragraph(say.TAGS_SEE(facts.lang, table=ref("tags")), origins),
        Table("tags", say.TAGS_TITLE(facts.lang), heads, rows, (3, 2), origins=origins),
    ]


def _cut_off(facts: Facts) -> list[Block]:
    rule, lang = facts.rule, facts.lang
    measures = rule.get("cut_off.measures")
    words = facts.joined([readable(each, lang) for each in measures.value]) if measures else ""
    blocks: list[Block] = [
        _title(facts, 2, "cut-off"),
        facts.said("cut_off.measures", say.CUT_MEASURES, measures=words),
        _limit(facts, "single", say.CUT_SINGLE, "item"),
        _limit(facts, "total", say.CUT_TOTAL, "total"),
    ]
    never = rule.get("cut_off.never_cut")
    if never is not None:
        items = facts.joined([word(tag, lang) for tag in never.value])
        blocks.append(facts.said("cut_off.never_cut", say.CUT_NEVER, items=items))
    for name, sentences in (
        ("order", say.CUT_ORDER), ("ties", say.CUT_TIES), ("use", say.CUT_USE), ("missing_amounts", say.CUT_MISSING),
    ):  # fmt: skip
        if rule.get(f"cut_off.{name}") is not None or name in ("use", "missing_amounts"):
            blocks.append(facts.said(f"cut_off.{name}", sentences))
    return [*_once(blocks), facts.frame(say.CUT_STATED, "cut-off-stated")]


def _limit(facts: Facts, which: str, sentence: Any, default: str) -> Paragraph:
    limit, level = facts.rule.get(f"cut_off.{which}_limit"), facts.rule.get(f"cut_off.{which}_level")
    if limit is None:
        return facts.open(f"cut_off.{which}_limit")
    words = say.CUT_LEVELS[level.value if level is not None else default](facts.lang)
    said = facts.said(f"cut_off.{which}_limit", sentence, limit=_share(limit.value), level=words)
    if level is None and facts.own(limit) is None:
        said = one_paragraph([said, facts.open(f"cut_off.{which}_level")])
    return said


def data(facts: Facts) -> list[Block]:
    """6 数据和数据质量."""
    rule, lang = facts.rule, facts.lang
    kinds = [facts.said("data_quality.primary_data_for", say.PRIMARY)]
    share = rule.get("data_quality.minimum_primary_share")
    if share is not None:
        kinds.append(
            facts.said("data_quality.minimum_primary_share", say.PRIMARY_SHARE, share=_share(share.value))
        )
    primary = rule.get("data_quality.primary_data_for")
    if primary is not None and primary.value in ("own_processes", "most_relevant"):
        kinds.append(facts.frame(say.SECONDARY, "secondary-data"))
    return [
        _title(facts, 1, "data"),
        _title(facts, 2, "data-kinds"),
        *_once(kinds),
        _title(facts, 2, "data-time"),
        *_times(facts),
        facts.frame(say.GEOGRAPHY, "geography"),
        _title(facts, 2, "data-quality"),
        facts.frame(say.QUALITY_LEAD, "quality"),
        Items(tuple(Item(each(lang)) for each in say.QUALITY_ASPECTS), ordered=True),
        *_rating(facts),
    ]


def _times(facts: Facts) -> list[Paragraph]:
    period = facts.rule.get("data_quality.period")
    if period is None:
        blocks = [facts.open("data_quality.period")]
    else:
        blocks = [facts.said("data_quality.period", say.PERIOD, period=_own_text(facts, period.value))]
    for name, sentence in (
        ("maximum_age_primary_years", say.AGE_PRIMARY), ("maximum_age_secondary_years", say.AGE_SECONDARY),
    ):  # fmt: skip
        full = f"data_quality.{name}"
        limit = facts.rule.get(full)
        blocks.append(
            facts.said(full, sentence, years=f"{limit.value:g}") if limit is not None else facts.open(full)
        )
    return _once(blocks)


def _own_text(facts: Facts, value: str | Text) -> str:
    """A setting that is free text; in one language only: in words that we have, else marked if it is in the other one."""
    if isinstance(value, Text):
        return clean(value.get(facts.lang))
    if value in say.PERIODS:
        return say.PERIODS[value](facts.lang)
    if facts.zh == (re.search("[\u4e00-\u9fff]", value) is not None):
        return clean(value)
    return gap(say.GAPS["translation"](facts.lang, what=clean(value)), facts.lang)


def _rating(facts: Facts) -> list[Paragraph]:
    scheme, rating = facts.rule.get("data_quality.scheme"), facts.rule.get("data_quality.maximum_rating")
    blocks = [facts.open("data_quality.scheme")]
    if scheme is not None:
        words = _own_text(facts, scheme.value)
        blocks = [facts.said("data_quality.scheme", say.SCHEME, scheme=words)]
    if rating is not None:
        blocks.append(facts.said("data_quality.maximum_rating", say.RATING, rating=f"{rating.value:g}"))
    return _once(blocks)


def inventory_analysis(facts: Facts) -> list[Block]:
    """7 清单分析, sub-clauses in the order of the series."""
    lang = facts.lang
    return [
        _title(facts, 1, "inventory"),
        _title(facts, 2, "collection"),
        facts.frame(say.COLLECT, "collection", annex=ref("annex-collection")),
        Items(facts.items(say.COLLECT_WHAT), ordered=True),
        _title(facts, 2, "validation"),
        facts.frame(say.VALIDATE, "validation"),
        _title(facts, 2, "relation"),
        facts.frame(say.RELATE, "relation"),
        _title(facts, 2, "adjustment"),
        facts.frame(say.ADJUST, "adjustment"),
        _title(facts, 2, "allocation"),
        *_allocation(facts),
        *_recycling(facts),
        _title(facts, 2, "specific"),
        *_electricity(facts),
        _title(facts, 3, "biogenic"),
        *_once(
            [
                facts.said("biogenic.convention", say.BIOGENIC),
                facts.said("biogenic.land_use_change", say.LAND_USE_CHANGE),
            ]
        ),
        _title(facts, 3, "aircraft"),
        facts.said("characterisation.aircraft", say.AIRCRAFT),
        Paragraph(say.OFFSETS(lang), series("offsets")),
    ]


def _allocation(facts: Facts) -> list[Block]:
    rule, lang = facts.rule, facts.lang
    blocks: list[Block] = [_title(facts, 3, "allocation-order")]
    ladder = rule.get("allocation.ladder")
    if ladder is None:
        blocks.append(facts.open("allocation.ladder"))
    elif facts.own(ladder) is not None:
        blocks.append(Paragraph(facts.own(ladder) or "", (facts.origin(ladder),)))
    else:
        origins = (facts.origin(ladder),)
        blocks.append(Paragraph(say.ALLOCATION_LEAD(lang), origins))
        blocks.append(Items(tuple(Item(_rung(facts, rung)) for rung in ladder.value), ordered=True))
    rungs = _rungs(facts)
    if any(rung.verb in SHARED for rung in rungs):
        blocks += _share_formula(facts)
    blocks += [
        facts.frame(say.ALLOCATION_SUM, "allocation"),
        facts.frame(say.ALLOCATION_SENSITIVITY, "allocation"),
    ]
    expansion = rule.get("allocation.expansion")
    if expansion is not None:
        blocks.append(facts.said("allocation.expansion", say.EXPANSION))
    blocks += _physical(facts, rungs)
    by_price = [rung for rung in rungs if rung.share is not None and rung.share.by == "price"]
    years = rule.get("allocation.price_years")
    if years is not None:
        blocks.append(facts.said("allocation.price_years", say.PRICE_YEARS, years=years.value))
    elif any(rung.share is not None and rung.share.years is None for rung in by_price):
        blocks.append(facts.open("allocation.price_years"))
    return [*blocks, *_classes(facts), *_special(facts)]


def _rungs(facts: Facts) -> list[Rung]:
    ladder = facts.rule.get("allocation.ladder")
    rungs = list(ladder.value) if ladder is not None else []
    for setting in facts.rule.get_list("allocation.special"):
        rungs += setting.value.ladder
    return rungs


def _rung(facts: Facts, rung: Rung) -> str:
    if not rung.when:
        if rung.verb in say.RUNGS:
            return say.RUNGS[rung.verb](facts.lang)
        if rung.substitute is not None and rung.substitute.model_dump() == {
            "mode": "if_declared", "only": None, "credit": "in_total", "shared": 1.0,
        }:  # fmt: skip
            return say.RUNG_IF_DECLARED(facts.lang)
    return clean(readable(rung, facts.lang))


def _share_formula(facts: Facts) -> list[Block]:
    amount, of_property = Variable("m", "k"), Variable("p", "k")
    maths = (
        Variable("f", "k"),
        Upright(" = "),
        Fraction(
            (amount, Upright(" × "), of_property),
            (Sum("k", (amount, Upright(" × "), of_property)),),
        ),
    )
    where = tuple(
        (maths_of, say.SYMBOLS[key](facts.lang))
        for maths_of, key in ((Variable("f", "k"), "f"), (amount, "m"), (of_property, "p"))
    )
    return [
        facts.frame(say.ALLOCATION_FORMULA, "share-formula", formula=ref("share")),
        Formula("share", maths, where, series("share-formula")),
    ]


def _physical(facts: Facts, rungs: list[Rung]) -> list[Block]:
    settings = facts.keyed("allocation.physical_property")
    if not settings:
        asked = any(rung.share is not None and rung.share.by == "physical" for rung in rungs)
        return [facts.open("allocation.physical_property")] if asked else []
    rows = tuple((_key(facts, key, settings), word(each.value, facts.lang)) for key, each in settings.items())
    origins = tuple(dict.fromkeys(facts.origin(each) for each in settings.values()))
    return [
        Paragraph(say.PHYSICAL_SEE(facts.lang, table=ref("physical")), origins),
        Table(
            "physical", say.PHYSICAL_TITLE(facts.lang), _heads(facts, "process", "relationship"), rows, (3, 2),
            origins=origins,
        ),
    ]  # fmt: skip


def _classes(facts: Facts) -> list[Block]:
    title = _title(facts, 3, "allocation-classes")
    settings = facts.rule.get_list("allocation.classes")
    if not settings:
        return [title, facts.open("allocation.classes")]
    rows = tuple(
        (
            facts.joined([facts.flow_name(flow) for flow in each.value.flows]),
            word(each.value.as_class, facts.lang),
        )
        for each in settings
    )
    origins = tuple(dict.fromkeys(facts.origin(each) for each in settings))
    return [
        title,
        Paragraph(say.CLASSES_SEE(facts.lang, table=ref("classes")), origins),
        Table(
            "classes",
            say.CLASSES_TITLE(facts.lang),
            _heads(facts, "outputs", "class"),
            rows,
            (4, 2),
            origins=origins,
        ),
    ]


def _special(facts: Facts) -> list[Block]:
    settings = facts.rule.get_list("allocation.special")
    if not settings:
        return []
    rows = tuple(
        (
            facts.joined(
                [facts.word_of_target(name) for name in (*each.value.processes, *each.value.products)]
            ),
            clean(readable(each.value.ladder, facts.lang)),
        )
        for each in settings
    )
    origins = tuple(dict.fromkeys(facts.origin(each) for each in settings))
    return [
        _title(facts, 3, "allocation-special"),
        Paragraph(say.SPECIAL_SEE(facts.lang, table=ref("special")), origins),
        Table(
            "special",
            say.SPECIAL_TITLE(facts.lang),
            _heads(facts, "target", "order"),
            rows,
            (2, 4),
            origins=origins,
        ),
    ]


def _recycling(facts: Facts) -> list[Block]:
    rule, lang = facts.rule, facts.lang
    method = rule.get("recycling.method")
    blocks: list[Block] = [
        _title(facts, 3, "recycling"),
        facts.said(
            "recycling.method",
            say.RECYCLING_METHOD,
            method=word(method.value, lang) if method is not None else "",
        ),
    ]
    if method is not None and method.value in SCRAP_METHODS:
        blocks += _scrap_formula(facts)
    for name, see, title in (
        ("recycling.allocation_factor_a", say.FACTOR_A_SEE, say.FACTOR_A_TITLE),
        ("recycling.quality_ratio", say.QUALITY_RATIO_SEE, say.QUALITY_RATIO_TITLE),
    ):
        blocks += _material_values(facts, name, see, title)
    factor_b = rule.get("recycling.allocation_factor_b")
    if factor_b is not None:
        blocks.append(facts.said("recycling.allocation_factor_b", say.FACTOR_B, value=f"{factor_b.value:g}"))
    said: list[Paragraph] = []
    for name, sentences in (
        ("input_burden", say.INPUT_BURDEN), ("end_of_life_credit", say.END_OF_LIFE_CREDIT),
        ("preparation", say.PREPARATION), ("waste_treatment", say.WASTE),
    ):  # fmt: skip
        if rule.get(f"recycling.{name}") is not None or f"recycling.{name}" in rule.not_settled:
            said.append(facts.said(f"recycling.{name}", sentences))
    return [*blocks, *_once(said)]


def _scrap_formula(facts: Facts) -> list[Block]:
    """The value of scrap: convention 3 of CONVENTION.md."""
    value, factor, yields, quality = (Variable(name) for name in ("V", "A", "Y", "q"))
    primary, recycled = Variable("E", "v"), Variable("E", "rec", index_is_word=True)
    maths = (
        value, Upright(" = (1 − "), factor, Upright(") × "), yields, Upright(" × ("), quality, Upright(" × "), primary,
        Upright(" − "), recycled, Upright(")"),
    )  # fmt: skip
    named = ((value, "V"), (factor, "A"), (yields, "Y"), (quality, "q"), (primary, "Ev"), (recycled, "Erec"))
    where = tuple((each, say.SYMBOLS[key](facts.lang)) for each, key in named)
    return [
        facts.frame(say.SCRAP_FORMULA, "scrap-formula", formula=ref("scrap")),
        Formula("scrap", maths, where, series("scrap-formula")),
    ]


def _material_values(facts: Facts, name: str, see: Any, title: Any) -> list[Block]:
    settings = facts.keyed(name)
    if not settings:
        return []
    rows = tuple((_key(facts, key, settings), f"{each.value:g}") for key, each in settings.items())
    origins = tuple(dict.fromkeys(facts.origin(each) for each in settings.values()))
    return [
        Paragraph(see(facts.lang, table=ref(name)), origins),
        Table(name, title(facts.lang), _heads(facts, "material", "value"), rows, (3, 2), origins=origins),
    ]


def _electricity(facts: Facts) -> list[Block]:
    rule, lang = facts.rule, facts.lang
    blocks: list[Block] = [_title(facts, 3, "electricity")]
    ladder = rule.get("electricity.ladder")
    if ladder is None:
        blocks.append(facts.open("electricity.ladder"))
    elif facts.own(ladder) is not None:
        blocks.append(Paragraph(facts.own(ladder) or "", (facts.origin(ladder),)))
    else:
        blocks.append(Paragraph(say.ELECTRICITY_LEAD(lang), (facts.origin(ladder),)))
        blocks.append(Items(tuple(Item(_supply(facts, rung)) for rung in ladder.value), ordered=True))
    blocks.append(facts.said("electricity.factor_family", say.FACTOR_FAMILY))
    year = rule.get("electricity.factor_year")
    if year is not None and not isinstance(year.value, str):
        blocks.append(facts.said("electricity.factor_year", say.FACTOR_OF_YEAR, year=year.value))
    else:
        blocks.append(facts.said("electricity.factor_year", say.FACTOR_YEAR))
    blocks.append(facts.frame(say.ONE_CLAIM, "one-claim"))
    if ladder is not None and any(rung.supply == "contract" for rung in ladder.value):
        blocks.append(facts.frame(say.ELECTRICITY_CHECK, "one-claim"))
    return blocks


def _supply(facts: Facts, rung: ElectricityRung) -> str:
    plain = say.SUPPLIES[rung.supply](facts.lang)
    more = readable(rung, facts.lang).removeprefix(readable(ElectricityRung(supply=rung.supply), facts.lang))
    return plain + more


def impact(facts: Facts) -> list[Block]:
    """8 影响评价: GWP set and the formula of the footprint."""
    rule, lang = facts.rule, facts.lang
    chosen, years = rule.get("characterisation.gwp_set"), rule.get("characterisation.horizon_years")
    blocks: list[Block] = [_title(facts, 1, "impact"), _title(facts, 2, "characterisation")]
    if chosen is None or years is None:
        blocks.append(facts.open("characterisation.gwp_set", "characterisation.horizon_years"))
        blocks.append(Paragraph(say.GWP_SEE(facts.lang, annex=ref("annex-gwp"))))
    else:
        words = word(chosen.value, lang)
        blocks.append(
            facts.said(
                "characterisation.gwp_set", say.GWP, set=words, years=years.value, annex=ref("annex-gwp")
            )
        )
    gases = rule.get("characterisation.gases")
    if gases is not None:
        names = facts.joined([_gas(each, lang) for each in gases.value])
        blocks.append(facts.said("characterisation.gases", say.GASES, gases=names))
    blocks.append(facts.said("characterisation.aggregated_data", say.AGGREGATED))
    return [*blocks, _title(facts, 2, "calculation"), *_footprint_formula(facts)]


def _footprint_formula(facts: Facts) -> list[Block]:
    activity, factor, potential, flow = (
        Variable("AD", "i"), Variable("EF", "ij"), Variable("GWP", "j"), Variable("Q"),
    )  # fmt: skip
    product = (activity, Upright(" × "), factor, Upright(" × "), potential)
    maths = (Variable("CFP"), Upright(" = "), Fraction((Sum("i", (Sum("j", product),)),), (flow,)))
    named = ((Variable("CFP"), "CFP"), (activity, "AD"), (factor, "EF"), (potential, "GWP"), (flow, "Q"))
    where = tuple((each, say.SYMBOLS[key](facts.lang)) for each, key in named)
    return [
        facts.frame(say.CALCULATE, "formula", formula=ref("footprint")),
        Formula("footprint", maths, where, series("formula")),
    ]


def interpretation(facts: Facts) -> list[Block]:
    """9 结果解释."""
    return [
        _title(facts, 1, "interpretation"),
        facts.frame(say.INTERPRET, "interpretation"),
        Items(facts.items(say.INTERPRET_WHAT), ordered=True),
    ]


def report(facts: Facts) -> list[Block]:
    """10 产品碳足迹报告, and 11 产品碳足迹声明 if the head wants it."""
    rule, lang = facts.rule, facts.lang
    splits = rule.get("reporting.splits")
    blocks: list[Block] = [
        _title(facts, 1, "report"),
        _title(facts, 2, "report-general"),
        facts.frame(say.REPORT, "report", annex=ref("annex-report")),
        _title(facts, 2, "report-splits"),
    ]
    if splits is None:
        blocks.append(facts.open("reporting.splits"))
    else:
        origins = (facts.origin(splits),)
        blocks.append(Paragraph(say.SPLITS_LEAD(lang), origins))
        blocks.append(Items(tuple(Item(say.SPLITS[each](lang)) for each in splits.value), ordered=True))
    blocks += [
        _title(facts, 2, "report-contents"),
        facts.frame(say.CONTENTS_LEAD, "report"),
        Items(facts.items(say.CONTENTS), ordered=True),
        _title(facts, 2, "report-validity"),
    ]
    said = []
    for name, sentence, form in (
        ("validity_years", say.VALIDITY, "years"), ("recalculate_if_change_above", say.RECALCULATE, "share"),
    ):  # fmt: skip
        setting = rule.get(f"reporting.{name}")
        if setting is None:
            said.append(facts.open(f"reporting.{name}"))
            continue
        value = _share(setting.value) if form == "share" else f"{setting.value:g}"
        said.append(facts.said(f"reporting.{name}", sentence, **{form: value}))
    blocks += _once([*said, facts.said("reporting.verification", say.VERIFICATION)])
    if facts.head.declaration:
        blocks += [
            _title(facts, 1, "declaration"),
            Paragraph(gap(say.GAPS["declaration"](lang), lang)),
        ]
    return blocks


# ---- helpers ------------------------------------------------------------------------------------------------


def _title(facts: Facts, level: int, key: str) -> Heading:
    return Heading(level, say.TITLES[key](facts.lang), key)


def _heads(facts: Facts, *keys: str) -> tuple[str, ...]:
    return tuple(say.HEADS[key](facts.lang) for key in keys)


def _share(value: float) -> str:
    """A share as people write it, ``5 %``; exact to what the rule says."""
    return f"{100 * value:.10g} %"


def _key(facts: Facts, key: str, settings: Mapping[str, Setting]) -> str:
    """Name of an entry of a map setting; "*" is all, or all others."""
    if key == "*":
        return (say.ALL if len(settings) == 1 else say.ALL_OTHERS)(facts.lang)
    return facts.word_of_target(clean(key))


def _gas(gas: str, lang: str) -> str:
    return say.GASES_OF[gas](lang) if gas in say.GASES_OF else clean(gas)


def _once(blocks: Sequence[Any]) -> list[Any]:
    """Paragraphs without repetition: a clause in its own words would come once for each of its settings."""
    seen: set[tuple[str, Origins]] = set()
    kept = []
    for block in blocks:
        key = (block.text, block.origins) if isinstance(block, Paragraph) else None
        if key is not None and key in seen:
            continue
        if key is not None:
            seen.add(key)
        kept.append(block)
    return kept
