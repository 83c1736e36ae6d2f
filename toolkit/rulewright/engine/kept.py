"""Unit impacts per draw, kept on disk: computed once, used by every later study of the same background.

Each part of draws is a file of its own, written beside its place and then moved there: what is half written is never
taken for whole, a run that was stopped goes on, and a full disk leaves what was there.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import platform
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from rulewright import __version__
from rulewright.engine.background import Block, CompiledBackground
from rulewright.engine.errors import UncertaintyError
from rulewright.errors import FileError

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Bytes = npt.NDArray[np.uint8]

FORMAT = "rulewright-kept-draws/1"
HEADER = "header.json"
PART = 128  # draws in one file
GENERATOR = (
    "Philox4x64-10, key (seed, blake2b-64 of 'background:' and the exchange's identity), counter draw//4"
)
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class KeptDraws:
    """Unit impacts of a background's products in the draws 0 .. draws - 1, on disk.

    ``header``: what they are, see docs/background.md. Objects can be sent to other processes.
    """

    directory: Path
    header: Mapping[str, Any]
    draws: int

    def unit_impacts(self, start: int, stop: int) -> Floats:
        """(stop - start, products, indicators) [kg CO2e per unit]."""
        return np.concatenate([part[some] for part, some in self._parts("impacts", start, stop)])

    def status(self, start: int, stop: int) -> Bytes:
        """(stop - start,) as in :class:`rulewright.engine.compiled.Block`."""
        return np.concatenate([part[some] for part, some in self._parts("status", start, stop)])

    @property
    def status_counts(self) -> dict[str, int]:
        """How many draws have each status, and the largest residual aside (it stands in the parts)."""
        counts = np.bincount(self.status(0, self.draws), minlength=4)
        names = ("ok", "direct", "not_productive", "singular")
        return dict(zip(names, counts.tolist(), strict=True))

    @property
    def largest_residual(self) -> float:
        """Largest componentwise backward error of the usable draws [1]."""
        residuals = np.concatenate([part[some] for part, some in self._parts("residuals", 0, self.draws)])
        usable = self.status(0, self.draws) < 2
        return float(residuals[usable].max(initial=0.0))

    def _parts(self, what: str, start: int, stop: int) -> list[tuple[Any, slice]]:
        found = []
        for number in range(start // PART, -(-stop // PART)):
            first = number * PART
            some = slice(max(start - first, 0), min(stop - first, PART))
            with np.load(_part(self.directory, number), allow_pickle=False) as arrays:
                found.append((arrays[what], some))
        return found


def default_directory() -> Path:
    """Where draws are kept: in the user's cache directory."""
    import platformdirs

    return Path(platformdirs.user_cache_dir("rulewright")) / "background"


def keep(
    background: CompiledBackground, draws: int, seed: int, directory: Path | str | None = None,
    progress: Progress | None = None, threads: int | None = None,
) -> KeptDraws:  # fmt: skip
    """Open what is kept of these draws, and compute what is missing.

    Parameters
    ----------
    draws, seed
        As in :class:`rulewright.engine.draws.Draws`; more draws than are there are added.
    directory
        Base directory; default: :func:`default_directory`. Each background, seed and list of products has its own
        directory in it.
    progress
        Called with (draws done, draws).

    Raises
    ------
    FileError
        If the directory cannot be made or written, or the disk is full; what was written stays.
    UncertaintyError
        If what lies in the directory belongs to something else.
    """
    base = default_directory() if directory is None else Path(directory).expanduser()
    header = describe(background, seed)
    folder = base / _name(header)
    _open_folder(folder, header)
    parts = -(-draws // PART)
    there = {number for number in range(parts) if _is_whole(_part(folder, number), header)}
    for number in range(parts):
        if number not in there:
            first = number * PART
            block = background.draw(first, first + PART, seed, threads)
            _write(_part(folder, number), block, header)
            there.add(number)
        if progress is not None:
            progress(min((number + 1) * PART, draws), draws)
    return KeptDraws(folder, header, draws)


def open_kept(directory: Path | str) -> KeptDraws:
    """Open one directory of kept draws, as far as it is written.

    Raises
    ------
    FileError
        If it holds no kept draws.
    """
    folder = Path(directory)
    header = _read_header(folder)
    number = 0
    while _is_whole(_part(folder, number), header):
        number += 1
    return KeptDraws(folder, header, number * PART)


def describe(background: CompiledBackground, seed: int) -> dict[str, Any]:
    """Header of kept draws: everything that decides their bits."""
    data = background.data
    products = [data.codes.get(each, str(each)) for each in background.products]
    return {
        "format": FORMAT,
        "background": data.name,
        "content_hash": data.hash,
        "order_hash": background.hash,
        "indicators": list(background.indicators),
        "products": products,
        "products_hash": hashlib.sha256("\0".join(products).encode()).hexdigest(),
        "seed": seed,
        "plan": "mc",
        "generator": GENERATOR,
        "kernels": background.kernels.path,
        "units": "kg CO2e per unit of the product",
        "versions": {
            "rulewright": __version__,
            "numpy": np.__version__,
            "python": platform.python_version(),
        },
    }


_DECIDES = (
    "format",
    "content_hash",
    "order_hash",
    "indicators",
    "products_hash",
    "seed",
    "plan",
    "generator",
)


def _name(header: Mapping[str, Any]) -> str:
    text = json.dumps([header[each] for each in _DECIDES])
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def _open_folder(folder: Path, header: Mapping[str, Any]) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _cannot_write(folder, error) from None
    path = folder / HEADER
    if path.exists():
        found = _read_header(folder)
        differ = [each for each in _DECIDES if found.get(each) != header[each]]
        if differ:
            raise UncertaintyError(
                f"the kept draws there are of something else: {', '.join(differ)} differ", str(folder),
                "give another directory, or delete this one",
            )  # fmt: skip
        return
    _replace(path, (json.dumps(header, indent=2, sort_keys=True) + "\n").encode())


def _read_header(folder: Path) -> dict[str, Any]:
    try:
        found = json.loads((folder / HEADER).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        found = None
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise FileError(
            "no kept draws lie there", str(folder), "give the directory of kept draws, or delete it"
        )
    return found


def _part(folder: Path, number: int) -> Path:
    return folder / f"part-{number:06d}.npz"


def _is_whole(path: Path, header: Mapping[str, Any]) -> bool:
    """Whether a part is there and complete; a damaged one is computed anew."""
    shape = (PART, len(header["products"]), len(header["indicators"]))
    try:
        with (
            path.open("rb") as file,
            np.load(file, allow_pickle=False) as arrays,
        ):  # np.load leaves a damaged file open
            return bool(arrays["impacts"].shape == shape and arrays["status"].shape == (PART,))
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return False


def _write(path: Path, block: Block, header: Mapping[str, Any]) -> None:
    buffer = io.BytesIO()
    np.savez(
        buffer, impacts=block.unit_impacts_kg_co2e.astype("<f8"), status=block.status, residuals=block.residuals,
        sweeps=block.sweeps,
    )  # fmt: skip
    _replace(path, buffer.getvalue())


def _replace(path: Path, content: bytes) -> None:
    """Write beside the place, then move: a reader sees the whole file or none."""
    partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
    try:
        partial.write_bytes(content)
        os.replace(partial, path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise _cannot_write(path, error) from None


def _cannot_write(path: Path, error: OSError) -> FileError:
    return FileError(
        f"cannot write the kept draws: {error.strerror}", str(path),
        "make room or give another directory; what was written stays and is used again",
    )  # fmt: skip
