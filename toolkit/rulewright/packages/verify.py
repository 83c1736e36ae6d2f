"""Verify a package: compute its results again from its own files, in a fresh state, and list every deviation."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rulewright.errors import RulewrightError
from rulewright.packages.deviations import (
    ABSOLUTE,
    NOT_AGAIN,
    RELATIVE,
    SAID,
    Deviation,
    Severity,
    about_file,
    count_numbers,
    deviation,
    differences,
)
from rulewright.packages.inputs import FOLDER, study_of
from rulewright.packages.plain import to_json
from rulewright.packages.reading import Package, read_package
from rulewright.packages.sections import (
    DECIDING,
    SECTIONS,
    Parts,
    read_settings,
    sections_of,
    uncertainty_section,
    versions,
)
from rulewright.reporting.display import tabled
from rulewright.reporting.sentences import Sentence

if TYPE_CHECKING:
    import pandas as pd

    from rulewright.study import Study

FORMAT = "rulewright-verification/1"
SHOWN = 20  # deviations of one rule that are listed; the rest are counted
LINES = 7  # of a message that are printed: a title and two mistakes; the JSON holds all
BITS = "totals_sha256"
TEMPORARY = re.compile(rf"[^\s'“]*[\\/]{FOLDER}\w+[\\/]")
Progress = Callable[[int, int], None]

AGREES = Sentence(
    "{name}：重新计算的结果与包中所记一致：{files} 个文件、{rules} 份规则、{numbers} 个数。",
    "{name}: computed again, the results are those of the package: {files} files, {rules} rules, {numbers} numbers.",
)
DEVIATES = Sentence(
    "{name}：{problems} 处偏差（{files} 个文件、{rules} 份规则、{numbers} 个数）。",
    "{name}: {problems} deviations ({files} files, {rules} rules, {numbers} numbers).",
)
TOLERANCE = Sentence(
    "限差：相对 {relative:.0e}，或结果的 {absolute:.0e}，取其大者；哈希和抽样逐位比较。",
    "Allowed: {relative:.0e} relative, or {absolute:.0e} of the result, whichever is larger; hashes and draws to the bit.",
)
DRAWN = Sentence(
    "重新抽样 {draws} 次（种子 {seed}）：{same}。", "Drawn again: {draws} draws (seed {seed}), {same}."
)
TO_THE_BIT, NOT_SAME = (
    Sentence("逐位相同", "the same to the bit"),
    Sentence("不逐位相同", "not the same to the bit"),
)
NOT_DRAWN = Sentence("没有重新抽样。", "The draws were not made again.")
MORE = Sentence("另有 {count} 处", "{count} more")
HEADS = {
    "severity": Sentence("程度", "severity"), "kind": Sentence("类别", "kind"), "where": Sentence("位置", "where"),
    "what": Sentence("内容", "what"),
}  # fmt: skip
WORDS = {
    "problem": Sentence("偏差", "deviation"), "note": Sentence("提示", "note"), "number": Sentence("数值", "number"),
    "text": Sentence("文字", "text"), "missing": Sentence("缺少", "missing"), "added": Sentence("多出", "added"),
    "hash": Sentence("哈希", "hash"), "file": Sentence("文件", "file"), "version": Sentence("版本", "version"),
    "draws": Sentence("抽样", "draws"), "stop": Sentence("停止", "stopped"),
}  # fmt: skip


@dataclass(frozen=True)
class Verification:
    """What came out of verifying a package.

    Attributes
    ----------
    deviations
        In the order found: files, versions, rules.
    numbers
        How many numbers were compared.
    drawn_again
        Whether the draws were made anew; None if the package has none.
    """

    package: Package
    deviations: tuple[Deviation, ...]
    numbers: int
    drawn_again: bool | None

    @property
    def ok(self) -> bool:
        """Whether the package holds what it says; notes don't count."""
        return not self.problems

    @property
    def problems(self) -> tuple[Deviation, ...]:
        """Deviations that are more than a note."""
        return tuple(each for each in self.deviations if each.severity == "problem")

    def to_dataframe(self, lang: str = "en") -> pd.DataFrame:
        """One row a deviation."""
        import pandas as pd

        rows = [
            [WORDS[each.severity](lang), WORDS[each.kind](lang), each.where, each.said.get(lang)]
            for each in self.deviations
        ]
        return pd.DataFrame(rows, columns=[head(lang) for head in HEADS.values()])

    def notes(self, lang: str = "en") -> list[str]:
        """Whether it agrees, what was allowed, what about the draws, then each deviation."""
        said = AGREES if self.ok else DEVIATES
        lines = [
            said(
                lang, name=self.package.path.name, files=len(self.package.files), rules=len(self.package.results),
                numbers=self.numbers, problems=len(self.problems),
            ),
            TOLERANCE(lang, relative=RELATIVE, absolute=ABSOLUTE),
        ]  # fmt: skip
        settings = self.package.manifest.get("uncertainty")
        if self.drawn_again and isinstance(settings, dict):
            same = NOT_SAME if any(each.kind == "draws" for each in self.deviations) else TO_THE_BIT
            lines.append(DRAWN(lang, draws=settings["draws"], seed=settings["seed"], same=same(lang)))
        elif self.drawn_again is False:
            lines.append(NOT_DRAWN(lang))
        for by_rule in _grouped(self.deviations).values():
            said_by = (
                f"{WORDS[each.severity](lang)} · {_begins(each.said.get(lang))}" for each in by_rule[:SHOWN]
            )
            lines += dict.fromkeys(said_by)  # manifest and crate state the same hash: said once
            if len(by_rule) > SHOWN:
                lines.append(MORE(lang, count=len(by_rule) - SHOWN))
        return lines

    def to_dict(self) -> dict[str, Any]:
        """The documented JSON shape (docs/verification.md)."""
        return {
            "format": FORMAT,
            "package": self.package.path.name,
            "package_format": self.package.manifest.get("format"),
            "ok": self.ok,
            "files": len(self.package.files),
            "rules": list(self.package.results),
            "numbers": self.numbers,
            "allowed": {"relative": RELATIVE, "of_total": ABSOLUTE},
            "drawn_again": self.drawn_again,
            "versions": {"written": dict(self.package.versions), "now": versions()},
            "deviations": [each.to_dict() for each in self.deviations],
        }

    def to_json(self) -> str:
        """JSON text with a stable order of keys."""
        return to_json(self.to_dict())

    def _repr_html_(self) -> str:
        return tabled(self)


