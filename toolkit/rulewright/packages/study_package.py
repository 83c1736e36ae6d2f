"""Write a study package: inventory, rules, choices, background and results, with hashes, as one zip of fixed bytes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rulewright.packages.crate import DESCRIPTOR, crate
from rulewright.packages.errors import PackageError
from rulewright.packages.inputs import inputs_of
from rulewright.packages.plain import digest, to_json
from rulewright.packages.reading import MANIFEST, PACKAGE_FORMAT, RESULTS
from rulewright.packages.sections import (
    OF_PACKAGE,
    Parts,
    RunSettings,
    check_draws,
    sections_of,
    uncertainty_section,
    versions,
)
from rulewright.reporting.sentences import Sentence
from rulewright.reporting.tables import to_csv
from rulewright.whole_files import check_writable, write_files

if TYPE_CHECKING:
    from rulewright.study import Study

FIRST_DAY = (
    1980,
    1,
    1,
    0,
    0,
    0,
)  # the earliest that a zip can say: time of writing has no place in the bytes
DATE = re.compile(r"^\d{4}(-\d{2}(-\d{2})?)?$")
WRITTEN = Sentence(
    "已写入 {path}：{files} 个文件，{kilobytes} kB。", "{path} is written: {files} files, {kilobytes} kB."
)
README = """# {zh} / {en}

{rules}

中文：本研究包含清单、规则、声明的选择、背景数据、GWP 取值和结果。`rulewright verify` 只用包内文件重新计算，并列出偏差。
文件及其哈希见 package.json 和 ro-crate-metadata.json（RO-Crate 1.2, https://w3id.org/ro/crate/1.2）。

English: this package holds inventory, rules, declared choices, background data, GWP sets and results. `rulewright verify`
computes the results again from these files alone and lists deviations. Files and hashes: package.json and
ro-crate-metadata.json (RO-Crate 1.2, https://w3id.org/ro/crate/1.2).
"""


@dataclass(frozen=True)
class WrittenPackage:
    """A package that was written: path, and its files with their bytes."""

    path: Path
    files: Mapping[str, bytes]

    def notes(self, lang: str = "en") -> list[str]:
        """What was written."""
        kilobytes = self.path.stat().st_size // 1000
        return [WRITTEN(lang, path=self.path, files=len(self.files), kilobytes=kilobytes)]

    def to_dict(self) -> dict[str, Any]:
        """Path, and the hash and size of each file."""
        return {
            "path": str(self.path),
            "files": {
                name: {"sha256": digest(content), "bytes": len(content)}
                for name, content in self.files.items()
            },
        }

    def to_json(self) -> str:
        """JSON text of :meth:`to_dict`."""
        return to_json(self.to_dict())


def write_package(
    study: Study,
    path: Path | str,
    rules: Iterable[str] | None = None,
    uncertainty: RunSettings | None = None,
    published: str | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> WrittenPackage:
    """Write everything that a study was computed from, and its results, as one zip.

    Parameters
    ----------
    path
        File that ends with .zip; an existing one is replaced whole.
    rules
        Ids among the study's rules; default: all.
    uncertainty
        Also draw, with these settings: the package then holds statistics and the hash of all totals.
    published
        Date of the package, ISO 8601; default: when the inventory's data were read, or their year. The clock has no
        part in the bytes.

    Raises
    ------
    PackageError
        If the path or date has another form, or the study holds what no file can say.
    OpenDecisionsError, ApplicationError
        If a rule gives no result.
    FileError
        If the file can't be written; nothing is left then.
    """
    target = Path(path).expanduser()
    if target.suffix.lower() != ".zip":
        raise PackageError("a study package is a .zip", str(target), "give a name that ends with .zip")
    check_writable(target)
    when = published_on(study, published)
    if uncertainty is not None:
        check_draws(uncertainty.draws)
    study = of_rules(study, rules)
    chosen = list(study.rules)
    files = inputs_of(study, chosen, uncertainty.seed if uncertainty is not None else None)
    comparison = study.compare()
    results = {rule: sections_of(Parts(result), OF_PACKAGE) for rule, result in comparison.results.items()}
    if uncertainty is not None:
        run = uncertainty.run(study, chosen, progress)
        for rule in chosen:
            results[rule]["uncertainty"] = uncertainty_section(run.results[rule])
    files[RESULTS] = to_json(results).encode()
    files["table.csv"] = to_csv(comparison.to_dataframe("en")).encode("utf-8-sig")
    files["README.md"] = _read_me(study, chosen).encode()
    manifest = about(PACKAGE_FORMAT, study, chosen, uncertainty) | {
        "files": {name: {"sha256": digest(content), "bytes": len(content)} for name, content in files.items()}
    }
    files[MANIFEST] = to_json(manifest).encode()
    metadata = to_json(crate(study, files, manifest["versions"], when)).encode()
    files = {DESCRIPTOR: metadata, **files}
    write_files({target: zipped(files)})
    return WrittenPackage(target, files)


def about(form: str, study: Study, rules: Iterable[str], uncertainty: RunSettings | None) -> dict[str, Any]:
    """What a manifest says first: format, versions, study with its hashes, settings of the draws."""
    declared = study.inventory.file.declared_unit
    return {
        "format": form,
        "versions": versions(),
        "study": {
            "inventory": study.inventory.id,
            "inventory_hash": study.inventory.hash,
            "product": study.product,
            "unit": f"{declared.amount:g} {declared.unit}" if declared is not None else None,
            "rules": {rule: study.rules[rule].hash for rule in rules},
        },
        "uncertainty": None if uncertainty is None else uncertainty.to_dict(),
    }


def of_rules(study: Study, rules: Iterable[str] | None) -> Study:
    """The study with some of its rules.

    Raises
    ------
    PackageError
        If there are none, or one isn't the study's.
    """
    from rulewright.study import Study

    chosen = list(study.rules if rules is None else rules)
    for rule in chosen:
        if rule not in study.rules:
            raise PackageError(
                f"no rule '{rule}' in this study", f"inventory {study.inventory.id}", f"use one of: {', '.join(study.rules)}"
            )  # fmt: skip
    if not chosen:
        raise PackageError(
            "a package needs at least one rule", f"inventory {study.inventory.id}", "name rules with --rules"
        )
    if chosen == list(study.rules):
        return study
    return Study(study.inventory, [study.rules[rule] for rule in chosen], study.choices, study.product)


def published_on(study: Study, stated: str | None) -> str:
    """Date of a package: as stated, or when the data were read, or their year; never the clock's."""
    if stated is None:
        file = study.inventory.file
        return str(file.read or file.year)
    if DATE.match(stated) is None:
        raise PackageError(f"'{stated}' is no date", "--date", "write YYYY-MM-DD, e.g. 2026-11-23")
    return stated


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A zip whose bytes depend on the files alone."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, FIRST_DAY)
            entry.compress_type, entry.create_system, entry.external_attr = (
                zipfile.ZIP_DEFLATED,
                3,
                0o644 << 16,
            )
            archive.writestr(entry, data, compresslevel=9)
    return content.getvalue()


def _read_me(study: Study, rules: Iterable[str]) -> str:
    title = study.inventory.file.title
    listed = "\n".join(f"- {rule}" for rule in rules)
    return README.format(zh=title.zh, en=title.en, rules=listed)
