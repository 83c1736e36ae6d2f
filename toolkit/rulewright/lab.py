"""Open the notebooks in JupyterLab, and the apps by Voilà; both listen on this machine only."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from rulewright.apps.places import LANG_VARIABLE, WORK_VARIABLE
from rulewright.apps.serve import LOCALHOST
from rulewright.errors import FileError

FIRST = "01_read_a_rule.ipynb"


def notebooks_dir() -> Path:
    """Directory of the notebooks: beside ``toolkit/`` in a checkout, inside the package in a wheel."""
    package = Path(__file__).resolve().parent
    for place in (package / "notebooks", package.parent.parent / "notebooks"):
        if place.is_dir():
            return place
    raise FileError(
        "the notebooks are missing", str(package), "install rulewright again, or work in a checkout"
    )


def working_copy() -> Path:
    """A folder the reader may write in: the checkout's notebooks, or a copy in the current directory."""
    source = notebooks_dir()
    if source.parent != Path(__file__).resolve().parent:
        return source
    target = Path.cwd() / "rulewright-notebooks"
    if not target.exists():
        shutil.copytree(source, target)
    return target


def open_lab(lang: str) -> int:
    """Start JupyterLab in the notebooks' folder and wait until it is closed.

    Raises
    ------
    FileError
        If JupyterLab is not installed, or the notebooks are missing.
    """
    if find_spec("jupyterlab") is None:
        raise FileError(
            "JupyterLab is not installed / 没有安装 JupyterLab",
            "extra 'lab'",
            "in the checkout: make lab, or pip install '.[lab]'",
        )
    folder = working_copy()
    print(f"JupyterLab：{folder}" if lang == "zh" else f"JupyterLab opens {folder}", flush=True)
    command = [
        sys.executable,
        "-m",
        "jupyterlab",
        f"--notebook-dir={folder}",
        f"--ServerApp.ip={LOCALHOST}",
        f"--LabApp.default_url=/lab/tree/{FIRST}",
    ]
    return subprocess.call(command, env=environment(lang))


def open_apps(name: str | None, lang: str, port: int, browser: bool) -> int:
    """Serve one app, or a page that lists all, and wait until it is stopped (Ctrl-C).

    Jupyter's own token guards the address; it is part of the address that is opened or printed.

    Raises
    ------
    FileError
        If Voilà or ipywidgets is not installed, or the notebooks are missing.
    """
    for package, called in (("voila", "Voilà"), ("ipywidgets", "ipywidgets")):
        if find_spec(package) is None:
            raise FileError(
                f"{called} is not installed / 没有安装 {called}",
                "extra 'lab'",
                "in the checkout: make lab, or pip install '.[lab]'",
            )
    print("Ctrl-C 停止" if lang == "zh" else "Ctrl-C stops it", flush=True)
    return subprocess.call(apps_command(name, port, browser), env=environment(lang))


def apps_command(name: str | None, port: int, browser: bool) -> list[str]:
    """Command that serves the apps."""
    folder = notebooks_dir() / "apps"
    what = folder / f"{name}.ipynb" if name else folder
    return [
        sys.executable, "-m", "rulewright.apps.serve", str(what), str(port), "browser" if browser else "no-browser"
    ]  # fmt: skip


def environment(lang: str) -> dict[str, str]:
    """Environment of the servers: language of the apps, and the folder in which a person's files belong."""
    return {WORK_VARIABLE: str(Path.cwd()), **os.environ, LANG_VARIABLE: lang}
