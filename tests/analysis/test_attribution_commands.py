"""``rulewright attribute`` and ``rulewright decompose``, as a person runs them."""

import json
from pathlib import Path

import pytest

from rulewright.cli import main
from rulewright.reading.find import databases_dir

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
    assert found["draws"] == {
        "draws": 50,
        "seed": 1,
        "sampling": "mc",
        "pedigree_set": "ecoinvent-2",
        "failed": 0,
    }
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


@pytest.fixture(scope="module")
def variant(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A committee's draft in a file that isn't named like the rule: GB/T 24067 with the GWP set of AR5."""
    path = tmp_path_factory.mktemp("drafts") / "third-version.yaml"
    path.write_text(
        """
format: rulewright-rule/1
id: coil-draft
based_on: gbt-24067-2024
title: {zh: 热轧卷草案, en: draft for hot-rolled coil}
document:
  number: draft 3
  title: {zh: 草案, en: draft}
  issuer: 示例学会
  status: draft
  language: zh
clauses:
  - id: gwp
    family: characterisation
    clause: "7.1"
    gwp_set: ar5
    text: {zh: 采用AR5。, en: AR5 is used.}
    source: {document: draft 3, kind: declared}
    mark: declared
""",
        encoding="utf-8",
    )
    return str(path)


def test_a_rule_is_known_by_its_file_whatever_the_file_is_called(
    variant: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["attribute", STEEL, "--from", "gbt-24067-2024", "--to", variant, "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["to"]["rule"] == "coil-draft"
    assert [part["family"] for part in found["parts"]] == ["characterisation"]


def test_a_baseline_of_ones_own_stands_beside_the_rules_of_the_study(
    variant: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["attribute", STEEL, "--baseline", variant, "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["baseline"] == "coil-draft"
    assert len(found["attributions"]) == 8
    assert main(["attribute", STEEL, "--baseline", variant, "--rules", "pact-3", "--format", "json"]) == 0
    assert [each["to"]["rule"] for each in json.loads(capsys.readouterr().out)["attributions"]] == ["pact-3"]


def test_a_draft_of_ones_own_stands_beside_the_rules_of_the_study(
    variant: str, capsys: pytest.CaptureFixture[str]
) -> None:
    question = [
        "decompose",
        STEEL,
        "--draft",
        variant,
        "--samples",
        "64",
        "--by",
        "family",
        "--format",
        "json",
    ]
    assert main(question) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["draft"] == "coil-draft"
    assert len(found["alternatives"]) == 9
    assert main([*question, "--rules", f"pact-3,{variant}"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [each["rule"] for each in found["alternatives"]] == ["pact-3", "coil-draft"]


def test_an_inventory_of_ones_own_needs_rules(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (Path(databases_dir()) / "inventories" / "cement-clinker.yaml").read_text(encoding="utf-8")
    path = tmp_path / "mine.yaml"
    path.write_text(text.replace("id: cement-clinker\n", "id: mine\n", 1), encoding="utf-8")
    for question in (["attribute", str(path), "--baseline", "pact-3"], ["decompose", str(path)]):
        assert main(["--lang", "en", *question]) == 1
        said = capsys.readouterr().err
        assert "no study is shipped with the inventory 'mine'" in said
        assert "name the rules (--rules A,B), or a study file (--study)" in said
    assert main(["--lang", "zh", "decompose", str(path)]) == 1
    assert "请指定规则（--rules A,B）" in capsys.readouterr().err


def test_a_rule_for_another_product_is_refused_as_a_baseline(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--lang", "en", "attribute", STEEL, "--baseline", "gbt-44905-2024"]) == 1
    assert "the rule is for another product" in capsys.readouterr().err


def test_orders_and_the_set_of_scores_reach_the_result(capsys: pytest.CaptureFixture[str]) -> None:
    question = [
        "attribute",
        STEEL,
        "--from",
        "gbt-24067-2024",
        "--to",
        "cbam-2025",
        "--by",
        "clause",
        "--orders",
        "6",
    ]
    assert main([*question, "--draws", "20", "--pedigree-set", "ecoinvent-3", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["method"]["orders"] == 6
    assert found["draws"]["pedigree_set"] == "ecoinvent-3"


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
        (["attribute", STEEL, "--baseline", "pact-2", "--clauses"], "--clauses stands beside --baseline"),
        (
            ["decompose", STEEL, "--draft", "pact-2", "--data", "all", "--levels"],
            "--data, --levels stands beside --draft",
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
