"""Write results to a folder: tables, ledger, results, figures; all of it, or nothing."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from rulewright.errors import FileError
from rulewright.reporting.figures import comparison_figure, save_figure
from rulewright.reporting.sentences import Sentence
from rulewright.reporting.tables import (
    clause_difference_table,
    comparison_table,
    ledger_table,
    to_csv,
    to_text,
)
from rulewright.rule import Text

if TYPE_CHECKING:
    from rulewright.study import Comparison

TEXT_WIDTH = 160  # columns of table.txt
LANGUAGES = ("zh", "en")
NETCDF = ("h5netcdf", "h5py")  # what the extra [netcdf] installs

DIFFERENCES = Sentence("各规则不同的条款", "Clauses in which the rules differ")
NO_NETCDF = Sentence(
    "没有写 results.nc：未安装 h5netcdf（pip install 'rulewright[netcdf]'）；results.json 内容相同。",
    "results.nc is not written: h5netcdf is not installed (pip install 'rulewright[netcdf]'); "
    "results.json holds the same.",
)


@dataclass(frozen=True)
class Written:
    """What was written where, and what was not and why."""

    directory: Path
    paths: tuple[Path, ...]
    notes: tuple[Text, ...] = ()


def write_comparison(comparison: Comparison, directory: Path | str, lang: str = "en") -> Written:
    """Write all results of a comparison to a folder, which is made if it doesn't exist.

    Files: ``table.csv``, ``table.txt``, ``clauses.csv``, ``ledger.csv``, ``ledger.json``, ``results.json``,
    ``results.nc`` (if h5netcdf is installed), ``comparison-zh`` and ``comparison-en`` as .svg and .png. They are
    made in a temporary folder beside it and moved when all are done; files of these names are replaced.

    Parameters
    ----------
    lang
        Language of the tables, "zh" or "en"; figures and ``ledger.json`` come in both.

    Raises
    ------
    FileError
        If the folder can't be written; nothing is left there then.
    """
    return write_together(directory, lambda folder: _write_all(comparison, folder, lang))


class Printable(Protocol):
    """A result with a table, sentences and a JSON text."""

    def to_dataframe(self, lang: str = ...) -> Any:
        """Table of the result."""

    def notes(self, lang: str = ...) -> list[str]:
        """Sentences that go with the table."""

    def to_json(self) -> str:
        """JSON text of the result."""


class Writable(Printable, Protocol):
    """A result that has a figure, too."""

    def plot(self, lang: str = ...) -> Any:
        """Figure of the result."""


def write_result(result: Writable, directory: Path | str, name: str, lang: str = "en") -> Written:
    """Write a result to a folder: ``NAME.csv``, ``NAME.json``, ``NAME-zh`` and ``NAME-en`` as .svg and .png.

    Raises
    ------
    FileError
        If the folder can't be written; nothing is left there then.
    """

    def write(folder: Path) -> tuple[Text, ...]:
        to_csv(result.to_dataframe(lang), folder / f"{name}.csv")
        _write_text(folder / f"{name}.json", result.to_json())
        for language in LANGUAGES:
            figure = result.plot(language)
            save_figure(figure, folder / f"{name}-{language}.svg")
            save_figure(figure, folder / f"{name}-{language}.png")
        return ()

    return write_together(directory, write)


def write_together(directory: Path | str, write: Callable[[Path], tuple[Text, ...]]) -> Written:
    """Let ``write`` fill a temporary folder, and move its files to ``directory`` when all are done.

    Raises
    ------
    FileError
        If the folder can't be written; nothing is left there then.
    """
    target = Path(directory).expanduser()
    workshop: Path | None = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        workshop = Path(tempfile.mkdtemp(prefix=".rulewright-", dir=target.parent))
        draft = workshop / "out"
        draft.mkdir()
        notes = write(draft)
        names = sorted(path.name for path in draft.iterdir())
        _move(draft, target, names)
    except OSError as error:
        raise FileError(
            f"the folder cannot be written: {error.strerror or error}", str(target),
            "choose another folder (--out), or free this path and its permissions",
        ) from error  # fmt: skip
    finally:
        if workshop is not None:
            shutil.rmtree(workshop, ignore_errors=True)
    return Written(target, tuple(target / name for name in names), notes)


def _move(draft: Path, target: Path, names: list[str]) -> None:
    """Move finished files; a new folder appears at once, an existing one gets each file whole."""
    if not target.exists():
        draft.replace(target)
        return
    for name in names:  # before anything is moved: what can't be replaced
        if (target / name).is_dir():
            raise IsADirectoryError(0, "a folder has the name of a file that is written", str(target / name))
    for name in names:
        (draft / name).replace(target / name)


def _write_all(comparison: Comparison, folder: Path, lang: str) -> tuple[Text, ...]:
    table = comparison_table(comparison, lang)
    clauses = clause_difference_table(comparison, lang)
    to_csv(table, folder / "table.csv")
    to_csv(clauses, folder / "clauses.csv")
    text = [to_text(table, lang, TEXT_WIDTH), DIFFERENCES(lang), to_text(clauses, lang, TEXT_WIDTH)]
    _write_text(folder / "table.txt", "\n\n".join(text))
    to_csv(ledger_table(comparison, lang), folder / "ledger.csv")
    ledgers = {rule: result.ledger.to_list() for rule, result in comparison.results.items()}
    _write_text(folder / "ledger.json", _json(ledgers))
    _write_text(folder / "results.json", comparison.to_json())
    for language in LANGUAGES:
        figure = comparison_figure(comparison, language)
        save_figure(figure, folder / f"comparison-{language}.svg")
        save_figure(figure, folder / f"comparison-{language}.png")
    if any(find_spec(package) is None for package in NETCDF):
        return (NO_NETCDF.text(),)
    comparison.dataset.to_netcdf(folder / "results.nc", engine="h5netcdf")
    return ()


def _write_text(path: Path, text: str) -> None:
    path.write_text(text.rstrip("\n") + "\n", encoding="utf-8", newline="\n")


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False, default=_plain)


def _plain(value: Any) -> Any:
    """Make values of decisions plain: settings, sets, numbers of numpy."""
    forms: Mapping[str, Callable[[], Any]] = {
        name: getattr(value, name) for name in ("model_dump", "tolist") if hasattr(value, name)
    }
    if forms:
        return next(iter(forms.values()))()
    if isinstance(value, set | frozenset):
        return sorted(value)
    return dict(value) if isinstance(value, Mapping) else str(value)
