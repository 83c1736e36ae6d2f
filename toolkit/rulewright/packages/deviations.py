"""What differs between what a package says and what comes out when it is computed again."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from rulewright.reporting.sentences import Sentence
from rulewright.rule import Text

RELATIVE = 1e-9  # two solvers in double precision, see rulewright.brightway.solve
ABSOLUTE = 1e-10  # of the total: what is zero here may be rounding there
SHOWN = 120  # characters of a value in a sentence

Kind = Literal["number", "text", "missing", "added", "hash", "file", "version", "draws", "stop"]
Severity = Literal["problem", "note"]

SAID: Mapping[Kind, Sentence] = {
    "number": Sentence(
        "{where}：文件为 {said}，重新计算为 {found}（相差 {distance}，限差 {limit}）。",
        "{where}: the file says {said}, computed again it is {found} (off by {distance}, allowed {limit}).",
    ),
    "text": Sentence(
        "{where}：文件为“{said}”，重新计算为“{found}”。", "{where}: the file says '{said}', computed again it is '{found}'."
    ),
    "missing": Sentence(
        "{where}：文件中没有，重新计算有（{found}）。", "{where}: not in the file, but computed again there is {found}."
    ),
    "added": Sentence(
        "{where}：文件中有（{said}），重新计算没有。", "{where}: the file says {said}, computed again there is none."
    ),
    "hash": Sentence(
        "{where}：内容与其哈希不符，写成之后被改动（所记 {said}，实为 {found}）。",
        "{where}: the content does not fit its hash; it was changed after it was written (stated {said}, found {found}).",
    ),
    "file": Sentence("{where}：{said}", "{where}: {said}"),
    "version": Sentence(
        "{where} 的版本不同：写成时为 {said}，现为 {found}；末位数字可能不同。",
        "another version of {where}: written with {said}, now {found}; last digits may differ.",
    ),
    "draws": Sentence(
        "{where}：重新抽样的各次结果不是逐位相同（所记 {said}，实为 {found}）。",
        "{where}: drawn again, the totals are not the same to the bit (stated {said}, found {found}).",
    ),
    "stop": Sentence("无法重新计算：{said}", "cannot be computed again: {said}"),
}  # fmt: skip
NO_FILE = Sentence("文件缺失", "the file is missing")
UNLISTED = Sentence("包中有未列出的文件", "the package holds a file that it does not list")
NOT_AGAIN = Sentence(
    "此部分没有重新计算：本版本不认识", "this part was not computed again: this version does not know it"
)


@dataclass(frozen=True, slots=True)
class Deviation:
    """One difference.

    Attributes
    ----------
    severity
        "problem": the package does not hold what it says; "note": to know beside.
    kind
        number, text, missing or added (in the results), hash or file (of a file), version, draws, stop.
    where
        Path of the value in the package, e.g. ``pact-3.result.total_kg_co2e``, or name of a file.
    stated, found
        What the package says and what came out; None where there is none.
    """

    severity: Severity
    kind: Kind
    where: str
    said: Text
    stated: Any = None
    found: Any = None

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "severity": self.severity, "kind": self.kind, "where": self.where,
            "said": {"zh": self.said.zh, "en": self.said.en}, "stated": self.stated, "found": self.found,
        }  # fmt: skip


def deviation(
    kind: Kind, where: str, stated: Any = None, found: Any = None, severity: Severity = "problem", **gaps: str
) -> Deviation:
    """A deviation with its sentence."""
    gaps = {"where": where, "said": _short(stated), "found": _short(found)} | gaps
    return Deviation(severity, kind, where, SAID[kind].text(**gaps), stated, found)


def about_file(where: str, said: Sentence, severity: Severity = "problem") -> Deviation:
    """A deviation of a file or part, said by a sentence of its own."""
    return Deviation(severity, "file", where, SAID["file"].text(where=where, said=said.text()))


def differences(
    stated: Any, found: Any, where: str, scale: float, text_severity: Severity = "problem"
) -> Iterator[Deviation]:
    """Compare plain data number by number.

    Parameters
    ----------
    scale
        Size of the total [kg CO2e]; numbers closer than ``ABSOLUTE`` times it (at least 1) are equal.
    text_severity
        Of texts that differ: another version may word a decision otherwise.
    """
    if isinstance(stated, dict) and isinstance(found, dict):
        for name in dict.fromkeys((*stated, *found)):
            place = f"{where}.{name}"
            if name not in found:
                yield deviation("added", place, stated[name])
            elif name not in stated:
                yield deviation("missing", place, found=found[name])
            else:
                yield from differences(stated[name], found[name], place, scale, text_severity)
    elif isinstance(stated, list) and isinstance(found, list):
        for number, (one, other) in enumerate(zip(stated, found, strict=False)):
            yield from differences(one, other, f"{where}[{number}]", scale, text_severity)
        for number in range(len(found), len(stated)):
            yield deviation("added", f"{where}[{number}]", stated[number])
        for number in range(len(stated), len(found)):
            yield deviation("missing", f"{where}[{number}]", found=found[number])
    elif is_number(stated) and is_number(found):
        limit = max(RELATIVE * max(abs(stated), abs(found)), ABSOLUTE * max(1.0, abs(scale)))
        if not abs(stated - found) <= limit:  # NaN is no number that agrees
            yield deviation(
                "number", where, stated, found, distance=f"{abs(stated - found):.3g}", limit=f"{limit:.1g}"
            )
    elif stated != found:
        yield deviation("text", where, stated, found, text_severity)


def count_numbers(value: Any) -> int:
    """How many numbers stand in plain data."""
    if isinstance(value, dict):
        return sum(count_numbers(each) for each in value.values())
    if isinstance(value, list):
        return sum(count_numbers(each) for each in value)
    return int(is_number(value))


def is_number(value: Any) -> bool:
    """Whether a value of JSON is a number; true and false are none."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def _short(value: Any) -> str:
    if is_number(value):
        return repr(value) if math.isfinite(value) else str(value)
    text = "–" if value is None else str(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
