"""The frame of the project: its files agree with each other, and a wheel works without the checkout."""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "toolkit" / "rulewright"
READMES = ("README.md", "README.zh-CN.md")
BRIGHTWAY = {"bw2calc", "bw2data", "bw2io", "bw2parameters", "bw_processing", "matrix_utils", "stats_arrays"}
# Slow to import: a command that needs none of them answers at once.
HEAVY = BRIGHTWAY | {"matplotlib", "numpy", "pandas", "pint", "pydantic", "scipy", "xarray"}
# Numbered by date: their next "major" release is only the next year.
NUMBERED_BY_DATE = {"distributed", "furo", "packaging", "pyarrow", "xarray"}
WHEEL_SOURCES = ("notebooks", "pyproject.toml", "setup.py", "README.md", "LICENSE", "toolkit", "databases")


def read_text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def project_table() -> dict[str, Any]:
    return tomllib.loads(read_text("pyproject.toml"))["project"]


def declared_ranges(*extras: str) -> dict[str, SpecifierSet]:
    """Dependencies of the project and of the extras named, with the ranges that pyproject.toml gives them."""
    project = project_table()
    texts = [*project["dependencies"], *(text for extra in extras for text in extra_texts(extra))]
    requirements = [Requirement(text) for text in texts]
    return {canonicalize_name(each.name): each.specifier for each in requirements}


def extra_texts(extra: str) -> list[str]:
    return [
        text for text in project_table()["optional-dependencies"][extra] if not text.startswith("rulewright")
    ]


def top_level_imports(path: Path) -> set[str]:
    """Names of all packages that a file imports, wherever in it."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    from_ = {
        node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module and not node.level
    }
    return {name.partition(".")[0] for name in plain | from_}


# --- environment.yml and pyproject.toml


def environment_dependencies() -> tuple[list[str], list[str]]:
    """Conda's own dependencies, and those that environment.yml hands to pip."""
    dependencies = yaml.safe_load(read_text("environment.yml"))["dependencies"]
    by_pip = [text for each in dependencies if isinstance(each, dict) for text in each["pip"]]
    return [each for each in dependencies if isinstance(each, str)], by_pip


def test_environment_yml_gives_each_package_the_range_of_pyproject() -> None:
    by_conda, _ = environment_dependencies()
    requirements = [Requirement(re.sub(r"(?<![=<>!~])=(?!=)", "==", text)) for text in by_conda]
    found = {each.name: each.specifier for each in requirements if each.name not in ("python", "pip")}
    declared = declared_ranges("lab", "netcdf")
    assert found == {name: declared.get(name) for name in found}


def test_environment_yml_holds_the_parts_that_our_user_fixed() -> None:
    by_conda, _ = environment_dependencies()
    names = {re.split(r"[=<>]", text)[0] for text in by_conda}
    assert {"python", "jupyterlab", "ipywidgets", "matplotlib", "scipy"} <= names


def test_environment_yml_takes_a_python_that_pyproject_allows() -> None:
    by_conda, _ = environment_dependencies()
    (python,) = (text.partition("=")[2] for text in by_conda if text.startswith("python="))
    assert SpecifierSet(project_table()["requires-python"]).contains(python)


def test_environment_yml_installs_this_project_with_all_its_parts() -> None:
    _, by_pip = environment_dependencies()
    assert by_pip == ["--editable .[all]"]


def test_the_extra_all_is_every_extra_but_the_tests() -> None:
    extras = project_table()["optional-dependencies"]
    (requirement,) = map(Requirement, extras["all"])
    assert requirement.name == "rulewright"
    assert requirement.extras == extras.keys() - {"all", "test"}


# --- dependencies


@pytest.mark.parametrize("extra", [None, "lab", "netcdf", "cluster", "test"])
def test_every_dependency_has_a_lower_and_an_upper_bound(extra: str | None) -> None:
    texts = extra_texts(extra) if extra else project_table()["dependencies"]
    for requirement in map(Requirement, texts):
        operators = {each.operator for each in requirement.specifier}
        by_date = requirement.name in NUMBERED_BY_DATE or requirement.name == "setuptools"
        assert operators == ({">="} if by_date else {">=", "<"}), requirement


def test_every_package_that_we_import_is_declared() -> None:
    declared = declared_ranges("lab", "netcdf", "cluster").keys()
    distributions = packages_distributions()
    for path in PACKAGE.rglob("*.py"):
        for name in top_level_imports(path) - set(sys.stdlib_module_names) - {"rulewright"}:
            candidates = {canonicalize_name(each) for each in distributions.get(name, [name])}
            assert candidates & declared, f"{path.relative_to(ROOT)} imports {name}; pyproject.toml lacks it"


def test_only_the_door_imports_brightway() -> None:
    for path in PACKAGE.rglob("*.py"):
        if PACKAGE / "brightway" not in path.parents:
            assert not top_level_imports(path) & BRIGHTWAY, path.relative_to(ROOT)


