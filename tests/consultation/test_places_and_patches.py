"""Comments find their clause; patches are rules, or say why not."""

from __future__ import annotations

from pathlib import Path

import pytest

from rulewright.consultation.patches import read_patch
from rulewright.consultation.places import Places
from rulewright.drafting.blocks import Heading
from rulewright.drafting.labels import Labels
from rulewright.drafting.standard import draft_standard
from rulewright.rule import Rule

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def places(rule: Rule) -> Places:
    """The clauses of the worked example."""
    return Places(rule)


def test_every_heading_of_the_draft_is_found_by_its_number(rule: Rule, places: Places) -> None:
    standard = draft_standard(rule).standard
    labels = Labels.of(standard)
    headings = [block for block in standard.body if isinstance(block, Heading) and block.key]
    assert len(headings) > 30
    for block in headings:
        found = places.find(labels.numbered[block.key].number)
        assert [place.title.zh for place in found.places] == [block.title]
        assert found.remark is None


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("5.3", "5.3"), ("5.3.1 a)", "5.3.1"), ("第5章", "5"), ("7.6.1 第2段", "7.6.1"), ("Clause 7.6.1, para 2", "7.6.1"),
        ("附录D", "D"), ("Annex D", "D"), ("表2", "表2"), ("Table 2", "表2"), ("５．４", "5.4"), ("E.2", "E.2"),
        ("recycling.method", "7.5.3"), ("scrap", "7.5.3"), ("steel-draft#cut-off", "5.4"), ("8.1 注2", "8.1"),
    ],
)  # fmt: skip
def test_a_clause_is_found_as_people_write_it(places: Places, written: str, number: str) -> None:
    found = places.find(written)
    assert [place.number for place in found.places] == [number]


@pytest.mark.parametrize("written", ["全文", "general", "—"])
def test_the_whole_document_comes_first(places: Places, written: str) -> None:
    assert places.find(written).places[0].order == -2


def test_places_know_the_clauses_of_the_rule(places: Places) -> None:
    assert places.find("7.5.3").clauses == {"steel-draft#scrap", "gbt-24067-2024#recycling-procedure"}
    assert places.find("前言").clauses == frozenset()
    assert "steel-draft#scrap" in places.find("7").clauses  # a chapter holds what its parts hold


def test_a_clause_that_is_not_there_names_the_one_above_it(places: Places) -> None:
    found = places.find("5.3.9")
    assert found.places == ()
    assert found.remark is not None
    assert (
        found.remark.en
        == "There is no clause '5.3.9' in the draft; the comment is kept and stands last. 5.3 above it exists."
    )
    assert places.find("12.3").places == ()
    assert places.find("").places == ()


def test_several_clauses_and_numbers_of_the_source_are_told(places: Places, rule: Rule) -> None:
    both = places.find("5.3、5.4")
    assert [place.number for place in both.places] == ["5.3", "5.4"]
    assert both.remark is not None
    source = places.find("6.4.6")  # a number of GB/T 24067, not of the draft
    assert "gbt-24067-2024#recycling-procedure" in source.clauses
    assert source.remark is not None
    assert Places(rule, numbers="rule").find("6.4.6").remark is None


def test_lines_are_a_patch(rule: Rule) -> None:
    text = "boundary.tags[capital_good] = include；cut_off.single_limit = 0.02\ncut_off.total_limit ＝ 0.1"
    patch = read_patch(rule, text, 7, "here", None)
    assert patch.mistakes == ()
    assert [change.name for change in patch.changes] == [
        "boundary.tags[capital_good]", "cut_off.single_limit", "cut_off.total_limit",
    ]  # fmt: skip
    assert patch.rule is not None
    assert patch.rule.settings["boundary.tags[commuting]"].value == "exclude"  # the other keys stay
    assert patch.rule.settings["cut_off.single_limit"].value == 0.02
    assert patch.decides_a_number


def test_a_patch_can_leave_a_setting_open(rule: Rule) -> None:
    patch = read_patch(rule, "recycling.method = not_settled", 1, "here", None)
    assert [(change.name, change.kind) for change in patch.changes] == [("recycling.method", "opened")]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("再生改为50:50", "'再生改为50:50' is no change of a setting"),
        ("recyclin.method = fifty_fifty", "there is no family 'recyclin'"),
        ("recycling.methods = fifty_fifty", "'methods' is not a setting of recycling"),
        ("recycling.method = half", "'method' has an unknown value; found 'half'"),
        ("recycling.method[x] = fifty_fifty", "'recycling.method' has no keys"),
        ("cut_off.use = nothing; cut_off.use = nothing", "the patch states cut_off.use twice"),
        ("allocation.ladder = [{share: {by: mass}}]", "the ladder can run out: its last rung is 'share', which may not be applicable to a process"),
        ("allocation.ladder = &x [1]", "anchor '&x' is not allowed"),
        ("absent.yaml", "there is no patch file 'absent.yaml' beside the table"),
        ("../head.yaml", "the patch file '../head.yaml' does not lie beside the table"),
        ("/etc/x.yaml", "the patch file '/etc/x.yaml' does not lie beside the table"),
        ("C:\\x.yaml", "the patch file 'C:\\x.yaml' does not lie beside the table"),
    ],
)  # fmt: skip
def test_a_patch_that_breaks_the_rule_says_why(rule: Rule, text: str, what: str) -> None:
    patch = read_patch(rule, text, 1, "here", HERE)
    assert patch.rule is None
    assert [mistake.what for mistake in patch.mistakes] == [what]


def test_a_patch_file_is_read_beside_the_table_and_has_to_be_based_on_the_rule(
    rule: Rule, tmp_path: Path
) -> None:
    patch = read_patch(rule, "economic-allocation.yaml", 1, "here", HERE)
    assert [change.name for change in patch.changes] == ["allocation.ladder"]
    other = (
        (HERE / "economic-allocation.yaml")
        .read_text(encoding="utf-8")
        .replace("based_on: steel-draft", "based_on: pact-3")
    )
    (tmp_path / "other.yaml").write_text(other, encoding="utf-8")
    broken = read_patch(rule, "other.yaml", 1, "here", tmp_path)
    assert broken.mistakes[0].what == "the patch is based on 'pact-3', not on the rule 'steel-draft'"


def test_a_link_that_leads_elsewhere_is_not_read(rule: Rule, tmp_path: Path) -> None:
    (tmp_path / "link.yaml").symlink_to(HERE / "economic-allocation.yaml")
    assert "does not lie beside" in read_patch(rule, "link.yaml", 1, "here", tmp_path).mistakes[0].what
