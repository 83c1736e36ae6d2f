"""Kinds of fields in PACT records: what a text has to look like, each with a name that the checker can tell about.

PACT Technical Specifications 3.0 and 2.3, data model (repository wbcsd/data-exchange-protocol, read 2026-11-23). The
types are our own; the specification is WBCSD's.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from rulewright.exchange.decimals import is_decimal

_URN = re.compile(r"[uU][rR][nN]:[A-Za-z0-9][A-Za-z0-9-]{0,31}:\S.*")
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_TIME = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)")
_VERSION = re.compile(r"\d+\.\d+\.\d+(-\d{8})?")

REGIONS = (
    "Africa", "Americas", "Asia", "Europe", "Oceania", "Australia and New Zealand", "Central Asia", "Eastern Asia",
    "Eastern Europe", "Latin America and the Caribbean", "Melanesia", "Micronesia", "Northern Africa", "Northern America",
    "Northern Europe", "Polynesia", "South-eastern Asia", "Southern Asia", "Southern Europe", "Sub-Saharan Africa",
    "Western Asia", "Western Europe",
)  # fmt: skip


class Record(BaseModel):
    """A part of a record: nothing is coerced, keys that the model doesn't know are kept (and told by the checker)."""

    model_config = ConfigDict(
        strict=True, frozen=True, extra="allow", validate_by_name=True, validate_by_alias=True
    )


def parse_time(text: str) -> datetime:
    """Read a timestamp of a record; in UTC."""
    return datetime.fromisoformat(text.replace("z", "Z").replace("t", "T")).astimezone(UTC)


def _kind(name: str, is_right: Callable[[str], bool]) -> Any:
    def check(text: str) -> str:
        if not is_right(text):
            raise ValueError(name)  # the checker has a sentence for each name
        return text

    return AfterValidator(check)


def _is_time(text: str) -> bool:
    if not _TIME.fullmatch(text):
        return False
    try:
        parse_time(text)
    except (ValueError, OverflowError):
        return False
    return True


def _is_some(text: str) -> bool:
    return bool(text.strip())


def _signed(name: str, is_right: Callable[[Decimal], bool]) -> Any:
    return _kind(name, lambda text: is_right(Decimal(text)))


Number = Annotated[str, _kind("decimal", is_decimal)]
Positive = Annotated[Number, _signed("positive", lambda number: number > 0)]
NotNegative = Annotated[Number, _signed("not_negative", lambda number: number >= 0)]
NotPositive = Annotated[Number, _signed("not_positive", lambda number: number <= 0)]
Percent = Annotated[Number, _signed("percent", lambda number: 0 <= number <= 100)]
Rating = Annotated[Number, _signed("rating", lambda number: 1 <= number <= 5)]
Some = Annotated[str, _kind("some", _is_some)]
Urn = Annotated[str, _kind("urn", lambda text: _URN.fullmatch(text) is not None)]
Uuid = Annotated[str, _kind("uuid", lambda text: _UUID.fullmatch(text) is not None)]
Time = Annotated[str, _kind("time", _is_time)]
SpecVersion = Annotated[str, _kind("spec_version", lambda text: _VERSION.fullmatch(text) is not None)]
Country = Annotated[str, _kind("country", lambda text: re.fullmatch("[A-Z]{2}", text) is not None)]
Subdivision = Annotated[
    str, _kind("subdivision", lambda text: re.fullmatch("[A-Z]{2}-[A-Z0-9]{1,3}", text) is not None)
]
Region = Annotated[str, _kind("region", lambda text: text in REGIONS)]
GwpReport = Annotated[str, _kind("gwp_report", lambda text: re.fullmatch(r"AR\d+", text) is not None)]
Uri = Annotated[
    str, _kind("uri", lambda text: re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*:\S+", text) is not None)
]

AtLeastOne = Field(min_length=1)
