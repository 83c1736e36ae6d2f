"""What docs/runs.md says: options, keys, variables, files, checks and their limits, in both languages."""

import argparse
import re
from pathlib import Path

import pytest
from engine_examples import share_rule, works

import rulewright as rw
from rulewright.analysis import checks, stopping
from rulewright.analysis.runs import BLOCK
from rulewright.analysis.store import GROUP, MANIFEST
from rulewright.analysis.uncertainty import UncertaintyResult, run
from rulewright.commands import uncertainty as command
from rulewright.commands.frame import Parser
from rulewright.engine.compiled import TOLERANCE
from rulewright.reporting.sentences import numbers_of

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGES = ("runs.md", "runs.zh-CN.md")
OF_UNCERTAINTY = {"--held-factors"}  # docs/uncertainty.md


def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> UncertaintyResult:
    keys = [share_rule("mass"), share_rule("price")]
    own = [rule.chain[0].model_copy(update={"id": f"rule-{place}"}) for place, rule in enumerate(keys)]
    from dataclasses import replace

    rules = [replace(rule, chain=(each, *rule.chain[1:])) for rule, each in zip(keys, own, strict=True)]
    return run(rw.Study(works(), rules, choices=[]), 100, precision=0.5, splits=True)


@pytest.mark.parametrize("name", PAGES)
def test_every_option_of_the_command_is_named(name: str) -> None:
    own, shared = argparse.ArgumentParser(), argparse.ArgumentParser()
    command.add(Parser(own, command.HELP, "en"))
    frame = Parser(shared, command.HELP, "en")
    for add in (frame.add_rules, frame.add_draws, frame.add_out, frame.add_choices):
        add()
    frame.add_format("table")
    options, common = (
        {word for each in one._actions for word in each.option_strings} for one in (own, shared)
    )
    lacking = {word for word in options - common - OF_UNCERTAINTY if word not in page(name)}
    assert lacking <= {"--project", "--directory"} and options - common > lacking
    told = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", page(name)))
    assert told <= options


@pytest.mark.parametrize("name", PAGES)
def test_every_variable_key_check_and_file_is_named(
    name: str, result: UncertaintyResult, tmp_path: Path
) -> None:
    text, more = page(name), (DOCS / name.replace("runs", "uncertainty")).read_text(encoding="utf-8")
    data = result.to_dict()
    for variable, array in result.dataset.data_vars.items():
        assert f"`{variable}`" in text and ", ".join(map(str, array.dims)) in text, variable
    for attribute in result.dataset.attrs:
        named = re.sub(r"^(version|rule_hash)_.*", r"\1_...", str(attribute))
        assert f"`{named}`" in text, attribute
    for key in ("planned_draws", "stopping", "checks", "background", "correlations", "impossible_values"):
        assert key in data and f"`{key}`" in text
    for key in {*data["results"][0], *data} - {"format", "inventory", "product", "unit", "results", "rule"}:
        assert f"`{key}" in text or f"`{key}" in more or key in more, key
    for check in result.checks:
        assert f"| `{check.name}` |" in text
    for path in result.write(tmp_path):
        assert f"`{path.name}`" in text or f"`{path.stem}`" in text, path.name
    assert f"`{GROUP}`" in text and f"`{MANIFEST}`" in text


@pytest.mark.parametrize("name", PAGES)
def test_documented_limits_are_those_of_the_code(name: str) -> None:
    text = page(name)
    rows = {each[0]: each for each in re.findall(r"^\| `(\w+)` \|.*\|(.*)\|$", text, re.MULTILINE)}
    assert "1e-9" in rows["same_centre"][1] and checks.ROUNDING == 1e-9
    assert "1e-11" in rows["residual"][1] and TOLERANCE == 1e-11
    assert "1e-6" in rows["demand"][1] and checks.ECHO == 1e-6
    assert "2.5 %" in rows["deterministic_among_draws"][1] and checks.EDGE == 0.025
    assert f"{BLOCK:,}" in text and "8" in text and stopping.EVERY_BLOCK == 8


def test_both_pages_hold_the_same_numbers_and_names() -> None:
    english, chinese = (page(name) for name in PAGES)
    assert sorted(re.findall(r"`[\w.-]+`", english)) == sorted(re.findall(r"`[\w.-]+`", chinese))
    drop = re.compile(r"```.*?```|`[^`]*`|\[[^]]*\]\([^)]*\)", re.DOTALL)
    assert sorted(numbers_of(drop.sub("", english).replace("{", ""))) == sorted(
        numbers_of(drop.sub("", chinese).replace("{", ""))
    )
