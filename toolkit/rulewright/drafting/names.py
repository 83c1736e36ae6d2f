"""Numbers of documents as GB/T 1.1-2020 prints them, and the titles that we know."""

from __future__ import annotations

import re

from rulewright.rule import Text

# facts, section 2.8; both dashes before the year are read, one is printed
NUMBER = re.compile(
    r"(?<![A-Za-z/])(?:GB(?:/[TZ])?|DB\d{2}(?:\d{2})?/T|T/[A-Z0-9]+|(?:YB|YS|HG|SH|JC|SJ|QC|QB|FZ|DL|NB|MT|JB|YD|HJ)(?:/T)?"
    r"|ISO(?:/(?:TS|TR|IEC))?|IEC(?:/(?:TS|TR))?)\s?\d+(?:[.-]\d{1,3}(?!\d))*(?:[—–:-](?:19|20)\d{2})?(?!\d)"
)
_YEAR = re.compile(r"^(?P<body>.*?)(?:[—–:-](?P<year>(?:19|20)\d{2}))?$")
_KNOWN = {
    "GB/T 4754": Text(zh="国民经济行业分类", en="Industrial classification for national economic activities"),
    "GB/T 24067": Text(
        zh="温室气体　产品碳足迹　量化要求和指南",
        en="Greenhouse gases — Carbon footprint of products — Requirements and guidelines for quantification",
    ),
}


def split_number(number: str) -> tuple[str, str]:
    """Split a number into body and year ("" if undated).

    Examples
    --------
    >>> split_number("GB/T 24067-2024"), split_number("GB/T 24040")
    (('GB/T 24067', '2024'), ('GB/T 24040', ''))
    """
    found = _YEAR.match(number.strip())
    if found is None or not found["body"]:
        return number.strip(), ""
    return found["body"].strip(), found["year"] or ""


def listed_number(text: str) -> str:
    """Print Chinese numbers in a text with the dash of GB/T 1.1 before the year; ISO keeps its colon.

    Examples
    --------
    >>> listed_number("GB/T 24067-2024, 6.3"), listed_number("ISO 14067:2018")
    ('GB/T 24067—2024, 6.3', 'ISO 14067:2018')
    """

    def printed(found: re.Match[str]) -> str:
        body, year = split_number(found[0])
        if not year or body.startswith(("ISO", "IEC")):
            return found[0]
        return f"{body}—{year}"

    return NUMBER.sub(printed, text)


def known_title(number: str, lang: str) -> str | None:
    """Title of a document that we know, without its number."""
    text = _KNOWN.get(split_number(number)[0])
    return None if text is None else text.get(lang)


def numbers_in(text: str) -> list[str]:
    """All numbers of documents in a text, in order.

    Examples
    --------
    >>> numbers_in("GB/T 24067—2024和GB/T 4754—2017、ISO 14044:2006")
    ['GB/T 24067—2024', 'GB/T 4754—2017', 'ISO 14044:2006']
    """
    return [found[0] for found in NUMBER.finditer(text)]


def listing_order(number: str) -> tuple[int, str, list[int], str]:
    """Place of a number in the list: national, industry, local, group, ISO and IEC, others; then by number.

    Examples
    --------
    >>> sorted(["ISO 14067", "GB/T 24067—2024", "T/CISA 469—2024", "YB/T 5000", "GB/T 4754—2017"], key=listing_order)
    ['GB/T 4754—2017', 'GB/T 24067—2024', 'YB/T 5000', 'T/CISA 469—2024', 'ISO 14067']
    """
    body, year = split_number(number)
    groups = ("GB", "", "DB", "T/", "ISO", "IEC")
    place = next((i for i, start in enumerate(groups) if start and body.startswith(start)), 1)
    digits = [int(part) for part in "".join(c if c.isdigit() else " " for c in body).split()]
    letters = "" if place == 0 else body.split(" ")[0]
    return place, letters, digits, year
