"""Read a package: a zip or folder of files, or the one JSON file of a report; what it says and what is wrong with it.

Nothing is unpacked to disk here and nothing of the content is trusted: names, sizes, hashes and forms are checked.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rulewright.importing.archives import Limits, read_archive
from rulewright.packages.deviations import NO_FILE, UNLISTED, Deviation, about_file, deviation
from rulewright.packages.errors import PackageError
from rulewright.packages.inputs import check_name
from rulewright.packages.plain import digest

PACKAGE_FORMAT, REPORT_FORMAT = "rulewright-package/1", "rulewright-report/1"
MANIFEST, RESULTS, CRATE = "package.json", "results.json", "ro-crate-metadata.json"
LARGEST_BYTES = 60_000_000
LIMITS = Limits(total_bytes=200_000_000, member_bytes=LARGEST_BYTES, members=2_000)
AGAIN = "make it again with `rulewright package` or `rulewright report`"


@dataclass(frozen=True)
class Package:
    """What a package says.

    Attributes
    ----------
    manifest
        What it is about: study, versions, settings of the draws, hashes.
    files
        Inputs by name.
    results
        Rule to section to plain data.
    deviations
        What is wrong with its files, before anything is computed.
    """

    path: Path
    manifest: Mapping[str, Any]
    files: Mapping[str, bytes]
    results: Mapping[str, Mapping[str, Any]]
    deviations: tuple[Deviation, ...]

    @property
    def versions(self) -> Mapping[str, str]:
        """Versions of what computed the results."""
        return _strings(self.manifest.get("versions"))


def read_package(path: Path | str) -> Package:
    """Read a study package (.zip or folder) or the JSON of a report.

    Raises
    ------
    PackageError
        If it is none, is of another version of the format, or lacks what says what it is.
    ReadingError
        With all entries of an archive that lead outside, are links, stand twice or are too large.
    FileError
        If there is nothing at the path, or the archive is cut short.
    """
    place = Path(path).expanduser()
    if place.is_file() and place.suffix.lower() == ".json":
        return _read_report(place)
    return _read_files(place, read_archive(place, limits=LIMITS))


def _read_report(place: Path) -> Package:
    if place.stat().st_size > LARGEST_BYTES:
        raise PackageError(f"the file is larger than {LARGEST_BYTES} bytes", str(place), AGAIN)
    manifest = _parse(place.read_bytes(), place)
    _check_format(manifest, REPORT_FORMAT, place)
    found: list[Deviation] = []
    files: dict[str, bytes] = {}
    for name, stated in _mapping(manifest, "files", place).items():
        check_name(name)
        if not isinstance(stated, dict) or not isinstance(stated.get("text"), str):
            found.append(about_file(name, NO_FILE))
            continue
        files[name] = stated["text"].encode("utf-8", "surrogatepass")
        found += _hash_of(name, files[name], stated.get("sha256"))
    results = _mapping(manifest, "results", place)
    found += _hash_of("results", results, manifest.get("results_sha256"))
    found += _document(place, manifest.get("document"))
    return Package(place, manifest, files, _results(results, place), tuple(found))


def _document(place: Path, stated: Any) -> list[Deviation]:
    """The document that was written with the JSON, if it lies beside it."""
    if not isinstance(stated, dict) or not isinstance(stated.get("name"), str):
        return []
    document = place.parent / Path(stated["name"]).name
    if not document.is_file():
        return [about_file(document.name, NO_FILE, "note")]
    return _hash_of(document.name, document.read_bytes(), stated.get("sha256"))


def _read_files(place: Path, members: Mapping[str, bytes]) -> Package:
    if MANIFEST not in members:
        raise PackageError(f"'{place.name}' holds no {MANIFEST}: it is no study package", str(place), AGAIN)
    manifest = _parse(members[MANIFEST], place)
    _check_format(manifest, PACKAGE_FORMAT, place)
    found: list[Deviation] = []
    files: dict[str, bytes] = {}
    listed = _mapping(manifest, "files", place)
    for name, stated in listed.items():
        check_name(name)
        if name not in members:
            found.append(about_file(name, NO_FILE))
            continue
        files[name] = members[name]
        found += _hash_of(name, files[name], stated.get("sha256") if isinstance(stated, dict) else stated)
    found += [
        about_file(name, UNLISTED) for name in members if name not in listed and name not in (MANIFEST, CRATE)
    ]
    found += _crate_hashes(members)
    results = _parse(members[RESULTS], place) if RESULTS in members else {}
    return Package(place, manifest, files, _results(results, place), tuple(found))


def _crate_hashes(members: Mapping[str, bytes]) -> list[Deviation]:
    """Hashes that the RO-Crate states: of the manifest, which cannot hold its own, above all."""
    if CRATE not in members:
        return [about_file(CRATE, NO_FILE)]
    try:
        graph = json.loads(members[CRATE])["@graph"]
        stated = {each["@id"]: each.get("sha256") for each in graph if each.get("@type") == "File"}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return [deviation("hash", CRATE, "@graph", None)]
    found = []
    for name, value in stated.items():
        if name in members:
            found += _hash_of(name, members[name], value)
    return found if MANIFEST in stated else [*found, about_file(MANIFEST, UNLISTED)]


def _hash_of(name: str, content: Any, stated: Any) -> list[Deviation]:
    actual = digest(content)
    return [] if actual == stated else [deviation("hash", name, stated, actual)]


def _results(found: Mapping[str, Any], place: Path) -> Mapping[str, Mapping[str, Any]]:
    for rule, sections in found.items():
        if not isinstance(sections, dict):
            raise PackageError(f"the results of '{rule}' have no sections", str(place), AGAIN)
    return found


def _parse(content: bytes, place: Path) -> dict[str, Any]:
    try:
        found = json.loads(content, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise PackageError(f"'{place.name}' holds no readable JSON: {reason}", str(place), AGAIN) from None
    if not isinstance(found, dict):
        raise PackageError(f"'{place.name}' is no package", str(place), AGAIN)
    return found


def _refuse(word: str) -> float:
    raise ValueError(f"{word} is no number")


def _check_format(manifest: Mapping[str, Any], wanted: str, place: Path) -> None:
    stated = manifest.get("format")
    if stated == wanted:
        return
    kind = wanted.split("/")[0]
    if isinstance(stated, str) and stated.startswith(f"{kind}/"):
        writer = _strings(manifest.get("versions")).get("rulewright", "?")
        raise PackageError(
            f"the package has the format '{stated}', and this version reads '{wanted}'", str(place),
            f"verify it with rulewright {writer}, which wrote it",
        )  # fmt: skip
    raise PackageError(f"'{place.name}' is no package: its format is not '{wanted}'", str(place), AGAIN)


def _mapping(manifest: Mapping[str, Any], key: str, place: Path) -> dict[str, Any]:
    found = manifest.get(key)
    if not isinstance(found, dict) or not found:
        raise PackageError(f"the package does not say its {key}", str(place), AGAIN)
    return found


def _strings(found: Any) -> dict[str, str]:
    return {str(name): str(each) for name, each in found.items()} if isinstance(found, dict) else {}
