"""A small database, in memory and in a Brightway project of a moment; caches go to temporary directories."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.append(str(Path(__file__).parent))  # mapping_examples

from mapping_examples import NAME, RULES, STEEL, write_project

import rulewright as rw


@pytest.fixture(scope="session")
def results() -> dict[str, Any]:
    study = rw.Study(STEEL, RULES)
    return {rule: study.result(rule) for rule in RULES}


@pytest.fixture(autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    cache = tmp_path_factory.mktemp("cache")
    monkeypatch.setenv("RULEWRIGHT_CACHE_DIR", str(cache))
    return cache


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A base directory with the project ``rulewright``, written once."""
    directory = tmp_path_factory.mktemp("written") / "bw"
    write_project(directory, NAME)
    return directory


@pytest.fixture
def place(written: Path, tmp_path: Path) -> Path:
    """A copy of it, to be changed."""
    return Path(shutil.copytree(written, tmp_path / "bw"))
