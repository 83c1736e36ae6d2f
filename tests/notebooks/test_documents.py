"""Documents: both languages number alike, examples are valid, and what they list is what the code has."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

import rulewright as rw
from rulewright.rule import CLAUSE_MODELS

ROOT = Path(__file__).resolve().parents[2]
CONVENTIONS = ("CONVENTION.md", "CONVENTION.zh-CN.md")
PAIRS = [
    (f"docs/{path.name}", f"docs/{path.stem}.zh-CN.md")
    for path in sorted((ROOT / "docs").glob("*.md"))
    if not path.name.endswith(".zh-CN.md")
]
STEEL = "steel-hot-rolled-coil-bf-bof"


def pair(name: str) -> tuple[str, str]:
    return f"docs/{name}.md", f"docs/{name}.zh-CN.md"


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def sections(name: str) -> list[int]:
    return [int(number) for number in re.findall(r"^## (\d+) ", read(name), re.M)]


def anchors_of(path: Path) -> set[str]:
    titles = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", title).strip().lower().replace(" ", "-") for title in titles}


def test_every_document_has_its_twin_and_stands_in_the_index() -> None:
    english, chinese = read("docs/README.md"), read("docs/README.zh-CN.md")
    names = {path.name for path in (ROOT / "docs").glob("*.md")} - {"README.md", "README.zh-CN.md"}
    assert {name for pair in PAIRS for name in pair} == {
        f"docs/{name}" for name in (*names, "README.md", "README.zh-CN.md")
    }
    for name in names:
        assert f"({name})" in (chinese if name.endswith(".zh-CN.md") else english), name


def test_conventions_are_numbered_alike_in_both_languages() -> None:
    english, chinese = (sections(name) for name in CONVENTIONS)
    assert english == chinese == list(range(1, len(english) + 1))


def test_every_convention_that_is_cited_exists() -> None:
    known, cited = set(sections("CONVENTION.md")), {}
    for folder in ("toolkit/rulewright", "databases", "notebooks", "docs"):
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in (".py", ".yaml", ".md"):
                text = path.read_text(encoding="utf-8")
                cited |= {
                    int(number): path.name
                    for number in re.findall(r"(?:[Cc]onvention |约定)(\d+)\b(?!/)", text)
                }
    assert {number: name for number, name in cited.items() if number not in known} == {}


@pytest.mark.parametrize("name", [*CONVENTIONS, *(name for pair in PAIRS for name in pair)])
def test_links_inside_the_documents_lead_somewhere(name: str) -> None:
    for target in re.findall(r"\]\(([^)]+)\)", read(name)):
        if target.startswith("https://"):  # elsewhere: no test reaches out of the machine
            continue
        file, _, anchor = target.partition("#")
        path = (ROOT / name).parent / file if file else ROOT / name
        assert path.is_file(), target
        assert not anchor or anchor in anchors_of(path), target


@pytest.mark.parametrize(("english", "chinese"), [CONVENTIONS, *PAIRS])
def test_both_languages_hold_the_same_numbers_and_words_of_code(english: str, chinese: str) -> None:
    for pattern in (r"(?<![A-Za-z0-9_.])\d+(?:\.\d+)?", r"`([^`\n]+)`"):
        first, second = (set(re.findall(pattern, without_code(read(name)))) for name in (english, chinese))
        assert first ^ second == set()


def without_code(text: str) -> str:
    return re.sub(r"^```.*?^```", "", text, flags=re.M | re.S)


def examples(kind: str) -> list[tuple[str, str]]:
    """Examples of whole files in the documents: name of the document, text."""
    found = []
    for name in (name for pair in PAIRS for name in pair):
        blocks = re.findall(r"^```yaml\n(.*?)^```", read(name), re.M | re.S)
        found += [(name, block) for block in blocks if block.startswith(f"format: rulewright-{kind}/")]
    return found


@pytest.mark.parametrize(("name", "text"), examples("rule"))
def test_every_rule_in_the_documents_can_be_read(name: str, text: str, tmp_path: Path) -> None:
    path = tmp_path / "rule.yaml"
    path.write_text(text, encoding="utf-8")
    assert rw.read_rule(path).chain[0].clauses


@pytest.mark.parametrize(("name", "text"), examples("inventory"))
def test_every_inventory_in_the_documents_can_be_read(name: str, text: str, tmp_path: Path) -> None:
    path = tmp_path / "inventory.yaml"
    path.write_text(text, encoding="utf-8")
    assert rw.read_inventory(path).file.product == "part"


@pytest.mark.parametrize("name", pair("rule-format"))
def test_the_documents_name_every_family_and_setting(name: str) -> None:
    words = set(re.findall(r"`([a-z_]+)`", read(name)))
    for family, model in CLAUSE_MODELS.items():
        assert {family, *model.setting_names()} <= words, family


@pytest.fixture(scope="module")
def results() -> dict[str, Any]:
    return rw.Study(STEEL, ["en-15804-a2", "worldsteel-2017"]).compare().to_dict()


@pytest.mark.parametrize("name", pair("results"))
def test_the_documents_name_every_key_of_the_results(name: str, results: dict[str, Any]) -> None:
    words = set(re.findall(r'[`"]([a-z0-9_]+)[`"]', read(name)))
    assert set(results) <= words
    for result in results["results"]:
        assert set(result) <= words
        assert {key for credit in result["credits"] for key in credit} <= words


def test_stages_kinds_and_processes_add_up_as_the_documents_say(results: dict[str, Any]) -> None:
    for result in results["results"]:
        counted = sum(credit["kg_co2e"] for credit in result["credits"] if credit["in_total"])
        total = pytest.approx(result["total_kg_co2e"], rel=1e-6)
        assert sum(result["by_stage"].values()) == total
        assert sum(result["by_kind"].values()) == total
        assert sum(result["by_process"].values()) + result["by_stage"].get("credits", 0.0) == total
        assert result["by_stage"].get("credits", 0.0) == pytest.approx(counted, rel=1e-6)


@pytest.mark.parametrize("rule", ["pact-3", "en-15804-a2"])
def test_works_power_matters_as_much_as_convention_6_says(rule: str) -> None:
    study = rw.Study(STEEL, [rule])
    grid = [f"{rule}:electricity.ladder=[{{supply: grid_average}}, {{supply: stop}}]", *study.choices]
    own, bought = (
        each.result(rule).evaluation.total_kg_co2e
        for each in (study, rw.Study(study.inventory, [rule], grid))
    )
    assert 1 - bought / own == pytest.approx(0.27, abs=0.01)
