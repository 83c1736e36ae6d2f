"""A run on disk: draws in a Zarr group, block by block, and a manifest that says which blocks are whole.

The manifest is replaced in one step after a block's numbers are written, and holds their hash. What the manifest
doesn't name, or whose hash is another, is not there: it is computed again, with the same bits.
"""

from __future__ import annotations

import errno
import json
import os
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from rulewright.analysis.run_errors import OtherRunError, StoreError
from rulewright.analysis.run_facts import RunFacts, facts_from
from rulewright.analysis.runs import BLOCK, NOT_DONE, Collected, Scores, Tally, ranges
from rulewright.analysis.splits import SplitDraws
from rulewright.analysis.stopping import Precision, Stopping
from rulewright.analysis.uncertainty_result import STATUS_ATTRIBUTES, UncertaintyResult, attributes
from rulewright.errors import Mistake

if TYPE_CHECKING:
    import numpy.typing as npt
    import zarr

    Floats = npt.NDArray[np.float64]

FORMAT = "rulewright-run/1"
MANIFEST, GROUP = "manifest.json", "draws.zarr"
KEYS = {"state", "planned", "draws", "stopping", "identity", "facts", "blocks"}  # of a manifest
PARTIAL = ".partial"
CONSOLIDATED = ".zmetadata"
ZARR_FORMAT: Literal[2] = 2  # read by every version of Zarr, and by xarray
SHOWN = 5  # differences named in a message
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class RunStore:
    """The store of one run; one process at a time writes into it.

    Parameters
    ----------
    path
        Folder; made if it doesn't exist.
    facts
        Of the run that wants to write.
    draws
        Draws wanted, at most.

    Raises
    ------
    StoreError
        If the folder holds something else, or a run with another identity, or can't be written.
    """

    def __init__(self, path: str | Path, facts: RunFacts, draws: int) -> None:
        self.path = Path(path).expanduser()
        self.facts, self.draws = facts, draws
        self._blocks: dict[int, dict[str, Any]] = {}
        self._written = b""
        self._about = {
            "identity": facts.identity(draws),
            "facts": facts.to_dict(),
        }  # the same in every manifest
        self._held = 0  # draws of a finished run that is here already
        with self._writing():
            self._open()

    def load(self) -> Collected:
        """Whole blocks of the store that this run can use; others are forgotten, to be computed again."""
        planned = dict(ranges(self.draws))
        collected = Collected(len(self.facts.rules))
        for scores in _whole_blocks(self.path, list(self._blocks.values())):
            if planned.get(scores.start) == scores.stop:
                collected.add(scores)
        self._blocks = {
            start: each for start, each in self._blocks.items() if (start, each["stop"]) in collected
        }
        return collected

    def append(self, scores: Scores) -> None:
        """Write one block, then say in the manifest that it is there.

        Raises
        ------
        StoreError
            If the disk is full or refuses; all earlier blocks stay usable.
        """
        with self._writing():
            some = slice(scores.start, scores.stop)
            self._arrays["total"][:, 0, some] = scores.totals_kg_co2e
            self._arrays["status"][:, 0, some] = scores.status
            if scores.parts_kg_co2e is not None:
                self._arrays["footprint"][:, 0, :, :, some] = scores.parts_kg_co2e
            entry = {
                "start": scores.start,
                "stop": scores.stop,
                "sha256": scores.digest,
                **scores.tally.to_dict(),
            }
            blocks = {**self._blocks, scores.start: entry}
            self._write_manifest("running", blocks)
            self._blocks = blocks

    def finish(self, draws: int, stopping: Stopping | None) -> None:
        """Close the run after so many draws: what was computed beyond them is left out.

        A longer run that was finished before stays as it is: a shorter wish never shortens a store.
        """
        import zarr

        with self._writing():
            for array in self._arrays.values():
                array.resize((*array.shape[:-1], max(draws, self._held)))
            zarr.consolidate_metadata(str(self.path / GROUP), zarr_format=ZARR_FORMAT)
            if draws >= self._held:
                blocks = {start: each for start, each in self._blocks.items() if each["stop"] <= draws}
                self._write_manifest("complete", blocks, draws, stopping)

    # -- opening ----------------------------------------------------------------------------------------

    def _open(self) -> None:
        if self.path.exists() and not self.path.is_dir():
            raise StoreError("this is a file, not a store of draws", str(self.path), "name another folder")
        manifest = _read_manifest(self.path) if (self.path / MANIFEST).exists() else None
        if manifest is None:
            self._refuse_strangers()
            self.path.mkdir(parents=True, exist_ok=True)
        else:
            self._refuse_another_run(manifest)
            self._blocks = {each["start"]: each for each in manifest["blocks"]}
            self._held = manifest["draws"] or 0
            self._written = (self.path / MANIFEST).read_bytes()
        reach = max([self.draws, *(each["stop"] for each in self._blocks.values())])
        self._arrays = _arrays(self.path, self.facts, reach)
        if manifest is None:
            self._write_manifest("running", {})

    def _refuse_strangers(self) -> None:
        names = sorted(each.name for each in self.path.iterdir()) if self.path.exists() else []
        strangers = [name for name in names if name not in (MANIFEST, GROUP) and not name.endswith(PARTIAL)]
        if strangers:
            raise StoreError(
                f"the folder is no store of draws: it holds {strangers[0]}", str(self.path),
                "name an empty folder, or one that doesn't exist",
            )  # fmt: skip

    def _refuse_another_run(self, manifest: Mapping[str, Any]) -> None:
        wanted, found = self._about["identity"], dict(manifest["identity"])
        names = [name for name in {**found, **wanted} if found.get(name) != wanted.get(name)]
        if names:
            mistakes = [
                Mistake(
                    f"{name} is {found.get(name, '-')} in the store and {wanted.get(name, '-')} in this run", str(self.path),
                    "name another folder, or ask for the run that the store holds",
                )
                for name in names[:SHOWN]
            ]  # fmt: skip
            raise OtherRunError(f"the store holds another run ({len(names)} differences)", mistakes)
        if manifest["state"] == "complete" and manifest["draws"] > self.draws:
            raise StoreError(
                f"the store holds {manifest['draws']} draws, more than the {self.draws} asked for", str(self.path),
                "ask for as many or more, read it with read_run(), or name another folder",
            )  # fmt: skip

    # -- writing ----------------------------------------------------------------------------------------

    def _write_manifest(
        self,
        state: str,
        blocks: Mapping[int, Mapping[str, Any]],
        draws: int | None = None,
        stopping: Stopping | None = None,
    ) -> None:
        content = {
            "format": FORMAT,
            "state": state,
            "planned": self.draws,
            "draws": draws,
            "stopping": stopping.to_dict() if stopping is not None else None,
            **self._about,
            "blocks": [blocks[start] for start in sorted(blocks)],
        }
        target = self.path / MANIFEST
        if self._written and (not target.exists() or target.read_bytes() != self._written):
            raise StoreError(
                "another process writes into this store", str(self.path),
                "let one process write at a time; run it again when the other has ended",
            )  # fmt: skip
        text = (json.dumps(content, ensure_ascii=False, allow_nan=False) + "\n").encode()
        draft = self.path / f"{MANIFEST}.{os.getpid()}{PARTIAL}"
        try:
            with draft.open("wb") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(target)
        except OSError:
            draft.unlink(missing_ok=True)
            raise
        self._written = text

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            done = sum(each["stop"] - each["start"] for each in self._blocks.values())
            if error.errno in NO_ROOM:
                raise StoreError(
                    f"no room is left on the disk after {done} draws", str(self.path),
                    "make room and run the same again: it goes on from there; what was written can be read with read_run()",
                ) from error  # fmt: skip
            raise StoreError(
                f"the store cannot be written: {error.strerror or error}", str(self.path),
                "name another folder, or free this path and its permissions",
            ) from error  # fmt: skip


