"""Chapter 3 of the document: every point with what is chosen, what else could be, and what that would do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from rulewright.drafting.blocks import Figure, Heading, Paragraph, Table, clean, ref
from rulewright.drafting.evidence import sentences as say
from rulewright.drafting.evidence.effects import VISIBLE
from rulewright.drafting.evidence.options import Option, Point
from rulewright.drafting.evidence.page import NOTHING, Blocks, Page, capital
from rulewright.reporting.figures_evidence import (
    MOST_ROWS,
    PAGE_MM,
    Row,
    letter,
    overview_figure,
    png,
    share_text,
    strip_figure,
)
from rulewright.reporting.readable import readable
from rulewright.reporting.sentences import number
from rulewright.rule import Rule
from rulewright.words import FAMILIES
from rulewright.words import say as word

SMALLEST_SPAN = 5e-5  # share of the result: a smaller span is not told


def chapter(page: Page) -> Blocks:
    """Method, overview, one part a family, and the clauses that decide no number."""
    blocks: Blocks = [page.title(1, "contents"), *_method(page), *_overview(page)]
    for family in FAMILIES:
        places = [
            place
            for place, point in enumerate(page.evidence.points)
            if point.family == family and point.decides_a_number
        ]
        if places:
            blocks += _family(page, family, places)
    return blocks + _no_number(page)


def _method(page: Page) -> Blocks:
    lang, evidence = page.lang, page.evidence
    rows = []
    for place, case in enumerate(evidence.cases):
        spread = case.spread
        data = NOTHING if spread is None else f"{number(spread.low)} ~ {number(spread.high)}"
        rows.append(
            [
                letter(place), say.PARENTHESES(lang, name=case.inventory.file.title, id=case.id), case.unit, number(case.total_kg_co2e),
                data, str(len(case.result.declared)), case.inventory.hash,
            ]
        )  # fmt: skip
    heads = [each(lang) for each in say.INVENTORY_HEADS.values()]
    lines = [each(lang, inventories=len(evidence.cases)) for each in say.METHOD]
    rules = [
        [page.rule_letter(rule.id), page.rule_name(rule.id), _at_work(page, rule), rule.hash]
        for rule in evidence.question.compared
    ]
    rule_heads = [say.RULE_HEADS[key](lang) for key in ("letter", "rule", "runs", "hash")]
    letters = say.LETTERS(lang, inventories=ref("inventories"), rules=ref("rules"))
    return [
        page.title(2, "method"),
        *(Paragraph(line) for line in (*lines, letters)),
        page.table("rules", say.RULES_TITLE(lang), rule_heads, rules, (9, 44, 30, 30), numbers=False),
        page.table("inventories", say.INVENTORIES_TITLE(lang), heads, rows, (9, 36, 8, 12, 20, 10, 24)),
    ]


def _at_work(page: Page, rule: Rule) -> str:
    """Inventories on which a compared rule runs."""
    cases = [(at, case) for at, case in enumerate(page.evidence.cases) if rule.id in case.compared]
    return say.AND(page.lang).join(letter(at) for at, _ in cases)


def _overview(page: Page) -> Blocks:
    lang, evidence = page.lang, page.evidence
    lead = say.OVERVIEW_LEAD(
        lang,
        points=len(evidence.points),
        moving=len(evidence.moving),
        figure=ref("f-overview"),
        table=ref("overview"),
    )
    above = (
        [Paragraph(say.ABOVE_DATA(lang, count=len(evidence.stronger_than_data)))]
        if evidence.question.draws
        else []
    )
    rows = []
    for place in evidence.moving:
        point = evidence.points[place]
        cells = []
        for case in evidence.cases:
            span = case.effects[place].span_kg_co2e
            beyond = case.spread is not None and span > case.spread.width
            cells.append(
                f"{number(span)}{'　' + say.ABOVE(lang) if beyond else ''}"
                if span >= SMALLEST_SPAN * abs(case.total_kg_co2e)
                else NOTHING
            )
        name = say.FAMILY_POINT(lang, family=word(point.family, lang), point=page.label(point))
        rows.append([name, page.clause(point.chosen), page.chosen(point), *cells])
    spans = [say.HEADS["span"](lang, letter=each) for each in page.letters()]
    heads = [say.HEADS[key](lang) for key in ("point", "clause", "chosen")] + spans
    widths = (26, 22, 34, *([max(13, 48 / len(spans))] * len(spans)))
    return [
        page.title(2, "overview"),
        Paragraph(lead),
        *above,
        Figure(
            "f-overview", say.OVERVIEW_FIGURE(lang), lambda: png(overview_figure(evidence, lang)), PAGE_MM,
            say.OVERVIEW_FIGURE(lang),
        ),
        page.table("overview", say.OVERVIEW_TABLE(lang), heads, rows, widths),
    ]  # fmt: skip


# ---- families ---------------------------------------------------------------------------------------------


def _family(page: Page, family: str, places: Sequence[int]) -> Blocks:
    lang = page.lang
    shown = [place for place in places if page.evidence.largest(place) >= VISIBLE or _turns(page, place)]
    rest = [place for place in places if place not in shown]
    blocks: Blocks = [Heading(2, capital(word(family, lang)), f"h-{family}")]
    figures = list(_figures(page, family, shown))
    if figures:
        blocks.append(
            Paragraph(say.FAMILY_LEAD(lang, figures=say.AND(lang).join(ref(each.key) for each in figures)))
        )
        blocks += figures
    for place in shown:
        blocks += _point(page, place)
    if rest:
        limit = f"{VISIBLE:.2%}".replace("%", " %")
        rows = []
        for place in rest:
            point = page.evidence.points[place]
            largest = page.evidence.largest(place)
            rows.append(
                [
                    page.label(point), page.clause(point.chosen), page.chosen(point), _others_in_cell(page, point),
                    str(len(point.options)), share_text(largest) if largest else "0" if point.options else NOTHING,
                ]
            )  # fmt: skip
        heads = [say.HEADS[key](lang) for key in ("point", "clause", "chosen", "rule", "tried", "largest")]
        title = capital(say.STILL_TITLE(lang, family=word(family, lang), limit=limit))
        blocks += [
            Heading(3, say.TITLES["others-of-family"](lang)),
            Paragraph(say.STILL(lang, limit=limit)),
            page.table(f"still-{family}", title, heads, rows, (22, 20, 26, 36, 9, 10)),
        ]
    return blocks


def _turns(page: Page, place: int) -> bool:
    orders = [order for ranking in page.evidence.rankings for order in ranking.orders[place]]
    return any(order is not None and order.turned for order in orders)


def _figures(page: Page, family: str, shown: Sequence[int]) -> Iterator[Figure]:
    """Alternatives that move something, points one after the other, as many as fit on a page."""
    parts: list[list[Row]] = [[]]
    for place in shown:
        rows = _rows(page, place)
        if rows and len(parts[-1]) + len(rows) > MOST_ROWS and parts[-1]:
            parts.append([])
        parts[-1] += rows
    parts = [part for part in parts if part]
    for count, part in enumerate(parts, 1):
        name = capital(word(family, page.lang))
        title = (
            say.FAMILY_FIGURE(page.lang, family=name)
            if len(parts) == 1
            else say.FAMILY_FIGURE_PART(page.lang, family=name, part=f"{count}/{len(parts)}")
        )
        yield Figure(
            f"f-{family}-{count}",
            title,
            partial(_strip, page, part),
            PAGE_MM,
            title,
        )


def _strip(page: Page, rows: Sequence[Row]) -> bytes:
    return png(strip_figure(page.evidence, rows, page.lang))


def _rows(page: Page, place: int) -> list[Row]:
    """A head and the alternatives of a point that change something."""
    point = page.evidence.points[place]
    rows = []
    for count, option in enumerate(point.options):
        changes = tuple(case.effects[place].options[count].share for case in page.evidence.cases)
        if any(changes):
            rows.append(Row(clean(page.evidence.option_label(option, page.lang)), changes))
    head = f"{capital(page.label(point))} — {page.chosen(point)}"
    return [Row(head), *rows[: MOST_ROWS - 1]] if rows else []


def _point(page: Page, place: int) -> Blocks:
    lang, evidence = page.lang, page.evidence
    point = evidence.points[place]
    key = f"p{place}"
    blocks: Blocks = [Heading(3, capital(page.label(point)), f"h-{key}"), *_says(page, point)]
    blocks.append(
        Paragraph(
            say.OTHERS_SAY(lang, said=_others(page, point)) if point.others else say.OTHERS_SILENT(lang)
        )
    )
    blocks.append(page.open("ground"))
    spans = _spans(page, place)
    if spans:
        blocks.append(Paragraph(say.SPAN(lang, spans=say.SEMICOLON(lang).join(spans))))
    slopes = [
        (number_, case.effects[place].elasticity(point.options))
        for number_, case in enumerate(evidence.cases)
    ]
    told = [
        say.ELASTICITY_OF(lang, letter=letter(at), value=number(slope, 2))
        for at, slope in slopes
        if slope is not None
    ]
    if told:
        blocks.append(Paragraph(say.ELASTICITY(lang, values=say.AND(lang).join(told))))
    blocks += _order(page, place)
    if point.options:
        blocks += [Paragraph(say.EFFECTS_LEAD(lang, table=ref(f"t-{key}"))), _effects(page, place)]
    return blocks


def _says(page: Page, point: Point) -> Iterator[Paragraph]:
    """What the rule says of a point, with the clause's own words."""
    lang, side = page.lang, point.chosen
    values = dict.fromkeys(
        clean(readable(value, lang))
        for case in page.evidence.cases
        if (value := page.evidence.standing(case, point)) is not None
    )
    standing = " / ".join(each or NOTHING for each in values) or say.NO_VALUE(lang)
    if side is None:
        yield Paragraph(say.CHOSEN_NOTHING(lang, value=standing))
        return
    sentence = say.CHOSEN_OPEN if side.is_open else say.CHOSEN
    value = standing if side.is_open else page.chosen(point)
    yield Paragraph(
        sentence(lang, value=value, clause=page.clause(side), mark=page.mark(side)), page.origin(side)
    )
    yield Paragraph(say.TEXT_OF_CLAUSE(lang, text=clean(side.clause.text.get(lang))))


