"""A rule's name as a URN, in the form that Catena-X records carry in ``ruleName``.

The form is that of the published example of io.catenax.pcf 7.0.0 (CX-0136, Pcf.json, read 2026-11-23):
``urn:DOMAIN:PCR:NAME:version:vVERSION``. The domain is that of who issues the rule; no rule file holds it.
"""

from __future__ import annotations

import re

from rulewright.errors import RulewrightError
from rulewright.rule import Rule, RuleFile

_DOMAIN = re.compile(r"(?=.{3,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")
# a version ("v4.0.1", "v3"), a year after a dash, colon or blank ("-2024", ":2018", " 2011"), at the end of a number
_VERSION = re.compile(
    r"^(?P<name>.*?)[\s,]*(?:[vV](?P<version>\d+(?:\.\d+)*)|[-—: ](?P<year>(?:19|20)\d\d))$"
)


class RuleUrnError(RulewrightError):
    """A rule that cannot be named as a URN."""


def rule_urn(rule: Rule | RuleFile, domain: str) -> str:
    """Name a rule as a URN.

    Parameters
    ----------
    domain
        Domain name of the rule's issuer, e.g. ``"catena-x.net"``.

    Raises
    ------
    RuleUrnError
        If the domain is none, or the rule's number holds no version or year.

    Examples
    --------
    >>> from rulewright import read_rule
    >>> rule_urn(read_rule("catena-x-4"), "catena-x.net")
    'urn:catena-x.net:PCR:Catena-X PCF Rulebook:version:v4.0.1'
    """
    document, where = rule.document, f"rule {rule.id}"
    if not _DOMAIN.fullmatch(domain.lower()):
        raise RuleUrnError(
            f"'{domain}' is no domain name", where, "give that of the rule's issuer, e.g. catena-x.net"
        )
    found = _VERSION.match(document.number)
    if found is None:
        raise RuleUrnError(
            f"'{document.number}' holds no version or year, so its URN would not say which edition it is", where,
            "put the version into the rule's document number",
        )  # fmt: skip
    name = re.sub(r"[\s:]+", " ", found["name"]).strip(" -—")
    return f"urn:{domain.lower()}:PCR:{name}:version:v{found['version'] or found['year']}"