def verify(path: Path | str, draw: bool = True, progress: Progress | None = None) -> Verification:
    """Compute the results of a package again, from its files alone, and compare.

    Parameters
    ----------
    path
        A study package (.zip or folder) or the JSON that a report writes.
    draw
        Make the draws anew; False compares the rest only.
    progress
        Called with (draws done, draws).

    Returns
    -------
    Verification
        Deviations: of files (missing, changed, not listed), versions, every number and text of the results, draws.

    Raises
    ------
    PackageError
        If there is no package at the path, or it is of another version of the format.
    ReadingError
        With all hostile entries of an archive.
    FileError
        If there is nothing at the path, or the archive is cut short.

    Notes
    -----
    The package's files are a library of their own: rules, inventories, GWP sets and elementary flows of the local
    installation have no part. Results are compared number by number; ``rulewright``, NumPy, SciPy and bw2calc of
    another version are noted, as last digits may differ.
    """
    package = read_package(path)
    found = [*package.deviations, *_other_versions(package)]
    is_other = any(each.kind == "version" for each in found)
    try:
        with study_of(package.files) as study:
            found += _about_study(package, study)
            for rule, stated in package.results.items():
                found += _of_rule(package, study, rule, stated, is_other)
            drawn = _drawn(package, study, draw, progress, is_other, found)
    except RulewrightError as error:
        found.append(_stopped(error, "study"))
        drawn = None
    return Verification(package, tuple(found), count_numbers(dict(package.results)), drawn)


def _other_versions(package: Package) -> Iterator[Deviation]:
    now = versions()
    for name in DECIDING:
        stated = package.versions.get(name)
        if stated != now[name]:
            yield deviation("version", name, stated, now[name], "note")


