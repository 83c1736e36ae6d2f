"""The files of a report: Word, page and JSON; whole or not at all; nothing in them can become markup."""

from __future__ import annotations

import io
import json
import re
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import pytest
from docx import Document

import rulewright as rw
from rulewright.cli import main
from rulewright.drafting.blocks import Heading, Table
from rulewright.errors import FileError
from rulewright.inventory import InventoryFile
from rulewright.packages.errors import PackageError
from rulewright.packages.plain import digest
from rulewright.packages.sections import OF_REPORT
from rulewright.packages.verify import verify
from rulewright.reading.inventories import build_inventory
from rulewright.rule import Text
from rulewright.study_report.blocks import Chart
from rulewright.study_report.docx import docx_bytes, numbered
from rulewright.study_report.head import ReportHead
from rulewright.study_report.html import html_text
from rulewright.study_report.report import StudyReport, report

from .conftest import HEAD, RULE

VISIBLE = '<script>alert(1)</script>=HYPERLINK("http://x")"\'&'
EVIL = VISIBLE + "\ue002forged\ue003\x00\u202e"  # what no figure can draw stands where none draws it


class Page(HTMLParser):
    """Tags, links and ids of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.sources: list[str] = []
        self.ids: list[str] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attributes:
            assert not name.startswith("on"), "no handlers of events"
            if name in ("href", "xlink:href"):
                self.links.append(value or "")
            elif name == "src":
                self.sources.append(value or "")
            elif name == "id":
                self.ids.append(value or "")

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_needs_nothing_else_and_its_links_have_targets(pages: dict[str, str], lang: str) -> None:
    text = pages[lang]
    page = Page(text)
    assert "script" not in page.tags
    assert "link" not in page.tags
    assert all(link.startswith("#") for link in page.links)
    assert {link[1:] for link in page.links} <= set(page.ids)
    own = [each for each in page.ids if each.startswith("_rw")]
    assert len(own) == len(set(own))
    assert all(source.startswith("data:image/png;base64,") for source in page.sources)
    assert "default-src 'none'" in text
    assert f'<html lang="{"zh-CN" if lang == "zh" else "en"}">' in text
    assert page.tags.count("svg") == 3
    assert "\ue000" not in text
    assert "\ue002" not in text


def test_the_page_and_the_file_are_the_same_each_time(
    reports: dict[str, StudyReport], words: dict[str, bytes]
) -> None:
    made = reports["zh"]
    charts = [block for block in made.blocks if isinstance(block, Chart)]
    few = [
        *(block for block in made.blocks if isinstance(block, Table) and block.key in ("total", "stages")),
        charts[0],
    ]
    assert html_text(made.title, few, "zh") == html_text(made.title, few, "zh")
    assert docx_bytes(made.title, few, "zh") == docx_bytes(made.title, few, "zh")
    with zipfile.ZipFile(io.BytesIO(words["zh"])) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_word_file_has_headings_tables_pictures_and_an_equation(
    reports: dict[str, StudyReport], words: dict[str, bytes], lang: str
) -> None:
    made = reports[lang]
    document = Document(io.BytesIO(words[lang]))
    headings = [
        each.text
        for each in document.paragraphs
        if each.style.name == "heading 1" or each.style.name == "Heading 1"
    ]
    assert len(headings) == 10
    assert len(document.tables) == sum(type(block).__name__ == "Table" for block in made.blocks)
    assert len(document.inline_shapes) == 4
    xml = document.element.xml
    assert "<m:oMath" in xml
    assert ("决策台账" if lang == "zh" else "Ledger of decisions") in xml
    assert "资料性" not in xml
    assert "informative" not in xml
    assert not re.search("\ue000|\ue002", xml)


# ---- injection --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def evil() -> StudyReport:
    """A study whose texts try to be markup, formulas, marked gaps and control characters."""
    data = rw.read_inventory("aluminium-ingot-primary-cn").file.model_dump(
        mode="json", by_alias=True, exclude_none=True
    )
    products = [each | {"name": {"zh": VISIBLE, "en": VISIBLE}} for each in data["products"]]
    processes = [
        each | {"name": {"zh": VISIBLE, "en": VISIBLE}, "location": EVIL} for each in data["processes"]
    ]
    known = rw.read_inventory("aluminium-ingot-primary-cn")
    title = {"zh": VISIBLE, "en": VISIBLE}
    merged = data | {
        "title": title,
        "licence": EVIL,
        "version": EVIL,
        "background": [],
        "products": products,
        "processes": processes,
    }
    for file in known.backgrounds:
        more = file.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_unset=True)
        for key in ("products", "processes", "parameters", "electricity_supplies", "recycling"):
            merged[key] = [*merged.get(key, []), *more.get(key, [])]
    inventory = build_inventory(InventoryFile.model_validate(merged), "evil.yaml")
    head = ReportHead(commissioner=Text(zh=EVIL, en=EVIL), number=EVIL, reasons=Text(zh=EVIL, en=EVIL))
    choices = rw.read_study("aluminium-ingot-primary-cn").choices
    return report(rw.Study(inventory, ["pact-3"], choices), "pact-3", "en", head, None)


def test_texts_that_try_to_be_markup_stay_texts_on_the_page(evil: StudyReport) -> None:
    text = evil.to_html()
    page = Page(text)
    assert "script" not in page.tags
    assert "<script" not in text.lower()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;=HYPERLINK(" in text
    assert "\x00" not in text
    assert "\u202e" not in text
    assert all(link.startswith("#") for link in page.links)
    assert not re.search(r'<mark class="gap">forged', text)  # a name cannot forge a marked gap


def test_texts_that_try_to_be_markup_stay_texts_in_word(evil: StudyReport) -> None:
    document = Document(io.BytesIO(docx_bytes(evil.title, evil.blocks, "en")))
    shown = "\n".join(cell.text for table in document.tables for row in table.rows for cell in row.cells)
    assert "<script>alert(1)</script>=HYPERLINK(" in shown
    assert "HYPERLINK" not in " ".join(
        each.text or ""
        for each in document.element.iter(
            "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}instrText"
        )
    )
    gaps = [
        run.text for paragraph in document.paragraphs for run in paragraph.runs if run.style.name == "RW 待定"
    ]
    assert "forged" not in "".join(gaps)


# ---- writing ----------------------------------------------------------------------------------------------------


def test_the_json_beside_it_verifies_and_knows_the_document(
    reports: dict[str, StudyReport], tmp_path: Path
) -> None:
    page = tmp_path / "report.html"
    paths = reports["en"].write(page)
    assert [path.name for path in paths] == ["report.html", "report.json"]
    found = verify(tmp_path / "report.json")
    assert found.ok, found.notes("en")
    assert found.deviations == ()
    page.write_text(page.read_text(encoding="utf-8").replace("1,774", "1,574"), encoding="utf-8")
    found = verify(tmp_path / "report.json", draw=False)
    assert [(each.kind, each.where) for each in found.problems] == [("hash", "report.html")]
    page.unlink()
    found = verify(tmp_path / "report.json", draw=False)
    assert found.ok
    assert [(each.severity, each.where) for each in found.deviations] == [("note", "report.html")]


def test_each_section_of_the_json_is_computed_again(reports: dict[str, StudyReport], tmp_path: Path) -> None:
    """One number of each section is forged, with the hash made to fit: each is found, and nothing else."""
    record = reports["en"].to_dict()
    sections = record["results"][RULE]
    assert set(sections) == {*OF_REPORT, "uncertainty"}
    for section in sections:
        assert _forge(sections[section]), section
    record["results_sha256"] = digest(record["results"])
    path = tmp_path / "report.json"
    path.write_text(json.dumps(record), encoding="utf-8")
    found = verify(path)
    assert sorted(re.split(r"[.\[]", each.where)[1] for each in found.problems) == sorted(sections)
    record["results_sha256"] = "0" * 64
    path.write_text(json.dumps(record), encoding="utf-8")
    assert "results" in {each.where for each in verify(path, draw=False).problems}


def _forge(value: object) -> bool:
    """Change the first number that is not zero; whether there is one."""
    items = (
        list(value.items())
        if isinstance(value, dict)
        else list(enumerate(value))
        if isinstance(value, list)
        else []
    )
    for key, each in items:
        if isinstance(each, int | float) and not isinstance(each, bool) and each:
            value[key] = each * 1.01 if isinstance(each, float) else each + 1  # type: ignore[index]
            return True
        if _forge(each):
            return True
    return False


def test_a_file_inside_the_json_that_was_changed_is_found(
    reports: dict[str, StudyReport], tmp_path: Path
) -> None:
    record = reports["en"].to_dict()
    record["files"]["data/gwp.yaml"]["text"] += "\n# changed\n"
    del record["files"]["data/elementary_flows.yaml"]["text"]
    path = tmp_path / "report.json"
    path.write_text(json.dumps(record), encoding="utf-8")
    found = verify(path, draw=False)
    assert {(each.kind, each.where) for each in found.problems} >= {
        ("hash", "data/gwp.yaml"), ("file", "data/elementary_flows.yaml"), ("stop", "study"),
    }  # fmt: skip


def test_an_unknown_section_is_a_note(reports: dict[str, StudyReport], tmp_path: Path) -> None:
    record = reports["en"].to_dict()
    record["results"][RULE]["later"] = {"x": 1}
    record["results_sha256"] = digest(record["results"])
    path = tmp_path / "report.json"
    path.write_text(json.dumps(record), encoding="utf-8")
    found = verify(path, draw=False)
    assert found.ok
    assert [each.where for each in found.deviations] == [f"{RULE}.later"]


def test_a_json_alone_can_be_written(reports: dict[str, StudyReport], tmp_path: Path) -> None:
    assert [path.name for path in reports["zh"].write(tmp_path / "only.json")] == ["only.json"]
    assert verify(tmp_path / "only.json", draw=False).ok


def test_what_cannot_be_written_leaves_nothing(reports: dict[str, StudyReport], tmp_path: Path) -> None:
    made = reports["en"]
    with pytest.raises(PackageError, match="a report is written as"):
        made.write(tmp_path / "report.pdf")
    locked = tmp_path / "report.json"
    locked.write_text("old", encoding="utf-8")
    locked.chmod(0o444)
    with pytest.raises(FileError, match="read-only"):
        made.write(tmp_path / "report.html")  # its JSON could not be replaced
    with pytest.raises(FileError, match="its folder is not there"):
        made.write(tmp_path / "none" / "report.html")
    assert [path.name for path in tmp_path.iterdir()] == ["report.json"]
    assert locked.read_text(encoding="utf-8") == "old"


def test_the_study_reports_and_packages(study: rw.Study, tmp_path: Path) -> None:
    made = study.report("worldsteel-2017", tmp_path / "report.json", "en", uncertainty=None)
    assert made.rule == "worldsteel-2017"
    with pytest.raises(PackageError, match="a report is written as"):  # before anything is drawn
        study.report(RULE, tmp_path / "report.txt", uncertainty=10**9)
    written = study.package(tmp_path / "study.zip", ["worldsteel-2017"])
    assert rw.verify(written.path).ok
    assert rw.verify(tmp_path / "report.json").ok


# ---- command ----------------------------------------------------------------------------------------------------


def test_the_command_writes_in_the_language_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "report.docx"
    words = [
        "report",
        "aluminium-ingot-primary-cn",
        "--rule",
        "pact-3",
        "--out",
        str(out),
        "--head",
        str(HEAD),
    ]
    assert main([*words, "--no-uncertainty", "--lang", "zh"]) == 0
    said = capsys.readouterr().out
    assert "处待定须由研究者填写" in said
    assert out.is_file()
    assert json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))["report"]["lang"] == "zh"
    assert main(["verify", str(tmp_path / "report.json"), "--lang", "en"]) == 0
    assert main([*words[:5], str(tmp_path / "x.odt"), "--lang", "en"]) == 1
    assert "a report is written as .docx, .html, .json" in capsys.readouterr().err


def test_the_command_tells_a_bad_head_and_an_open_rule(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    head = tmp_path / "head.yaml"
    head.write_text("format: rulewright-report-head/1\nreviewr: A\n", encoding="utf-8")
    words = ["report", "steel-hot-rolled-coil-bf-bof", "--rule", RULE, "--out", str(tmp_path / "r.html")]
    assert main([*words, "--head", str(head), "--lang", "en"]) == 1
    assert "reviewer" in capsys.readouterr().err
    assert main([*words, "--no-choices", "--no-uncertainty", "--lang", "zh"]) == 1
    assert "改法" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["head.yaml"]


def test_contents_keep_their_spaces_and_lose_what_standards_say_of_annexes(
    reports: dict[str, StudyReport],
) -> None:
    entries = [entry.text for entry in numbered(reports["en"].blocks, "en").contents]
    assert "1　Basic information" in entries
    assert "Annex A　Ledger of decisions" in entries
    headings = [block for block in reports["en"].blocks if isinstance(block, Heading)]
    assert "1　Basic information" in [
        entry.text for entry in numbered(headings, "en").contents
    ]  # without an annex
