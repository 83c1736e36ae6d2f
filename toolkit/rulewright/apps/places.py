"""Where the apps keep a person's files, and in which language they begin: told by whoever starts the server."""

from __future__ import annotations

import os
from pathlib import Path

WORK_VARIABLE = "RULEWRIGHT_WORK"  # folder in which `rulewright apps` or `rulewright lab` was called
LANG_VARIABLE = "RULEWRIGHT_LANG"
RULES_FOLDER = "rulewright-rules"
CONSULTATION_FOLDER = "rulewright-consultation"


def work_folder() -> Path:
    """Folder of a person's files: where the server was called, else where the notebook lies."""
    return Path(os.environ.get(WORK_VARIABLE) or Path.cwd())


def rules_folder() -> Path:
    """Folder of the patches that a person saves."""
    return work_folder() / RULES_FOLDER


def consultation_folder() -> Path:
    """Folder of uploaded comments, decisions and the tables written from them."""
    return work_folder() / CONSULTATION_FOLDER


def first_language(lang: str | None) -> str:
    """Language in which an app begins: the one asked for, else that of the server, else Chinese."""
    chosen = lang or os.environ.get(LANG_VARIABLE, "")
    return chosen if chosen in ("zh", "en") else "zh"