def _about_study(package: Package, study: Study) -> Iterator[Deviation]:
    """Hashes that the manifest states of inventory and rules, against those of what the files give."""
    stated = package.manifest.get("study")
    stated = stated if isinstance(stated, dict) else {}
    pairs: dict[str, tuple[Any, Any]] = {
        "study.inventory": (stated.get("inventory"), study.inventory.id),
        "study.inventory_hash": (stated.get("inventory_hash"), study.inventory.hash),
        "study.product": (stated.get("product"), study.product),
    }
    rules = stated.get("rules")
    rules = rules if isinstance(rules, dict) else {}
    for rule in dict.fromkeys((*rules, *study.rules)):
        known = study.rules[rule].hash if rule in study.rules else None
        pairs[f"study.rules.{rule}"] = (rules.get(rule), known)
    for where, (said, actual) in pairs.items():
        if said != actual:
            yield deviation("hash" if "hash" in where or "rules" in where else "text", where, said, actual)
    for rule in study.rules:
        if rule not in package.results:
            yield deviation("missing", rule, found="results")


def _of_rule(
    package: Package, study: Study, rule: str, stated: Mapping[str, Any], is_other: bool
) -> Iterator[Deviation]:
    if rule not in study.rules:
        yield deviation("added", rule, "results")
        return
    try:
        result = study.result(rule)
        again = sections_of(Parts(result, _year(package)), stated)
    except RulewrightError as error:
        yield _stopped(error, rule)
        return
    total = result.evaluation.total_kg_co2e
    for name, said in stated.items():
        if name in again:
            wording: Severity = "note" if is_other else "problem"
            yield from differences(said, again[name], f"{rule}.{name}", total, wording)
        elif name not in SECTIONS and name != "uncertainty":
            yield about_file(f"{rule}.{name}", NOT_AGAIN, "note")


def _drawn(
    package: Package, study: Study, draw: bool, progress: Progress | None, is_other: bool, found: list[Deviation]
) -> bool | None:  # fmt: skip
    """Make the draws anew, if the package has some; deviations are added to ``found``."""
    if package.manifest.get("uncertainty") is None:
        found += [
            deviation("added", f"{rule}.uncertainty", "uncertainty")
            for rule, sections in package.results.items()
            if "uncertainty" in sections
        ]
        return None
    settings = read_settings(package.manifest["uncertainty"])
    if not draw:
        return False
    rules = [rule for rule in package.results if rule in study.rules]
    run = settings.run(study, rules, progress)
    for rule in rules:
        stated = package.results[rule].get("uncertainty")
        again = uncertainty_section(run.results[rule])
        where = f"{rule}.uncertainty"
        if not isinstance(stated, dict):
            found.append(deviation("missing", where, found="uncertainty"))
            continue
        if stated.get(BITS) != again[BITS]:
            severity: Severity = "note" if is_other else "problem"
            found.append(deviation("draws", where, stated.get(BITS), again[BITS], severity))
        bare = {name: value for name, value in stated.items() if name != BITS}
        del again[BITS]
        found += differences(bare, again, where, again["mean_kg_co2e"])
    return True


def _year(package: Package) -> int | None:
    study = package.manifest.get("study")
    year = study.get("year_of_issue") if isinstance(study, dict) else None
    return year if isinstance(year, int) and not isinstance(year, bool) else None


def _stopped(error: RulewrightError, where: str) -> Deviation:
    from rulewright.reporting.messages import in_language
    from rulewright.rule import Text

    said = Text(zh=_inside(in_language(error, "zh")), en=_inside(in_language(error, "en")))
    return Deviation("problem", "stop", where, SAID["stop"].text(said=said), None, type(error).__name__)


def _begins(message: str) -> str:
    """A message without what follows its first lines: one missing file can make dozens of mistakes."""
    lines = message.split("\n")
    return message if len(lines) <= LINES else "\n".join([*lines[:LINES], "..."])


def _inside(message: str) -> str:
    """A message with paths inside the package, not of the folder in which it was computed."""
    return TEMPORARY.sub("", message)


def _grouped(deviations: tuple[Deviation, ...]) -> dict[str, list[Deviation]]:
    groups: dict[str, list[Deviation]] = {}
    for each in deviations:
        groups.setdefault(each.where.split(".")[0] if each.kind in ("number", "text") else "", []).append(
            each
        )
    return groups
