"""Chapters 1, 2, 6 to 11 and the annex: what the institute knows, what the rule data say, what is open."""

from __future__ import annotations

from rulewright import __version__
from rulewright.analysis.rule_difference import KINDS, difference
from rulewright.drafting.blocks import AnnexTitle, Paragraph, clean, gap, ref
from rulewright.drafting.evidence import sentences as say
from rulewright.drafting.evidence.page import NOTHING, Blocks, Page
from rulewright.drafting.facts import source_text
from rulewright.drafting.findings import HEADS as FINDING_HEADS
from rulewright.drafting.findings import KINDS as FINDING_KINDS
from rulewright.drafting.names import listed_number
from rulewright.drafting.procedure import level_of_rule, own_setting
from rulewright.drafting.sentences import LEVELS
from rulewright.reading.rules import merge_chain
from rulewright.reporting.figures_evidence import letter
from rulewright.reporting.readable import readable, setting_name
from rulewright.rule import Setting
from rulewright.words import say as word


def work(page: Page) -> Blocks:
    """Chapter 1: task, bodies, steps; only the head and the procedure clauses know something of it."""
    lang, head, rule = page.lang, page.head, page.rule
    proposed = [page.facts.text(each) for each in (head.proposed_by, head.home_committee) if each is not None]
    level, stage, days = (
        level_of_rule(rule), own_setting(rule, "procedure.stage"), own_setting(rule, "procedure.comment_days"),
    )  # fmt: skip
    blocks: Blocks = [page.title(1, "work"), page.title(2, "task")]
    if proposed:
        blocks.append(Paragraph(say.PROPOSED(lang, names=say.AND(lang).join(proposed))))
    if level is not None:
        origins = () if stage is None else (page.facts.origin(stage),)
        blocks.append(Paragraph(say.STAGE(lang, stage=clean(LEVELS[level](lang, industry=""))), origins))
    blocks += [page.open("task", seen=True), page.title(2, "bodies")]
    if head.drafting_bodies:
        names = say.AND(lang).join(clean(each) for each in head.drafting_bodies)
        blocks += [Paragraph(say.BODIES(lang, names=names)), page.open("cooperation", seen=True)]
    else:
        blocks.append(page.open("bodies", "cooperation", seen=True))
    blocks.append(page.title(2, "steps"))
    if days is not None:
        blocks.append(Paragraph(say.COMMENT_DAYS(lang, days=days.value), (page.facts.origin(days),)))
    return [*blocks, page.open("steps", seen=True)]


def principles(page: Page) -> Blocks:
    """Chapter 2: the base, the principles of the group, and the differences from the base."""
    lang, rule = page.lang, page.rule
    bases = [listed_number(clean(file.document.number)) for file in rule.chain[1:]]
    based = say.BASED(lang, bases=say.AND(lang).join(bases)) if bases else say.NOT_BASED(lang)
    blocks: Blocks = [
        page.title(1, "principles"), page.title(2, "basis"), Paragraph(based), page.open("principles"),
        page.title(2, "revision"),
    ]  # fmt: skip
    if rule.document.replaces:
        blocks.append(Paragraph(say.REPLACES(lang, number=listed_number(clean(rule.document.replaces)))))
        blocks.append(page.open("previous"))
    if not bases:
        return [*blocks, Paragraph(say.NOT_BASED(lang))]
    changes = difference(merge_chain(list(rule.chain[1:])), rule).differing
    if not changes:
        return [*blocks, Paragraph(say.SAME_AS_BASE(lang, base=bases[0]))]
    rows = [
        [
            word(each.family, lang), each.label(lang), KINDS[each.kind](lang),
            NOTHING if each.old is None else each.old.shown(lang), NOTHING if each.new is None else each.new.shown(lang),
        ]
        for each in changes
    ]  # fmt: skip
    heads = [say.HEADS[key](lang) for key in ("family", "setting", "change", "old", "new")]
    title = say.REVISION_TITLE(lang, base=bases[0])
    return [
        *blocks,
        Paragraph(say.REVISION(lang, base=bases[0], count=len(changes), table=ref("revision"))),
        page.table("revision", title, heads, rows, (16, 20, 14, 36, 36), numbers=False),
    ]


def rest(page: Page) -> Blocks:
    """Chapters 6 to 10: what only the institute can say, beside the little that data hold."""
    lang, rule = page.lang, page.rule
    overlap = [each for each in page.evidence.findings.findings if each.check == "overlap"]
    chain = say.AND(lang).join(listed_number(clean(file.document.number)) for file in rule.chain[1:])
    return [
        page.title(1, "adoption"),
        Paragraph(say.NOT_ADOPTED(lang)),
        page.open("adoption"),
        page.title(1, "law"),
        Paragraph(say.CHAIN(lang, chain=chain) if chain else say.NOT_BASED(lang)),
        *(Paragraph(say.OVERLAP(lang, what=clean(each.what.get(lang)))) for each in overlap),
        page.open("law"),
        page.title(1, "disputes"),
        page.open("disputes"),
        page.title(1, "patents"),
        page.open("patents"),
        page.title(1, "measures"),
        page.open("measures"),
    ]


