"""``rulewright map`` and ``--background``: draft, review, coverage before anything is computed, comparison."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from mapping_examples import LINKS, NAME, NONE, RULES, STEEL, mapping

from rulewright.cli import main
from rulewright.reading.mappings import read_mapping

RULE = ("--rules", ",".join(RULES), "--lang", "en")


def test_a_draft_is_written_reviewed_and_used(
    place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "mine.yaml"
    draft = ["map", STEEL, "--background", NAME, "--directory", str(place), "--out", str(out), *RULE]
    assert main(draft) == 0
    said = capsys.readouterr()
    assert (
        "11 background products: 0 reviewed (kept as they were), 11 to be reviewed, 0 kept with ours."
        in said.out
    )
    assert str(out) in said.err
    compare = [
        "compare",
        STEEL,
        "--background",
        NAME,
        "--mapping",
        str(out),
        "--directory",
        str(place),
        *RULE,
    ]
    assert main(compare) == 1, "nothing of a draft is used"
    assert "is still to be reviewed" in capsys.readouterr().err
    mapping(tmp_path, drafts=("oxygen",)).replace(out)
    assert main(draft) == 0  # what is reviewed stays
    assert "10 reviewed (kept as they were), 1 to be reviewed" in capsys.readouterr().out
    assert len(read_mapping(out).links) == len(LINKS) + len(NONE)
    mapping(tmp_path).replace(out)
    assert main(compare) == 0
    said = capsys.readouterr()
    assert "the database covers 7 of them, 63.4%" in said.err, "before anything is computed"
    assert "Background database bg (content" in said.out


def test_coverage_needs_no_database(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = [
        "map",
        STEEL,
        "--mapping",
        "uslci-2017",
        "--format",
        "json",
        "--out",
        str(tmp_path / "out"),
        *RULE,
    ]
    assert main(command) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["rules"]["pact-3"]["count_by_state"] == {"proxy": 4, "exact": 1, "none": 1}
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "coverage.csv", "coverage.json", "coverage-en.png", "coverage-en.svg", "coverage-zh.png", "coverage-zh.svg",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ([], "give one of them"),
        (["--background", "a", "--mapping", "b"], "give one of them"),
        (["--background", "a", "--candidates", "0"], "at least one candidate"),
        (["--mapping", "no-such-mapping"], "no mapping 'no-such-mapping'"),
    ],
)
def test_what_is_off_is_said_in_both_languages(
    options: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["map", STEEL, *options, *RULE]) == 1
    assert said in capsys.readouterr().err
    assert main(["map", STEEL, *options, "--rules", "pact-3", "--lang", "zh"]) == 1
    assert "改法" in capsys.readouterr().err


def test_a_mapping_without_a_background_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", STEEL, "--mapping", "uslci-2017", *RULE]) == 1
    assert "--mapping is given without --background" in capsys.readouterr().err
    assert main(["compare", STEEL, "--background", "uslci-2017", *RULE]) == 1
    assert "needs a mapping" in capsys.readouterr().err


def test_the_schema_of_mappings_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema", "mapping"]) == 0
    assert json.loads(capsys.readouterr().out)["title"] == "Rulewright mapping"