def test_package_and_command_line_load_nothing_heavy_at_import() -> None:
    code = f"import sys, rulewright, rulewright.cli; print(sorted({HEAVY!r} & set(sys.modules)))"
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, env=on_path()
    )
    assert run.stdout.strip() == "[]", run.stdout + run.stderr


def test_every_package_folder_has_an_init_file() -> None:
    folders = {path.parent for path in PACKAGE.rglob("*.py")}
    assert [each for each in sorted(folders) if not (each / "__init__.py").is_file()] == []


def test_hooks_take_the_tools_in_the_ranges_of_pyproject() -> None:
    hooks = yaml.safe_load(read_text(".pre-commit-config.yaml"))["repos"][0]["hooks"]
    declared = declared_ranges("test")
    for hook in hooks:
        for requirement in map(Requirement, hook["additional_dependencies"]):
            expected = declared.get(canonicalize_name(requirement.name), requirement.specifier)
            assert requirement.specifier == expected, hook["id"]


# --- version


def test_the_version_stands_once() -> None:
    assert project_table()["dynamic"] == ["version"]
    lines = [
        (path.relative_to(ROOT), line)
        for path in PACKAGE.rglob("*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.startswith("__version__")
    ]
    assert len(lines) == 1, lines
    assert re.fullmatch(r'__version__ = "\d+\.\d+\.\d+"', lines[0][1])
    assert "version" not in yaml.safe_load(read_text("CITATION.cff"))


def test_the_changelog_begins_with_the_version() -> None:
    version = re.search(r'^__version__ = "(.+)"', (PACKAGE / "__init__.py").read_text(encoding="utf-8"), re.M)
    heading = re.search(r"^## (\S+?),? ", read_text("CHANGELOG.md"), re.M)
    assert version
    assert heading
    assert heading[1] == version[1]


# --- readme, make and CI


@pytest.mark.parametrize("readme", READMES)
def test_each_make_command_of_the_readme_is_in_the_makefile(readme: str) -> None:
    targets = set(re.findall(r"^([a-z]+):", read_text("Makefile"), re.M))
    commands = set(re.findall(r"\bmake ([a-z]+)\b", " ".join(code_of(readme))))
    assert {"demo", "test"} <= commands <= targets


@pytest.mark.parametrize("readme", READMES)
def test_each_rulewright_command_of_the_readme_is_a_command(readme: str) -> None:
    shell = (code for code in code_of(readme) if "import " not in code)
    commands = set(re.findall(r"\brulewright ([a-z]+)\b", "\n".join(shell)))
    run = subprocess.run(
        [sys.executable, "-m", "rulewright", "--help"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env=on_path(),
    )
    assert run.returncode == 0, run.stderr
    assert commands
    assert [each for each in sorted(commands) if not re.search(rf"\b{each}\b", run.stdout)] == []


@pytest.mark.parametrize("readme", READMES)
def test_each_folder_and_file_of_the_readme_is_there(readme: str) -> None:
    folders = re.findall(r"^\| `(\S+/)` \|", read_text(readme), re.M)
    files = re.findall(r"\]\((?!http)(\S+)\)|\b(CITATION\.cff|LICENSE)\b", read_text(readme))
    names = [*folders, *(name for each in files for name in each if name)]
    assert len(folders) > 4
    assert [name for name in names if not (ROOT / name).exists()] == []


def test_both_readmes_show_the_same_commands_and_parts() -> None:
    english, chinese = (read_text(readme) for readme in READMES)
    for pattern in (r"^#+ ", r"^- ", r"^\| "):
        assert len(re.findall(pattern, english, re.M)) == len(re.findall(pattern, chinese, re.M)), pattern
    english_code, chinese_code = (
        [re.sub(r" *#.*", "", code) for code in code_of(readme)] for readme in READMES
    )
    assert english_code == chinese_code


def code_of(readme: str) -> list[str]:
    """Code blocks and code words of a readme, in order."""
    blocks = re.findall(r"^```\w*\n(.*?)^```", read_text(readme), re.M | re.S)
    rest = re.sub(r"^```.*?^```", "", read_text(readme), flags=re.M | re.S)
    return [*blocks, *re.findall(r"`([^`\n]+)`", rest)]


def test_the_python_example_of_the_readme_names_things_that_are_there() -> None:
    (example,) = (code for code in code_of("README.md") if "import rulewright" in code)
    inventory, rules = re.search(r'Study\("(.+?)", rules=\[(.+?)\]', example).groups()
    assert (ROOT / "databases" / "inventories" / f"{inventory}.yaml").is_file()
    for rule in re.findall(r'"(.+?)"', rules):
        assert (PACKAGE / "rules" / f"{rule}.yaml").is_file()


def test_ci_runs_the_same_command_as_a_reader() -> None:
    lines = read_text(".ci/run").splitlines()
    assert lines[0] == "#!/usr/bin/env bash"
    assert "set -euo pipefail" in lines
    assert lines[-1] == "make test"
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


def test_no_file_names_a_place_on_somebodys_machine() -> None:
    place = re.compile(r"(?<![\w.}~-])/(?:work|root|home|Users)/\w|[A-Z]:\\\\?Users")
    ours = {".cfg", ".cff", ".csv", ".json", ".md", ".py", ".toml", ".yaml", ".yml", ".ipynb", ""}
    found = [
        str(path.relative_to(ROOT))
        for path in files_of_the_project()
        if path.suffix in ours and place.search(path.read_text(encoding="utf-8", errors="replace"))
    ]
    assert found == []


def files_of_the_project() -> Iterator[Path]:
    """Files of the checkout, without environments, builds and caches."""
    tops = ("toolkit", "databases", "notebooks", "tests", "benchmarks", ".ci", ".github")
    yield from (path for path in ROOT.iterdir() if path.is_file())
    for top in tops:
        paths = (path for path in (ROOT / top).rglob("*") if path.is_file())
        yield from (path for path in paths if not {"__pycache__", ".ipynb_checkpoints"} & set(path.parts))


# --- the wheel


@pytest.fixture(scope="module")
def installed_wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a wheel from a copy of the sources and install it alone into an empty folder."""
    source, wheels, target = (tmp_path_factory.mktemp(name) for name in ("source", "wheels", "target"))
    for name in WHEEL_SOURCES:
        if (ROOT / name).is_dir():
            shutil.copytree(
                ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info")
            )
        else:
            shutil.copy(ROOT / name, source / name)
    # Without isolation: the test needs no network, only the setuptools that is here.
    build = ["build", "--wheel", "--no-isolation", "--outdir", str(wheels), str(source)]
    run_python("-m", *build)
    (wheel,) = wheels.glob("*.whl")
    run_python(
        "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(target), str(wheel)
    )
    return target


def run_python(*arguments: str, **settings: Any) -> str:
    """Run this Python with some arguments and return what it prints; a failure shows all it said."""
    command = [sys.executable, *arguments]
    run = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False, **settings)
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


def on_path(folder: Path = ROOT / "toolkit") -> dict[str, str]:
    """Environment in which Python finds the package in one folder first."""
    return os.environ | {"PYTHONPATH": str(folder), "PYTHONIOENCODING": "utf-8"}


def data_files(folder: Path) -> dict[str, bytes]:
    """Files below a folder that are not code, with their content."""
    paths = (path for path in folder.rglob("*") if path.is_file() and path.suffix not in (".py", ".pyc"))
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in paths
        if not any(part.startswith(".") for part in path.relative_to(folder).parts)
    }


def test_a_wheel_holds_every_rule_and_database_file(installed_wheel: Path) -> None:
    rules, databases = data_files(PACKAGE / "rules"), data_files(ROOT / "databases")
    assert any(name.endswith(".yaml") for name in rules)
    assert any(name.endswith(".yaml") for name in databases)
    assert data_files(installed_wheel / "rulewright" / "rules") == rules
    assert data_files(installed_wheel / "rulewright" / "databases") == databases
    assert data_files(installed_wheel / "rulewright" / "notebooks") == data_files(ROOT / "notebooks")
    assert data_files(PACKAGE / "reporting" / "fonts") == data_files(
        installed_wheel / "rulewright" / "reporting" / "fonts"
    )
    assert (installed_wheel / "rulewright" / "py.typed").is_file()


def test_a_wheel_holds_every_module_and_nothing_beside_the_package(installed_wheel: Path) -> None:
    modules, installed = (
        {path.relative_to(folder).as_posix() for path in folder.rglob("*.py")}
        for folder in (PACKAGE, installed_wheel / "rulewright")
    )
    assert installed == modules
    names = {path.name for path in installed_wheel.iterdir() if path.suffix != ".dist-info"}
    assert names <= {"rulewright", "bin"}


@pytest.mark.slow
def test_a_study_runs_from_an_installed_wheel_without_the_checkout(
    installed_wheel: Path, tmp_path: Path
) -> None:
    elsewhere = {"cwd": tmp_path, "env": on_path(installed_wheel)}
    place = run_python("-c", "import rulewright; print(rulewright.__file__)", **elsewhere)
    assert Path(place.strip()).is_relative_to(installed_wheel)

    rules = ["gbt-44905-2024", "pact-3"]
    options = ["--rules", ",".join(rules), "--format", "json"]
    printed = run_python("-m", "rulewright", "compare", "aluminium-ingot-primary-cn", *options, **elsewhere)
    comparison = json.loads(printed)
    assert [result["rule"] for result in comparison["results"]] == rules
    for result in comparison["results"]:
        assert result["total_kg_co2e"] > 0
        assert sum(result["by_stage"].values()) == pytest.approx(result["total_kg_co2e"], rel=1e-9)
