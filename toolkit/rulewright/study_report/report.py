"""The report of one rule's result: its blocks, and the files that they become."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rulewright import __version__
from rulewright.drafting.blocks import clean, pieces, texts_of
from rulewright.drafting.names import listed_number
from rulewright.packages.errors import PackageError
from rulewright.packages.inputs import inputs_of
from rulewright.packages.plain import digest, plain, to_json
from rulewright.packages.reading import REPORT_FORMAT
from rulewright.packages.sections import OF_REPORT, RunSettings, sections_of, settings_of, uncertainty_section
from rulewright.packages.study_package import about, of_rules
from rulewright.reporting.display import tabled
from rulewright.reporting.sentences import Sentence, number
from rulewright.study_report import annexes, inventory, results, scope
from rulewright.study_report import sentences as say
from rulewright.study_report.blocks import Chart, ReportBlock
from rulewright.study_report.facts import Facts
from rulewright.study_report.head import ReportHead
from rulewright.whole_files import check_writable, write_files

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from rulewright.analysis.uncertainty_result import UncertaintyResult
    from rulewright.study import Study

SUFFIXES = (".docx", ".html", ".json")
DRAWS = 1_000  # of a report, unless other draws are asked for
Progress = Callable[[int, int], None]
CHAPTERS: tuple[Callable[[Facts], Iterable[ReportBlock]], ...] = (
    scope.basics, scope.goal, scope.scope, inventory.data, inventory.inventory, inventory.impact, results.results,
    results.interpretation, annexes.choices, annexes.review, annexes.annexes,
)  # fmt: skip
NOTES = Sentence(
    "{title}：{total} kg CO2e/{unit}；{gaps} 处待定须由研究者填写。",
    "{title}: {total} kg CO2e per {unit}; {gaps} marked gaps for the practitioner to fill in.",
)


@dataclass(frozen=True)
class StudyReport:
    """A report in one language.

    Attributes
    ----------
    study
        The study with the reported rule alone.
    run
        Draws, or None.
    """

    study: Study
    rule: str
    head: ReportHead
    lang: str
    run: UncertaintyResult | None = None

    @cached_property
    def facts(self) -> Facts:
        """What the chapters draw on."""
        return Facts(self.study, self.study.result(self.rule), self.head, self.lang, self.run)

    @cached_property
    def blocks(self) -> tuple[ReportBlock, ...]:
        """The report from the first chapter to the last annex."""
        return self._built(lambda done, count: None)

    def _built(self, progress: Progress) -> tuple[ReportBlock, ...]:
        blocks: list[ReportBlock] = []
        for done, chapter in enumerate(CHAPTERS, 1):
            blocks += chapter(self.facts)
            progress(done, len(CHAPTERS))
        return tuple(blocks)

    @property
    def title(self) -> tuple[str, ...]:
        """Lines of the cover: kind of document, product, rule, result, note."""
        facts = self.facts
        document = facts.rule.document
        rule = f"{listed_number(clean(document.number))} {facts.text(document.title)}"
        return (
            say.COVER(self.lang),
            facts.product,
            say.COVER_RULE(self.lang, rule=rule),
            say.COVER_RESULT(self.lang, total=facts.kg(facts.total), unit=facts.per),
            say.COVER_NOTE(self.lang, version=__version__),
        )

    def gaps(self) -> list[str]:
        """What the practitioner has to fill in, each once, in order."""
        texts = (
            text
            for block in self.blocks
            if not isinstance(block, Chart)
            for text, _ in texts_of(block)
        )  # fmt: skip
        return list(dict.fromkeys(piece.text for text in texts for piece in pieces(text) if piece.is_gap))

    def write(self, path: Path | str, progress: Progress | None = None) -> tuple[Path, ...]:
        """Write the report, and beside it the .json that ``rulewright verify`` reads.

        Parameters
        ----------
        path
            F.docx or F.html (F.json is then written as well), or F.json alone; existing files are replaced whole.
        progress
            Called with (chapters done, chapters).

        Raises
        ------
        PackageError
            If the name ends with something else, or the study holds what no file can say.
        FileError
            If a file is open elsewhere, read-only, or its folder can't be written; nothing is changed then.
        """
        target = checked(path)
        if progress is not None and "blocks" not in self.__dict__:
            self.__dict__["blocks"] = self._built(progress)  # what the property would keep
        files: dict[Path, bytes] = {}
        if target.suffix == ".docx":
            from rulewright.study_report.docx import docx_bytes

            files[target] = docx_bytes(self.title, self.blocks, self.lang)
        elif target.suffix == ".html":
            files[target] = self.to_html().encode()
        document = None
        for name, content in files.items():
            document = {"name": name.name, "sha256": digest(content)}
        files[target.with_suffix(".json")] = to_json(self._record(document)).encode()
        return write_files(files)

    def to_html(self) -> str:
        """The report as one HTML page that needs nothing else."""
        from rulewright.study_report.html import html_text

        return html_text(self.title, self.blocks, self.lang)

    def to_dict(self) -> dict[str, Any]:
        """Everything to compute the result again, and the result (format ``rulewright-report/1``, docs/verification.md)."""
        return self._record(None)

    def to_json(self) -> str:
        """JSON text of :meth:`to_dict`."""
        return to_json(self.to_dict())

    def to_dataframe(self, lang: str = "en") -> pd.DataFrame:
        """The table of results [kg CO2e per declared unit]."""
        return self.study.compare().to_dataframe(lang)

    def notes(self, lang: str = "en") -> list[str]:
        """Result, and how much is left to fill in."""
        facts = Facts(self.study, self.facts.result, self.head, lang)
        said = NOTES(
            lang, title=facts.product, total=number(facts.total), unit=facts.per, gaps=len(self.gaps())
        )
        return [said, *self.gaps()]

    def plot(self, lang: str = "en") -> Figure:
        """The processes that emit most, and credits."""
        return self.facts.result.plot(lang)

    def _repr_html_(self) -> str:
        return tabled(self)

    def _record(self, document: Mapping[str, str] | None) -> dict[str, Any]:
        settings = None if self.run is None else settings_of(self.run)
        sections = sections_of(self.facts.parts, OF_REPORT)
        if self.run is not None:
            sections["uncertainty"] = plain(uncertainty_section(self.run.results[self.rule]))
        found = {self.rule: sections}
        inputs = inputs_of(self.study, [self.rule], None if settings is None else settings.seed)
        record = about(REPORT_FORMAT, self.study, [self.rule], settings)
        record["study"]["year_of_issue"] = self.facts.year
        return record | {
            "report": {
                "lang": self.lang,
                "head": self.head.model_dump(mode="json", exclude_none=True),
                "gaps": self.gaps(),
            },
            "document": document,
            "results": found,
            "results_sha256": digest(found),
            "files": {
                name: {"sha256": digest(content), "text": content.decode()}
                for name, content in inputs.items()
            },
        }


def report(
    study: Study,
    rule: str,
    lang: str = "zh",
    head: ReportHead | None = None,
    uncertainty: UncertaintyResult | RunSettings | int | None = DRAWS,
    seed: int = 1,
    progress: Progress | None = None,
) -> StudyReport:
    """Report one rule's result with the contents that GB/T 24067 and ISO 14067 ask for.

    Parameters
    ----------
    rule
        One of the study's rules.
    lang
        "zh" or "en".
    head
        What neither rule nor inventory hold; see :func:`rulewright.study_report.head.read_report_head`. What is absent
        becomes a marked gap.
    uncertainty
        Draws that were made, settings of draws, their number, or None (the analysis is then a marked gap).
    seed
        Seed, where a number of draws is given.

    Raises
    ------
    PackageError
        If the rule is none of the study's, or the draws have a background that no file can hold.
    OpenDecisionsError, ApplicationError
        If the rule gives no result.

    Notes
    -----
    Contents: GB/T 24067-2024, clause 7, after ISO 14067:2018, 7.2 and 7.3; chapters in the order of the report
    templates of the series.
    """
    own = of_rules(study, [rule])
    own.result(rule)
    if isinstance(uncertainty, int):
        uncertainty = RunSettings(uncertainty, seed)
    if isinstance(uncertainty, RunSettings):
        uncertainty = uncertainty.run(own, [rule], progress)
    if uncertainty is not None:
        _check_run(uncertainty, own, rule)
    return StudyReport(own, rule, head or ReportHead(), lang, uncertainty)


def checked(path: Path | str) -> Path:
    """A path that a report can be written to.

    Raises
    ------
    PackageError
        If the name ends with something else than .docx, .html or .json.
    FileError
        If the file, or the .json beside it, cannot be written.
    """
    target = Path(path).expanduser()
    if target.suffix not in SUFFIXES:
        raise PackageError(
            f"a report is written as {', '.join(SUFFIXES)}, not as '{target.name}'", str(target),
            "give a name that ends with one of these",
        )  # fmt: skip
    check_writable(target)
    check_writable(target.with_suffix(".json"))
    return target


def _check_run(run: UncertaintyResult, study: Study, rule: str) -> None:
    """Draws belong to the result that is reported."""
    settings_of(run)
    facts = run.facts
    same = rule in run.results and run.facts.rule(rule).rule_hash == study.result(rule).rule.hash
    if facts.inventory_hash != study.inventory.hash or not same:
        raise PackageError(
            "the draws are of another inventory or rule than the report", f"rule {rule}, inventory {study.inventory.id}",
            "draw for the study that is reported, or give a number of draws",
        )  # fmt: skip
