"""Open the notebooks in JupyterLab."""

from __future__ import annotations

import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

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
    print(f"JupyterLab：{folder}" if lang == "zh" else f"JupyterLab opens {folder}")
    command = [
        sys.executable,
        "-m",
        "jupyterlab",
        f"--notebook-dir={folder}",
        f"--LabApp.default_url=/lab/tree/{FIRST}",
    ]
    return subprocess.call(command)
