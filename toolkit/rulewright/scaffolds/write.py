"""Write a new file and, beside it, the JSON Schema by which editors complete it."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Literal

from rulewright.errors import FileError
from rulewright.reading.find import find_rule
from rulewright.reading.schema import json_schema
from rulewright.scaffolds.comments import schema_name
from rulewright.whole_files import write_files

Kind = Literal["rule", "inventory", "study"]
ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def write_new(
    kind: Kind, name: str, out: Path | str | None = None, *, base: str | None = None, inventory: str | None = None,
    rules: Sequence[str] | None = None, lang: str = "en",
) -> tuple[Path, ...]:  # fmt: skip
    """Write a file to start from; returns the paths of the file and of its schema.

    Parameters
    ----------
    kind
        What to write.
    name
        Its id.
    out
        Where; default: ``NAME.yaml`` in the current folder.
    base
        For a rule: the rule that it is based on.
    inventory, rules
        For a study: what it is about.
    lang
        Language of the comments.

    Raises
    ------
    FileError
        If the id can't be one, something is missing, or there is a file already; nothing is written then.
    """
    if not ID.fullmatch(name):
        raise FileError(
            f"'{name}' cannot be an id", "name of the new file", "use lower-case letters, digits and single hyphens"
        )  # fmt: skip
    path = Path(out) if out is not None else Path(f"{name}.yaml")
    if path.exists():
        raise FileError(f"'{path}' is there already", str(path), "choose another name, or remove it first")
    text = _text(kind, name, base, inventory, rules, lang)
    schema = path.parent / schema_name(kind)
    contents = {path: text.encode()}
    if not schema.exists():
        described = json.dumps(json_schema(kind), ensure_ascii=False, indent=2)
        contents[schema] = f"{described}\n".encode()
    return write_files(contents)


def _text(
    kind: Kind, name: str, base: str | None, inventory: str | None, rules: Sequence[str] | None, lang: str
) -> str:
    if kind == "rule":
        from rulewright.scaffolds.rule import rule_scaffold

        if base is not None:
            find_rule(base)
        return rule_scaffold(name, base, lang)
    if kind == "inventory":
        from rulewright.scaffolds.inventory import inventory_scaffold

        return inventory_scaffold(name, date.today().year, lang)
    if inventory is None or not rules:
        raise FileError(
            "a study needs an inventory and rules", f"new study '{name}'", "add --inventory INVENTORY and --rules A,B"
        )  # fmt: skip
    from rulewright.scaffolds.study import study_scaffold

    return study_scaffold(name, inventory, rules, lang)