def _others(page: Page, point: Point) -> str:
    """What other rules say, those that say the same together."""
    said: dict[str, list[str]] = {}
    silent = []
    for rule, side in point.others.items():
        if side.is_open:
            silent.append(rule)
        else:
            value = clean(readable(side.value, page.lang)) or NOTHING
            said.setdefault(value, []).append(rule)
    parts = [
        say.ONE_SAYS(page.lang, rules=page.rule_letters(rules), value=value) for value, rules in said.items()
    ]
    if silent:
        parts.append(say.OTHERS_OPEN(page.lang, rules=page.rule_letters(silent)))
    return say.SEMICOLON(page.lang).join(parts)


def _others_in_cell(page: Page, point: Point) -> str:
    return _others(page, point) if point.others else NOTHING


def _spans(page: Page, place: int) -> list[str]:
    found = []
    for at, case in enumerate(page.evidence.cases):
        span = case.effects[place].span_kg_co2e
        if not case.total_kg_co2e or span < SMALLEST_SPAN * abs(case.total_kg_co2e):
            continue
        share = f"{span / abs(case.total_kg_co2e):.1%}".replace("%", " %")
        if case.spread is not None and case.spread.width:
            ratio = number(span / case.spread.width, 2)
            found.append(
                say.SPAN_OF_DATA(page.lang, letter=letter(at), span=number(span), share=share, ratio=ratio)
            )
        else:
            found.append(say.SPAN_OF(page.lang, letter=letter(at), span=number(span), share=share))
    return found


