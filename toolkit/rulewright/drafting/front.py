"""Cover, foreword, introduction and clauses 1 to 3 of a draft."""

from __future__ import annotations

from datetime import date

from rulewright.drafting import sentences as say
from rulewright.drafting.blocks import (
    Block,
    Cover,
    FrontTitle,
    Heading,
    Paragraph,
    Reference,
    Term,
    clean,
    gap,
)
from rulewright.drafting.facts import ENGLISH_TITLE, GENERAL, Facts, series
from rulewright.drafting.names import NUMBER, known_title, listed_number, listing_order
from rulewright.drafting.procedure import level_of_rule
from rulewright.rule import Text


def cover(facts: Facts) -> Cover:
    """What stands on the cover; what neither head nor rule says is a gap."""
    head, document, lang = facts.head, facts.rule.document, facts.lang
    level = level_of(facts)
    number = number_of(facts)
    stage = "" if head.draft_stage == "issued" else _gap(facts, "draft_stage")
    if head.draft_stage in say.STAGES:
        stage = say.STAGES[head.draft_stage](lang)
    return Cover(
        classes=(
            f"ICS {clean(head.ics)}" if head.ics else f"ICS {_gap(facts, 'ics')}",
            f"CCS {clean(head.ccs)}" if head.ccs else f"CCS {_gap(facts, 'ccs')}",
        ),
        code=_code(level, number),
        number=number,
        replaces=say.REPLACES(lang, number=listed_number(clean(document.replaces)))
        if document.replaces
        else "",
        level=_level_words(facts, level),
        name=tuple(name_of(facts).split("　")) if facts.zh else (name_of(facts),),
        english=english_of(facts) if facts.zh else name_of(_in(facts, "zh")),
        stage=stage,
        patents=say.PATENT_CALL(lang) if head.draft_stage in ("comment", "review") else "",
        issued=say.ISSUED(lang, date=_date(facts, "issued", head.issued or document.issued)),
        in_force=say.IN_FORCE(
            lang, date=_date(facts, "in_force", head.in_force_from or document.in_force_from)
        ),
        issuer=say.ISSUER(lang, issuer=_issuer(facts)),
    )


def name_of(facts: Facts) -> str:
    """Name of the standard in the form of the series."""
    if not facts.zh:
        title = clean(facts.rule.document.title.en)
        printed = title.replace(" - ", " — ")  # the English title is a field: printed titles differ
        if ENGLISH_TITLE.match(printed) and facts.head.product is None:
            return printed
    return say.SERIES_TITLE(facts.lang, product=facts.product_title)


def english_of(facts: Facts) -> str:
    """English name under the Chinese one."""
    return name_of(_in(facts, "en"))


def number_of(facts: Facts) -> str:
    """Number of the document, or a gap."""
    number = clean(facts.head.number or facts.rule.document.number)
    if not (facts.head.number or NUMBER.fullmatch(number)):
        return _gap(facts, "number")
    return listed_number(number)


def level_of(facts: Facts) -> str | None:
    """National, industry or group: of the head, else of the rule."""
    if facts.head.level is not None:
        return facts.head.level
    return level_of_rule(facts.rule, facts.head.number)


def foreword(facts: Facts) -> list[Block]:
    """The foreword, items in the order of GB/T 1.1-2020, 8.3."""
    head, lang = facts.head, facts.lang
    fixed = series("fixed-wording")
    texts = [say.DRAFTED_AFTER(lang)]
    if facts.rule.document.replaces:
        texts.append(say.REPLACED(lang, number=listed_number(clean(facts.rule.document.replaces))))
    texts.append(say.PATENTS(lang))
    for name, sentence in (("proposed_by", say.PROPOSED_BY), ("home_committee", say.HOME_COMMITTEE)):
        stated = getattr(head, name)
        texts.append(sentence(lang, body=facts.text(stated) if stated else _gap(facts, name)))
    for name, sentence in (("drafting_bodies", say.DRAFTING_BODIES), ("drafters", say.DRAFTERS)):
        listed = getattr(head, name)
        words = facts.joined([clean(each) for each in listed]) if listed else _gap(facts, name)
        texts.append(sentence(lang, names=words))
    first = head.first_edition
    texts.append(say.FIRST_EDITION(lang) if first else say.VERSION(lang, what=_gap(facts, "version")))
    return [
        FrontTitle(say.TITLES["foreword"](lang), "foreword"),
        *(Paragraph(text, fixed if number == 0 else ()) for number, text in enumerate(texts)),
    ]


