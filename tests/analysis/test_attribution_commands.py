"""``rulewright attribute`` and ``rulewright decompose``, as a person runs them."""

import json
from pathlib import Path

import pytest

from rulewright.cli import main

STEEL, ALUMINIUM = "steel-hot-rolled-coil-bf-bof", "aluminium-ingot-primary-cn"


def test_attribute_prints_a_table_that_adds_up(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(
        ["--lang", "en", "attribute", STEEL, "--from", "gbt-24067-2024", "--to", "pef-2021", "--clauses"]
    )
    said = capsys.readouterr().out
    assert code == 0
    assert "add up to it" in said
    assert "classes of outputs" in said
    assert "substitution [declared]" in said


def test_attribute_gives_json_with_intervals(capsys: pytest.CaptureFixture[str]) -> None:
    question = ["attribute", STEEL, "--from", "pact-2", "--to", "pact-3", "--by", "clause", "--draws", "50"]
    assert main([*question, "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["by"] == "clause"
    assert found["draws"] == {"draws": 50, "seed": 1, "failed": 0}
    assert sum(part["kg_co2e"] for part in found["parts"]) == pytest.approx(
        found["difference_kg_co2e"], rel=1e-9
    )


def test_attribute_writes_a_heat_map(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    question = ["attribute", ALUMINIUM, "--baseline", "gbt-44905-2024", "--rules", "pact-3,pef-2021"]
    assert main([*question, "--out", str(tmp_path), "--format", "csv", "--lang", "zh"]) == 0
    assert "pact-3,pef-2021" in capsys.readouterr().out
    names = {path.name for path in tmp_path.iterdir()}
    assert {"attribution.json", "attribution.csv", "attribution-zh.svg", "attribution-en.png"} <= names


def test_decompose_answers_in_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    question = [
        "decompose",
        STEEL,
        "--rules",
        "gbt-24067-2024,pef-2021",
        "--weights",
        "0.75,0.25",
        "--samples",
        "64",
    ]
    assert main([*question, "--levels", "--data", "all", "--lang", "zh"]) == 0
    said = capsys.readouterr().out
    assert "条款族“分配”单独造成离散的" in said
    assert "0.75" in said


def test_decompose_takes_a_number_of_data_factors(capsys: pytest.CaptureFixture[str]) -> None:
    question = ["decompose", STEEL, "--rules", "gbt-24067-2024,pef-2021", "--samples", "64", "--data", "3"]
    assert main([*question, "--shapley", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert sum(each["kind"] == "data" for each in found["factors"]) == 3
    assert all(each["shapley_effect"] is not None for each in found["factors"])


def test_decompose_tells_what_a_draft_leaves(capsys: pytest.CaptureFixture[str]) -> None:
    question = [
        "decompose",
        STEEL,
        "--draft",
        "pact-3",
        "--rules",
        "gbt-24067-2024,pef-2021",
        "--samples",
        "64",
    ]
    assert main([*question, "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["draft"] == "pact-3"
    assert [each["rule"] for each in found["alternatives"]] == ["gbt-24067-2024", "pef-2021"]


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (["attribute", STEEL], "neither two rules nor a baseline"),
        (
            ["attribute", STEEL, "--from", "pact-2", "--to", "pact-3", "--baseline", "pef-2021"],
            "stands beside --from",
        ),
        (
            ["attribute", STEEL, "--from", "pact-2", "--to", "pact-3", "--rules", "pef-2021"],
            "--rules stands beside",
        ),
        (
            ["attribute", STEEL, "--from", "gbt-44905-2024", "--to", "pact-3"],
            "the rule is for another product",
        ),
        (["decompose", STEEL, "--rules", "pact-3", "--samples", "7"], "2 mistakes"),
        (
            ["decompose", STEEL, "--rules", "pact-3,pef-2021", "--weights", "a"],
            "'a' is not a list of weights",
        ),
        (
            ["decompose", STEEL, "--rules", "pact-3,pef-2021", "--data", "words"],
            "unknown data factors 'words'",
        ),
    ],
)
def test_questions_put_wrongly_end_in_a_message(
    question: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--lang", "en", *question]) == 1
    assert said in capsys.readouterr().err
    assert main(["--lang", "zh", *question]) == 1
    told = capsys.readouterr().err
    assert "改法" in told
    assert said not in told or said.startswith("2")