def further(page: Page) -> Blocks:
    """Chapter 11: declared choices, clauses to check, open points, what cannot run."""
    return [page.title(1, "further"), *_declared(page), *_verify(page), *_open(page), *_cannot(page)]


def annex(page: Page) -> Blocks:
    """Annex A: version, draws, seed, files and hashes."""
    lang, question = page.lang, page.evidence.question
    rows = [[say.FILE_KINDS["rule"](lang), question.rule.id, question.rule.hash]]
    rows += [[say.FILE_KINDS["compared"](lang), each.id, each.hash] for each in question.compared]
    rows += [
        [say.FILE_KINDS["inventory"](lang, letter=letter(at)), case.id, case.inventory.hash]
        for at, case in enumerate(page.evidence.cases)
    ]
    rows += [[say.FILE_KINDS["portfolio"](lang), each.id, each.file.hash] for each in question.portfolios]
    heads = [say.HEADS[key](lang) for key in ("item", "name", "version")]
    lead = say.REPRODUCE_LEAD(
        lang,
        version=__version__,
        draws=question.draws,
        samples=question.samples,
        seed=question.seed,
        table=ref("files"),
    )
    return [
        AnnexTitle("annex-reproduce", say.TITLES["reproduce"](lang)),
        Paragraph(lead),
        page.table("files", say.REPRODUCE_TITLE(lang), heads, rows, (26, 50, 34), numbers=False),
    ]


def _declared(page: Page) -> Blocks:
    lang = page.lang
    found: dict[tuple[str, str, str], list[str]] = {}
    for at, case in enumerate(page.evidence.cases):
        for name, stated in case.result.rule.settings.items():
            for each in stated if isinstance(stated, tuple) else (stated,):
                if isinstance(each, Setting) and each.clause.is_choice:
                    row = (setting_name(name, lang), readable(each.value, lang), each.clause.text.get(lang))
                    found.setdefault(row, []).append(letter(at))
    blocks: Blocks = [page.title(2, "declared")]
    if not found:
        return [*blocks, Paragraph(say.NONE_DECLARED(lang))]
    rows = [[say.AND(lang).join(letters), *row] for row, letters in found.items()]
    heads = [say.HEADS[key](lang) for key in ("inventory", "setting", "value", "reason")]
    return [
        *blocks,
        Paragraph(say.DECLARED_LEAD(lang, table=ref("declared"))),
        page.table("declared", say.DECLARED_TITLE(lang), heads, rows, (18, 20, 32, 52), numbers=False),
    ]


def _verify(page: Page) -> Blocks:
    lang = page.lang
    rows = [
        [
            rule,
            clause.clause or clause.id,
            word(clause.mark, lang),
            source_text(clause.source),
            clause.text.get(lang),
        ]
        for rule, clause in page.evidence.to_verify()
    ]
    blocks: Blocks = [page.title(2, "verify")]
    if not rows:
        return [*blocks, Paragraph(say.NONE_TO_VERIFY(lang))]
    heads = [say.HEADS[key](lang) for key in ("rule", "clause", "mark", "source", "what")]
    return [
        *blocks,
        Paragraph(say.VERIFY_LEAD(lang, table=ref("verify"))),
        page.table("verify", say.VERIFY_TITLE(lang), heads, rows, (18, 18, 12, 28, 48), numbers=False),
    ]


def _open(page: Page) -> Blocks:
    lang, findings = page.lang, page.evidence.findings
    found = [each for each in (*findings.defects, *findings.open) if each.check != "to-verify"]
    blocks: Blocks = [page.title(2, "open")]
    if not found:
        return [*blocks, Paragraph(say.NONE_OPEN(lang))]
    rows = [
        [
            FINDING_KINDS[each.kind](lang),
            each.item,
            each.place.get(lang),
            each.what.get(lang),
            each.mend.get(lang),
        ]
        for each in found
    ]
    heads = [FINDING_HEADS[key](lang) for key in ("kind", "item", "place", "what", "mend")]
    defects = sum(each.kind == "defect" for each in found)
    lead = say.OPEN_LEAD(lang, defects=defects, open=len(found) - defects, table=ref("open"))
    return [
        *blocks,
        Paragraph(lead),
        page.table("open", say.OPEN_TITLE(lang), heads, rows, (10, 24, 26, 30, 30), numbers=False),
    ]


def _cannot(page: Page) -> Blocks:
    lang, evidence = page.lang, page.evidence
    rows = [[each.name, say.THIS_RULE(lang), each.why.get(lang)] for each in evidence.refused]
    rows += [
        [f"{letter(at)} {case.id}", page.rule_name(each.name), each.why.get(lang)]
        for at, case in enumerate(evidence.cases)
        for each in case.refused
    ]
    blocks: Blocks = [page.title(2, "cannot")]
    if not rows:
        return [*blocks, Paragraph(say.ALL_RUN(lang))]
    heads = [say.HEADS[key](lang) for key in ("inventory", "rule", "why")]
    return [
        *blocks,
        Paragraph(say.CANNOT_LEAD(lang, table=ref("cannot"))),
        page.table("cannot", say.CANNOT_TITLE(lang), heads, rows, (34, 30, 56), numbers=False),
    ]


def gap_of(page: Page, key: str) -> str:
    """A marked gap inside a text."""
    return gap(say.GAPS[key](page.lang), page.lang)
