"""Write distributions to a folder: result, table, every draw, figures; all of it, or nothing."""

from __future__ import annotations

import shutil
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from rulewright.errors import FileError
from rulewright.reporting.figures import save_figure
from rulewright.reporting.tables import to_csv

if TYPE_CHECKING:
    from rulewright.analysis.uncertainty_result import Picture, UncertaintyResult

LANGUAGES = ("zh", "en")
NETCDF4 = ("h5netcdf", "h5py")  # what the extra [netcdf] installs; NetCDF 3 needs nothing


def write_uncertainty(
    result: UncertaintyResult,
    directory: str | Path,
    lang: str = "en",
    draws: Literal["netcdf", "zarr"] = "netcdf",
) -> list[Path]:
    """Write uncertainty.json, uncertainty.csv, draws.nc or draws.zarr, and figures in both languages.

    ``draws.nc`` is NetCDF 4 if the extra ``netcdf`` is installed, and NetCDF 3 otherwise. Figures: ``distributions``,
    ``convergence`` and, of several rules, ``differences``, as .svg and .png. All is made in a temporary folder beside
    the wanted one and moved when it is done; files of these names are replaced.

    Returns
    -------
    list of Path
        What was written, in this order.

    Raises
    ------
    FileError
        If the folder can't be written, or the disk is full; nothing is left there then.
    """
    target = Path(directory).expanduser()
    workshop: Path | None = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        workshop = Path(tempfile.mkdtemp(prefix=".rulewright-", dir=target.parent))
        names = _write_all(result, workshop, lang, draws)
        target.mkdir(exist_ok=True)
        for name in names:
            if (target / name).is_dir():
                shutil.rmtree(target / name)
            (workshop / name).replace(target / name)
    except OSError as error:
        raise FileError(
            f"the folder cannot be written: {error.strerror or error}", str(target),
            "choose another folder (--out), or free this path and its permissions",
        ) from error  # fmt: skip
    finally:
        if workshop is not None:
            shutil.rmtree(workshop, ignore_errors=True)
    return [target / name for name in names]


def _write_all(
    result: UncertaintyResult, folder: Path, lang: str, draws: Literal["netcdf", "zarr"]
) -> list[str]:
    (folder / "uncertainty.json").write_text(result.to_json() + "\n", encoding="utf-8", newline="\n")
    to_csv(result.to_dataframe(lang), folder / "uncertainty.csv")
    names = ["uncertainty.json", "uncertainty.csv", _write_draws(result, folder, draws)]
    pictures: tuple[Picture, ...] = ("distributions", "convergence", "differences")
    for picture in pictures if len(result.results) > 1 else pictures[:2]:
        for language in LANGUAGES:
            figure = result.plot(language, picture)
            for kind in ("svg", "png"):
                names.append(f"{picture}-{language}.{kind}")
                save_figure(figure, folder / names[-1])
    return names


def _write_draws(result: UncertaintyResult, folder: Path, draws: Literal["netcdf", "zarr"]) -> str:
    if draws == "zarr":
        result.dataset.to_zarr(folder / "draws.zarr", zarr_format=2)
        return "draws.zarr"
    if any(find_spec(package) is None for package in NETCDF4):
        result.dataset.to_netcdf(folder / "draws.nc", engine="scipy", format="NETCDF3_64BIT")
    else:
        result.dataset.to_netcdf(folder / "draws.nc", engine="h5netcdf")
    return "draws.nc"
