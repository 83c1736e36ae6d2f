"""Write an inventory file as YAML that our own reader reads: one item a line, so that it can be looked at and compared."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Any

from rulewright.errors import FileError
from rulewright.inventory import InventoryFile

_LISTS = (
    "parameters", "products", "electricity_supplies", "recycling", "correlations", "explained_imbalances",
)  # fmt: skip
_EXCHANGES = ("outputs", "inputs", "emissions")


def write_inventory(file: InventoryFile, path: Path | str, overwrite: bool = False) -> Path:
    """Write an inventory file; ``read_inventory`` gives the same back.

    Raises
    ------
    FileError
        If there is a file already, or it cannot be written. Nothing half-written is left.
    """
    target = Path(path)
    if target.exists() and not overwrite:
        raise FileError(
            f"'{target}' is there already", str(target), "choose another name, or remove it first"
        )
    draft = target.with_name(f".{target.name}.draft")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(to_yaml(file), encoding="utf-8")
        draft.replace(target)
    except OSError as error:
        with contextlib.suppress(OSError):  # the folder itself may be what is wrong
            draft.unlink()
        what = f"cannot write '{target}': {error.strerror or error}"
        raise FileError(
            what, str(target), "choose a folder that can be written, with room on the disk"
        ) from None
    return target


def to_yaml(file: InventoryFile) -> str:
    """Text of an inventory file; a value is JSON, which is YAML as well."""
    data = plain_data(file)
    lines = []
    for key, value in data.items():
        if key == "processes":
            lines.append("processes:")
            for process in value:
                lines += _process(process)
        elif key in _LISTS:
            lines.append(f"{key}:")
            lines += [f"  - {_flow(item)}" for item in value]
        elif key == "sources":
            lines.append("sources:")
            lines += [f"  {_flow(name)}: {_flow(text)}" for name, text in value.items()]
        else:
            lines.append(f"{key}: {_flow(value)}")
    return "\n".join(lines) + "\n"


def plain_data(file: InventoryFile) -> dict[str, Any]:
    """What a file says, as plain data under the keys of files."""
    # unset: what a file does not say (such as whether data are primary) is not said by its copy
    data: dict[str, Any] = _plain(
        file.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_unset=True)
    )
    for process in data.get("processes", ()):
        factor = process.get("factor", {})
        # amount and year of a dated factor are those of its latest entry, never stated
        if "series" in factor:
            del factor["amount"], factor["year"]
    return data


def _process(process: dict[str, Any]) -> list[str]:
    head = {key: value for key, value in process.items() if key not in _EXCHANGES}
    lines = [
        f"  {'- ' if number == 0 else '  '}{key}: {_flow(value)}"
        for number, (key, value) in enumerate(head.items())
    ]
    for key in _EXCHANGES:
        if process.get(key):
            lines.append(f"    {key}:")
            lines += [f"      - {_flow(item)}" for item in process[key]]
    return lines


def _flow(value: Any) -> str:
    # line separators and controls as escapes: in YAML they would end the line or be refused
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    return "".join(
        each if each.isprintable() else f"\\u{ord(each):04x}" if ord(each) < 65536 else each for each in text
    )


def _plain(value: Any) -> Any:
    """Without what is empty and stands for nothing said."""
    if isinstance(value, dict):
        said = {key: each for key, each in value.items() if each is not None and each is not False}
        return {key: _plain(each) for key, each in said.items() if not isinstance(each, list | dict) or each}
    return [_plain(each) for each in value] if isinstance(value, list) else value
