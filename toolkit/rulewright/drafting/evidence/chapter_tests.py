"""Chapters 4 and 5 of the document: what the computations show, and the comparison with other rules."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rulewright.analysis.part_words import part_label
from rulewright.analysis.rule_difference import KINDS, difference
from rulewright.drafting.blocks import Figure, Paragraph, Table, clean, ref
from rulewright.drafting.evidence import sentences as say
from rulewright.drafting.evidence.page import NOTHING, Blocks, Page
from rulewright.reporting.figures_evidence import PAGE_MM, Row, letter, png, share_text, strip_figure
from rulewright.reporting.sentences import number

if TYPE_CHECKING:
    from rulewright.analysis.decomposition import Index
    from rulewright.analysis.portfolio_parts import Agreement
    from rulewright.analysis.portfolio_result import PortfolioResult
    from rulewright.drafting.evidence.cases import Case
    from rulewright.drafting.evidence.ranking import Ranking

KEY_DATA = 6  # data of each inventory in the table
TURNING = 15  # alternatives in the table of rankings
OPEN_PARTS = 12  # open points in the table of gains
ROUNDING = 1e-6  # of a result: Brightway's data packages store single precision


def trials(page: Page) -> Blocks:
    """Chapter 4: results, clauses against data, gains of settling, elasticities, rankings."""
    return [
        page.title(1, "trial"),
        page.title(2, "results"),
        Paragraph(say.RESULTS_LEAD(page.lang, count=len(page.evidence.cases), table=ref("inventories"))),
        page.open("verification"),
        *_spread(page),
        *_settling(page),
        *_elasticities(page),
        *_rankings(page),
        page.title(2, "economy"),
        page.open("economy"),
    ]


def abroad(page: Page) -> Blocks:
    """Chapter 5: results of other rules, causes of the differences, clauses side by side."""
    lang, evidence = page.lang, page.evidence
    names = [
        each.id
        for each in evidence.question.compared
        if any(each.id in case.compared for case in evidence.cases)
    ]
    blocks: Blocks = [page.title(1, "abroad"), page.title(2, "abroad-results")]
    if not names:
        return [*blocks, Paragraph(say.NO_COMPARISON(lang)), page.open("adoption")]
    lead = say.COMPARED_LEAD(lang, table=ref("compared"), figure=ref("f-compared"))
    title = say.COMPARED_FIGURE(lang)
    changes = {name: [_change(case, name) for case in evidence.cases] for name in names}
    rows = [Row(f"{page.rule_letter(name)} {page.rule_name(name)}", tuple(changes[name])) for name in names]
    cells = [[page.rule_name(evidence.rule.id), *(number(case.total_kg_co2e) for case in evidence.cases)]]
    for name in names:
        cells.append(
            [
                f"{page.rule_letter(name)}　{page.rule_name(name)}",
                *(_compared(page, case, name) for case in evidence.cases),
            ]
        )
    heads = [say.HEADS["rule"](lang), *page.letters()]
    widths = (40, *([max(14.0, 90 / len(evidence.cases))] * len(evidence.cases)))
    blocks += [
        Paragraph(lead),
        page.table("compared", say.COMPARED_TITLE(lang), heads, cells, widths),
        Figure("f-compared", title, lambda: png(strip_figure(evidence, rows, lang)), PAGE_MM, title),
        *_causes(page),
    ]
    counts = []
    for rule in evidence.question.compared:
        found = difference(evidence.rule, rule)
        kinds = [str(len(found.of_kind(kind))) for kind in KINDS if kind != "restated"]
        counts.append(
            [f"{page.rule_letter(rule.id)}　{page.rule_name(rule.id)}", str(len(found.differing)), *kinds]
        )
    heads = [say.HEADS["rule"](lang), say.RULE_HEADS["differs"](lang)]
    heads += [KINDS[kind](lang) for kind in KINDS if kind != "restated"]
    blocks += [
        page.title(2, "abroad-clauses"),
        Paragraph(say.CLAUSES_LEAD(lang, table=ref("clauses"))),
        page.table(
            "clauses", say.CLAUSES_TITLE(lang), heads, counts, (44, 14, 12, 12, 12, 14, 14), numbers=False
        ),
    ]
    return blocks


# ---- chapter 4 --------------------------------------------------------------------------------------------


def _missing(page: Page, name: str) -> Blocks:
    """Sentences for inventories on which an analysis cannot be made."""
    return [
        Paragraph(
            clean(
                say.NOT_MADE(
                    page.lang, letter=letter(at), what=say.ANALYSES[name].text(), why=case.missing[name]
                )
            )
        )
        for at, case in enumerate(page.evidence.cases)
        if name in case.missing
    ]


def _spread(page: Page) -> Blocks:
    lang = page.lang
    made = [(at, case) for at, case in enumerate(page.evidence.cases) if case.decomposition is not None]
    blocks: Blocks = [page.title(2, "data")]
    if made:
        rows: dict[str, list[str]] = {}
        for column, (_, case) in enumerate(made):
            found = case.decomposition
            assert found is not None
            cells = {
                found.label(each.name, lang): _index(each)
                for each in found.found.indices
                if each.name != "data"
            }
            for name, sentence in (("choices", say.CHOICES_ALL), ("data", say.DATA_ALL)):
                cells[sentence(lang)] = _index(found[name])
            cells[say.SD(lang)] = number(math.sqrt(found.found.variance))
            for name, text in cells.items():
                rows.setdefault(name, [NOTHING] * len(made))[column] = text
        last = [each(lang) for each in (say.CHOICES_ALL, say.DATA_ALL, say.SD)]
        ordered = [name for name in rows if name not in last] + last
        heads = [say.HEADS["family"](lang), *(letter(at) for at, _ in made)]
        widths = (45, *([max(14.0, 80 / len(made))] * len(made)))
        blocks += [
            Paragraph(say.DATA_LEAD(lang, table=ref("spread"))),
            page.table(
                "spread", say.DATA_TITLE(lang), heads, [[name, *rows[name]] for name in ordered], widths
            ),
            *(
                Paragraph(clean(say.SAID_OF(lang, letter=letter(at), text=case.decomposition.answer(lang))))
                for at, case in made
                if case.decomposition is not None
            ),
        ]
    return blocks + _missing(page, "decomposition") + _missing(page, "spread")


def _index(index: Index) -> str:
    return f"{max(0.0, index.first):.0%} (±{index.first_error:.0%})".replace("%", " %")


def _settling(page: Page) -> Blocks:
    lang = page.lang
    made = [(at, case) for at, case in enumerate(page.evidence.cases) if case.comparability is not None]
    blocks: Blocks = [page.title(2, "settling")]
    if made:
        gains: dict[str, dict[int, float]] = {}
        top: list[list[str]] = [[say.INDEX(lang)], [say.FLOOR(lang)]]
        for at, case in made:
            found = case.comparability
            assert found is not None
            top[0].append(f"{found.index:.2f} ({found.low:.2f} ~ {found.high:.2f})")
            top[1].append(f"{found.floor:.2f}")
            for part in found.open:
                gains.setdefault(part_label(part.names, lang), {})[at] = part.gain
        order = sorted(gains, key=lambda name: -max(gains[name].values()))
        shown = [name for name in order if max(gains[name].values()) >= 0.005][:OPEN_PARTS]
        rows = [
            [name, *(f"{max(0.0, gains[name][at]):.0%}".replace("%", " %") if at in gains[name] else NOTHING for at, _ in made)]
            for name in shown
        ]  # fmt: skip
        heads = [say.HEADS["point"](lang), *(letter(at) for at, _ in made)]
        widths = (45, *([max(16.0, 80 / len(made))] * len(made)))
        blocks += [
            Paragraph(say.SETTLE_LEAD(lang, table=ref("settling"))),
            page.table("settling", say.SETTLE_TITLE(lang), heads, [*top, *rows], widths),
        ]
    return blocks + _missing(page, "comparability")


def _elasticities(page: Page) -> Blocks:
    lang, evidence = page.lang, page.evidence
    rows = []
    for place, point in enumerate(evidence.points):
        slopes = [case.effects[place].elasticity(point.options) for case in evidence.cases]
        if any(slopes):
            cells = [NOTHING if each is None else number(each, 2) for each in slopes]
            rows.append([page.label(point), page.clause(point.chosen), page.chosen(point), *cells])
    blocks: Blocks = [page.title(2, "elasticities")]
    if rows:
        heads = [say.HEADS[key](lang) for key in ("point", "clause", "chosen")]
        heads += [say.ELASTICITY_HEAD(lang, letter=each) for each in page.letters()]
        widths = (30, 24, 26, *([max(14.0, 40 / len(evidence.cases))] * len(evidence.cases)))
        blocks += [
            Paragraph(say.NUMBERS_LEAD(lang, table=ref("numbers"))),
            page.table("numbers", say.NUMBERS_TITLE(lang), heads, rows, widths),
        ]
    else:
        blocks.append(Paragraph(say.NO_NUMBERS(lang)))
    data = []
    for at, case in enumerate(evidence.cases):
        if case.elasticities is None:
            continue
        uncertain = [each for each in case.elasticities.gradients if each.variance_share is not None]
        found = [each for each in uncertain if each.kind != "characterisation"][:KEY_DATA]
        data += [
            [
                letter(at), case.elasticities.label(each.id, lang), f"{number(each.amount)} {each.unit}",
                number(each.elasticity, 2) if math.isfinite(each.elasticity) else NOTHING,
                NOTHING if each.variance_share is None else f"{each.variance_share:.0%}".replace("%", " %"),
            ]
            for each in found
        ]  # fmt: skip
    if data:
        heads = [each(lang) for each in say.KEY_HEADS.values()]
        blocks += [
            Paragraph(say.KEY_DATA_LEAD(lang, table=ref("key-data"))),
            page.table("key-data", say.KEY_DATA_TITLE(lang), heads, data, (13, 56, 24, 15, 16)),
        ]
    return blocks + _missing(page, "elasticities")


def _rankings(page: Page) -> Blocks:
    blocks: Blocks = [page.title(2, "ranking")]
    for ranking in page.evidence.rankings:
        blocks += _ranking(page, ranking)
    if not page.evidence.rankings and not page.evidence.refused_portfolios:
        blocks.append(Paragraph(say.NO_PORTFOLIO(page.lang)))
    for each in page.evidence.refused_portfolios:
        blocks.append(Paragraph(clean(say.PORTFOLIO_REFUSED(page.lang, name=each.name, why=each.why))))
    return blocks


def _ranking(page: Page, ranking: Ranking) -> Blocks:
    lang, result = page.lang, ranking.result
    file = result.portfolio.file
    rule = page.rule.id
    rows = []
    for each in result.agreements:
        if rule in (each.rule_a, each.rule_b):
            rows.append(_agreement(page, result, each))
    heads = [each(lang) for each in say.TAU_HEADS.values()]
    turning = _turning(page, ranking)
    lead = say.RANKING_LEAD(
        lang, portfolio=file.title, plants=len(result.plants), kind=say.PLANT_KINDS[file.plants_are].text(),
        tau=ref(f"tau-{file.id}"), options=ref(f"turn-{file.id}") if turning else say.NO_TURN(lang, portfolio=file.title),
    )  # fmt: skip
    title = clean(say.TAU_TITLE(lang, portfolio=file.title))
    blocks: Blocks = [
        Paragraph(lead),
        page.table(f"tau-{file.id}", title, heads, rows, (36, 12, 15, 15, 36, 18)),
    ]
    if turning:
        heads = [say.HEADS["point"](lang), say.HEADS["option"](lang)]
        heads += [say.TAU_HEADS[key](lang) for key in ("turned", "tau", "plants")]
        title = clean(say.TURN_TITLE(lang, portfolio=file.title))
        blocks.append(page.table(f"turn-{file.id}", title, heads, turning, (34, 46, 16, 16, 12)))
    return blocks


def _agreement(page: Page, result: PortfolioResult, each: Agreement) -> list[str]:
    other = each.rule_b if each.rule_a == page.rule.id else each.rule_a
    names = {plant.id: plant.name.get(page.lang) for plant in result.portfolio.plants}
    turned = [found for found in result.reversals if {found.rule_a, found.rule_b} == {page.rule.id, other}]
    widest, probability = NOTHING, NOTHING
    if turned:
        widest = say.WIDEST(page.lang, low=names[turned[0].low], high=names[turned[0].high])
        chance = turned[0].probability
        probability = NOTHING if chance is None else f"{chance:.0%}".replace("%", " %")
    tau = NOTHING if each.tau is None else f"{each.tau:.2f}"
    name = f"{page.rule_letter(other)}　{page.rule_name(other)}"
    return [name, str(each.plants), tau, str(len(turned)), widest, probability]


def _turning(page: Page, ranking: Ranking) -> list[list[str]]:
    """Alternatives that turn pairs of plants, most pairs first."""
    found = []
    for place, orders in enumerate(ranking.orders):
        point = page.evidence.points[place]
        for count, order in enumerate(orders):
            if order is not None and order.turned:
                tau = NOTHING if order.tau is None else f"{order.tau:.2f}"
                label = page.evidence.option_label(point.options[count], page.lang)
                row = [page.label(point), label, f"{order.turned} / {order.pairs}", tau, str(order.plants)]
                found.append((-order.turned, place, count, row))
    return [row for *_, row in sorted(found, key=lambda each: each[:3])[:TURNING]]


# ---- chapter 5 --------------------------------------------------------------------------------------------


def _change(case: Case, rule: str) -> float | None:
    if rule not in case.compared or not case.total_kg_co2e:
        return None
    change = case.study.result(rule).evaluation.total_kg_co2e / case.total_kg_co2e - 1
    return 0.0 if abs(change) < ROUNDING else change


def _compared(page: Page, case: Case, rule: str) -> str:
    if rule not in case.compared:
        reason = next((each.why for each in case.refused if each.name == rule), None)
        return NOTHING if reason is None else say.CANNOT(page.lang, why=reason)
    change = _change(case, rule)
    total = number(case.study.result(rule).evaluation.total_kg_co2e)
    return total if change is None else f"{total} ({share_text(change)})"


def _causes(page: Page) -> Blocks:
    """One table an inventory: families by rules."""
    lang = page.lang
    made = [(at, case) for at, case in enumerate(page.evidence.cases) if case.attributions is not None]
    tables: Blocks = [_cause_table(page, at, case) for at, case in made]
    blocks: Blocks = [page.title(2, "abroad-causes")]
    if tables:
        names = say.AND(lang).join(ref(f"causes-{at}") for at, _ in made)
        blocks += [Paragraph(say.CAUSES_LEAD(lang, tables=names)), *tables]
    return blocks + _missing(page, "attributions")


def _cause_table(page: Page, at: int, case: Case) -> Table:
    found = case.attributions
    assert found is not None
    rounding = ROUNDING * abs(case.total_kg_co2e)

    def shown(value: float | None) -> str:
        return NOTHING if value is None else number(value if abs(value) > rounding else 0.0, 3)

    rows: list[Sequence[str]] = []
    for names in found.names:
        cells = [
            next((part.kg_co2e for part in each.parts if part.names == names), None)
            for each in found.attributions.values()
        ]
        if any(abs(each or 0.0) > rounding for each in cells):
            rows.append([part_label(names, page.lang), *map(shown, cells)])
    whole = [shown(each.difference_kg_co2e) for each in found.attributions.values()]
    rows.append([say.DIFFERENCE(page.lang), *whole])
    heads = [say.HEADS["family"](page.lang), *(page.rule_letter(rule) for rule in found.attributions)]
    widths = (26, *([max(11.0, 100 / len(found.attributions))] * len(found.attributions)))
    return page.table(f"causes-{at}", say.CAUSES_TITLE(page.lang, letter=letter(at)), heads, rows, widths)