def _order(page: Page, place: int) -> Blocks:
    """For each portfolio, the alternative that turns most pairs of plants."""
    point = page.evidence.points[place]
    found: Blocks = []
    for ranking in page.evidence.rankings:
        orders = [
            (order.turned, -count) for count, order in enumerate(ranking.orders[place]) if order is not None
        ]
        if not orders or max(orders)[0] == 0:
            continue
        count = -max(orders)[1]
        order = ranking.orders[place][count]
        assert order is not None
        text = say.TURNS(
            page.lang, portfolio=ranking.result.portfolio.file.title,
            option=clean(page.evidence.option_label(point.options[count], page.lang)), pairs=order.pairs,
            turned=order.turned, tau=NOTHING if order.tau is None else f"{order.tau:.2f}",
        )  # fmt: skip
        found.append(Paragraph(clean(text)))
    if (
        found
        or not page.evidence.rankings
        or not any(each for each in page.evidence.rankings[0].orders[place])
    ):
        return found
    return [Paragraph(say.STEADY(page.lang))]


def _effects(page: Page, place: int) -> Table:
    lang, evidence = page.lang, page.evidence
    point = evidence.points[place]
    bases = [case.effects[place].base for case in evidence.cases]
    values = dict.fromkeys(
        clean(readable(value, lang)) or NOTHING
        for case in evidence.cases
        if (value := evidence.standing(case, point)) is not None
    )
    base = say.EFFECTS_BASE(lang, value=" / ".join(values) or say.NO_VALUE(lang))
    rows = [[base, page.clause(point.chosen), *(page.result(each) for each in bases)]]
    still: list[Option] = []
    for count, option in enumerate(point.options):
        effects = [case.effects[place].options[count] for case in evidence.cases]
        if all(each.change_kg_co2e == 0 for each in effects):
            still.append(option)
        else:
            rows.append(
                [
                    evidence.option_label(option, lang),
                    page.who(option),
                    *(page.result(each) for each in effects),
                ]
            )
    if still:  # all that change nothing, on one row
        names = say.SEMICOLON(lang).join(evidence.option_label(each, lang) for each in still)
        who = say.SEMICOLON(lang).join(dict.fromkeys(page.who(each) for each in still))
        rows.append([names, who, *([say.UNCHANGED(lang)] * len(bases))])
    heads = [say.HEADS["option"](lang), say.HEADS["who"](lang), *page.letters()]
    title = capital(say.EFFECTS_TITLE(lang, point=page.label(point)))
    each = 88 / len(evidence.cases)
    return page.table(f"t-p{place}", title, heads, rows, (34, 18, *([each] * len(evidence.cases))))


def _no_number(page: Page) -> Blocks:
    lang = page.lang
    rows = [
        [word(point.family, lang), page.label(point), page.clause(point.chosen), page.chosen(point), _others_in_cell(page, point)]
        for point in page.evidence.points
        if not point.decides_a_number
    ]  # fmt: skip
    heads = [say.HEADS[key](lang) for key in ("family", "point", "clause", "chosen", "rule")]
    return [
        page.title(2, "no-number"),
        Paragraph(say.NO_NUMBER_LEAD(lang, table=ref("no-number"))),
        page.table("no-number", say.NO_NUMBER_TITLE(lang), heads, rows, (14, 18, 18, 30, 42), numbers=False),
    ]