def read_run(path: str | Path) -> UncertaintyResult:
    """Read a run back from its store; an unfinished one gives the draws that are there.

    Parameters
    ----------
    path
        Folder that ``store=`` or ``--store`` named.

    Returns
    -------
    UncertaintyResult
        With the same bits as the run had; ``notes()`` say if it isn't finished.

    Raises
    ------
    StoreError
        If the folder is no store, is damaged, or holds no whole block from the first draw on.
    """
    folder = Path(path).expanduser()
    manifest = _read_manifest(folder)
    try:
        facts = facts_from(manifest["facts"])
    except (
        KeyError,
        TypeError,
        ValueError,
    ) as error:  # facts that this version doesn't know, or knows otherwise
        raise _of_another_format(folder) from error
    collected = Collected(len(facts.rules))
    for scores in _whole_blocks(folder, manifest["blocks"]):
        collected.add(scores)
    draws = collected.prefix
    if manifest["state"] == "complete" and draws != manifest["draws"]:
        raise StoreError(
            f"the store is damaged: {draws} of {manifest['draws']} draws are whole", str(folder),
            "run the same again with this store: what is damaged is computed again",
        )  # fmt: skip
    if not draws:
        raise StoreError(
            "the store holds no whole block of draws yet", str(folder), "let the run go on, then read it"
        )
    return UncertaintyResult(
        facts, collected.totals(draws), collected.status(draws), collected.tally(draws), manifest["planned"],
        _stopping(manifest["stopping"]), splits=stored_splits(folder, facts, draws),
    )  # fmt: skip


def stored_splits(path: str | Path, facts: RunFacts, draws: int) -> SplitDraws | None:
    """Parts by stage and gas of the first draws of a store, if the run has them; read when they are needed."""
    grid = facts.grid
    if grid is None:
        return None

    def load() -> Floats:
        import zarr

        folder = Path(path).expanduser() / GROUP
        group: Any = zarr.open_group(str(folder), mode="r", zarr_format=ZARR_FORMAT, use_consolidated=False)
        return np.asarray(group["footprint"][:, 0, :, :, :draws])

    return SplitDraws(grid, load)