def introduction(facts: Facts) -> list[Block]:
    """The introduction, if the head has one."""
    if not facts.head.introduction:
        return []
    return [
        FrontTitle(say.TITLES["introduction"](facts.lang), "introduction"),
        *(Paragraph(facts.text(each)) for each in facts.head.introduction),
    ]


def scope(facts: Facts) -> list[Block]:
    """Clause 1."""
    product = facts.product
    return [
        Heading(1, say.TITLES["scope"](facts.lang), "scope"),
        Paragraph(say.SCOPE_GIVES(facts.lang, product=product), series("title")),
        Paragraph(say.SCOPE_FOR(facts.lang, product=product)),
    ]


def references(facts: Facts, cited: list[str]) -> list[Block]:
    """Clause 2: documents cited in the text, in the order of GB/T 1.1-2020."""
    titles = {listed_number(clean(each.number)): facts.text(each.title) for each in facts.head.references}
    numbers = sorted({*cited, *titles}, key=listing_order)
    entries = []
    for number in numbers:
        title = titles.get(number) or known_title(number, facts.lang)
        said = title or gap(say.GAPS["title_of"](facts.lang, number=number), facts.lang)
        entries.append(Reference(f"{number}　{said}"))
    lead = Paragraph(say.REFERENCES_LEAD(facts.lang), series("fixed-wording"))
    return [Heading(1, say.TITLES["references"](facts.lang), "references"), lead, *entries]


def terms(facts: Facts) -> list[Block]:
    """Clause 3: the terms of the general standard, and those of the head."""
    title = Heading(1, say.TITLES["terms"](facts.lang), "terms")
    own = facts.head.terms
    if own is None:
        wanted = gap(say.GAPS["terms"](facts.lang), facts.lang)
        lead = say.TERMS_ELSEWHERE(facts.lang, number=GENERAL)
        return [title, Paragraph(lead, series("fixed-wording")), Paragraph(wanted)]
    sentence = say.TERMS_ALSO if own else say.TERMS_ELSEWHERE
    return [
        title,
        Paragraph(sentence(facts.lang, number=GENERAL), series("fixed-wording")),
        *(
            Term(
                _cleaned(each.term), _cleaned(each.definition),
                say.TERM_SOURCE(facts.lang, source=clean(each.source)) if each.source else "",
            )
            for each in own
        ),
    ]  # fmt: skip


def _cleaned(text: Text) -> Text:
    return Text(zh=clean(text.zh), en=clean(text.en))


def _in(facts: Facts, lang: str) -> Facts:
    return Facts(facts.rule, facts.inventory, facts.head, lang)


def _gap(facts: Facts, name: str, **gaps: str) -> str:
    return gap(say.GAPS[name](facts.lang, **gaps), facts.lang)


def _date(facts: Facts, name: str, stated: date | None) -> str:
    return stated.isoformat() if stated else _gap(facts, name)


def _issuer(facts: Facts) -> str:
    if facts.head.issuer is not None:
        return facts.text(facts.head.issuer)
    return _gap(facts, "issuer", noted=clean(facts.rule.document.issuer))


def _level_words(facts: Facts, level: str | None) -> str:
    if level is None:
        return _gap(facts, "level")
    industry = facts.text(facts.head.industry) if facts.head.industry else _gap(facts, "industry")
    sentence = say.LEVELS[level]
    return sentence(facts.lang, industry=industry) if level == "industry" else sentence(facts.lang)


def _code(level: str | None, number: str) -> str:
    """Letters at the upper right: GB, those of the industry, or T/ with those of the society."""
    if level == "national":
        return "GB"
    letters = number.split(" ")[0]
    if not NUMBER.match(number):
        return ""
    return letters if level == "group" else letters.split("/")[0]
