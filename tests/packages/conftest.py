"""One package and one study, made once."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

import rulewright as rw
from rulewright.packages.plain import digest
from rulewright.packages.sections import RunSettings
from rulewright.packages.study_package import write_package, zipped

RULES = ["gbt-44905-2024", "pact-3"]
DRAWN = RunSettings(draws=64, seed=7)


@pytest.fixture(scope="session")
def study() -> rw.Study:
    return rw.Study("aluminium-ingot-primary-cn", RULES)


@pytest.fixture(scope="session")
def package(study: rw.Study, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("package") / "study.zip"
    write_package(study, path, uncertainty=DRAWN)
    return path


def members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


Change = Callable[[dict[str, bytes]], None]


@pytest.fixture
def changed(package: Path, tmp_path: Path) -> Callable[..., Path]:
    """Write the package with changes; ``honest``: hashes are made to fit, as a forger would."""

    def write(change: Change, honest: bool = False) -> Path:
        files = members(package)
        change(files)
        if honest:
            fit_hashes(files)
        path = tmp_path / "changed.zip"
        path.write_bytes(zipped(files))
        return path

    return write


def fit_hashes(files: dict[str, bytes]) -> None:
    manifest = json.loads(files["package.json"])
    manifest["files"] = {
        name: {"sha256": digest(content), "bytes": len(content)}
        for name, content in files.items()
        if name not in ("package.json", "ro-crate-metadata.json")
    }
    files["package.json"] = json.dumps(manifest).encode()
    crate = json.loads(files["ro-crate-metadata.json"])
    for each in crate["@graph"]:
        if each["@type"] == "File" and each["@id"] in files:
            each["sha256"] = digest(files[each["@id"]])
    files["ro-crate-metadata.json"] = json.dumps(crate).encode()


def edit(name: str, change: Callable[[Any], None]) -> Change:
    """A change of one JSON file."""

    def apply(files: dict[str, bytes]) -> None:
        content: Mapping[str, Any] = json.loads(files[name])
        change(content)
        files[name] = json.dumps(content, ensure_ascii=False).encode()

    return apply