def _read_manifest(folder: Path) -> dict[str, Any]:
    path = folder / MANIFEST
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise StoreError(
            f"no store of draws is here: {error.strerror or error}", str(folder),
            "name the folder that a run was stored in",
        ) from error  # fmt: skip
    try:
        manifest: dict[str, Any] = json.loads(text)
    except ValueError as error:
        raise StoreError(
            "the manifest of the store is damaged", str(path), "name another folder and run again"
        ) from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT or not manifest.keys() >= KEYS:
        raise _of_another_format(folder)
    return manifest


def _of_another_format(folder: Path) -> StoreError:
    return StoreError(
        "the manifest is of another format", str(folder / MANIFEST),
        f"use the version of Rulewright that wrote it; this one reads {FORMAT}",
    )  # fmt: skip


def _whole_blocks(folder: Path, blocks: list[dict[str, Any]]) -> Iterator[Scores]:
    """Blocks whose numbers are those that the manifest was told of."""
    import zarr

    if not blocks:
        return
    try:
        group = zarr.open_group(
            str(folder / GROUP), mode="r", zarr_format=ZARR_FORMAT, use_consolidated=False
        )
        totals: Any = group["total"]
        status: Any = group["status"]
        parts: Any = group.get("footprint")
    except (OSError, KeyError, ValueError):  # no group, no array, or their description is damaged
        return
    for each in blocks:
        start, stop = each["start"], each["stop"]
        try:
            found = Scores(
                start, stop, np.asarray(totals[:, 0, start:stop]), np.asarray(status[:, 0, start:stop]),
                Tally(each["residuals"], each["odd_shares"], each["impossible"]),
                np.asarray(parts[:, 0, :, :, start:stop]) if parts is not None else None,
            )  # fmt: skip
        except (OSError, RuntimeError, ValueError, zlib.error):  # a chunk that was cut off
            continue
        if found.totals_kg_co2e.shape[1] == stop - start and found.digest == each["sha256"]:
            yield found


def _arrays(folder: Path, facts: RunFacts, draws: int) -> dict[str, zarr.Array[Any]]:
    """Arrays of the store with room for so many draws; damaged ones are made anew."""
    import zarr

    (folder / GROUP / CONSOLIDATED).unlink(missing_ok=True)  # shapes change; written again at the end
    group = zarr.open_group(str(folder / GROUP), mode="a", zarr_format=ZARR_FORMAT, use_consolidated=False)
    group.attrs.update({**attributes(facts), "format": FORMAT})
    rules = [each.rule for each in facts.rules]
    unit = {"units": "kg CO2e", "per": f"{facts.per} {facts.product}"}
    flags = {**STATUS_ATTRIBUTES, "flag_values": [0, 1, 2, 3]}
    shape, chunks = (len(rules), 1, draws), (len(rules), 1, BLOCK)
    along = ["rule", "product", "draw"]
    found = {
        "total": _array(group, "total", shape, chunks, "<f8", np.nan, {**unit, "_ARRAY_DIMENSIONS": along}),
        "status": _array(
            group, "status", shape, chunks, "|u1", NOT_DONE, {**flags, "_ARRAY_DIMENSIONS": along}
        ),
    }
    if facts.grid is not None:
        stages, gases = len(facts.stages), len(facts.gases)
        found["footprint"] = _array(
            group, "footprint", (len(rules), 1, stages, gases, draws), (len(rules), 1, stages, gases, BLOCK), "<f8", np.nan,
            {**unit, "_ARRAY_DIMENSIONS": ["rule", "product", "stage", "gas", "draw"]},
        )  # fmt: skip
    centre = np.array([[each.deterministic_kg_co2e] for each in facts.rules])
    for name, content, dimensions, more in (
        ("deterministic", centre, ["rule", "product"], unit),
        ("rule", np.array(rules), ["rule"], {}),
        ("product", np.array([facts.product]), ["product"], {}),
        ("stage", np.array(facts.stages), ["stage"], {}),
        ("gas", np.array(facts.gases), ["gas"], {}),
    ):
        if not content.size:
            continue
        array = _array(
            group, name, content.shape, content.shape, content.dtype.str, None, {**more, "_ARRAY_DIMENSIONS": dimensions}
        )  # fmt: skip
        array[...] = content
    return found


def _array(
    group: Any, name: str, shape: tuple[int, ...], chunks: tuple[int, ...], dtype: str, fill: Any,
    attributes: Mapping[str, Any],
) -> Any:  # fmt: skip
    try:
        array = group[name]
        if array.shape[:-1] != shape[:-1] or array.chunks != chunks or array.dtype.str != dtype:
            raise ValueError(name)
    except (OSError, KeyError, ValueError, AttributeError):
        return group.create_array(
            name, shape=shape, chunks=chunks, dtype=dtype, fill_value=fill, attributes=dict(attributes),
            overwrite=True,
        )  # fmt: skip
    if array.shape != shape:
        array.resize(shape)
    return array


def _stopping(found: Mapping[str, Any] | None) -> Stopping | None:
    if found is None:
        return None
    widths = {
        rule: {name: np.inf if value is None else value for name, value in each.items()}
        for rule, each in found["half_width_over_wanted"].items()
    }
    return Stopping(Precision(**found["precision"]), found["reached"], found["draws"], widths)
