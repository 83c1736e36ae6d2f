"""An inventory as flat tables, CSV or Parquet, and back: one row a process, exchange, flow, property, parameter."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from rulewright.errors import FileError, Mistake, ReadingError
from rulewright.importing.flat_tables import (
    RENAMED,
    TABLES,
    UNCERTAINTY,
    CellProblem,
    Row,
    as_json,
    cell,
    from_json,
    said,
    value_of,
)
from rulewright.importing.rebuilt import built
from rulewright.inventory import Inventory, InventoryFile
from rulewright.reading.validation import did_you_mean, title, validate
from rulewright.reading.yaml_nodes import Document, Path_
from rulewright.rule import Text

if TYPE_CHECKING:
    from rulewright.importing.imported import Imported

Form = Literal["csv", "parquet"]
BACKGROUNDS = "backgrounds"  # folder of the tables of files that the inventory names
DIRECTIONS = {"outputs": "output", "inputs": "input", "emissions": "emission"}
FACTS = ("electricity_supplies", "recycling", "correlations", "explained_imbalances")
PLAIN = ("format", "id", "version", "licence", "citation", "read", "product", "geography")  # others are JSON
EMPTY = ("tags", "groups", "subdivided_into", "processing", "missing", "treats_waste")  # empty if not said


@dataclass(frozen=True)
class WrittenTables:
    """Where the tables are, and how many rows each has; nothing is left out."""

    directory: Path
    rows: Mapping[str, int]
    paths: tuple[Path, ...]


def write_flat(inventory: Inventory, directory: Path | str, form: Form = "csv") -> WrittenTables:
    """Write an inventory as flat tables, the files that it links to in folders beside.

    Raises
    ------
    FileError
        If the folder is there already, or cannot be written. Nothing half-written is left.
    """
    from rulewright.reporting.files import write_together

    target = Path(directory)
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise FileError(
            f"'{target}' is there already", str(target), "choose another name, or remove it first"
        )
    rows: dict[str, int] = {}
    files = [(Path(), inventory.file)]
    files += [(Path(BACKGROUNDS, each.id), each) for each in inventory.backgrounds]

    def write(folder: Path) -> tuple[Text, ...]:
        for place, file in files:
            (folder / place).mkdir(parents=True, exist_ok=True)
            for name, table in tables_of(file).items():
                _store(table, name, folder / place / f"{name}.{form}", form)
                rows[name] = rows.get(name, 0) + len(table)
        return ()

    write_together(target, write)
    return WrittenTables(target, rows, tuple(sorted(target.rglob(f"*.{form}"))))


def read_flat(directory: Path | str) -> Inventory:
    """Read an inventory from flat tables.

    Raises
    ------
    ReadingError
        With all mistakes, by table, row and column.
    FileError
        If a table is missing or cannot be read.
    """
    folder = Path(directory)
    inside = folder / BACKGROUNDS
    files = [_read_file(folder)]
    files += [
        _read_file(each) for each in (sorted(inside.iterdir()) if inside.is_dir() else ()) if each.is_dir()
    ]
    return built(files[0], files[1:], str(folder))


def import_flat(directory: Path | str, product: str | None = None) -> Imported:
    """Read an inventory from flat tables as every other format: with an account, ready to be written as a file.

    Raises
    ------
    ReadingError
        With all mistakes, by table, row and column.
    FileError
        If a table is missing or cannot be read.
    """
    from rulewright.importing.rebuilt import as_import
    from rulewright.importing.to_inventory import for_product

    inventory = read_flat(directory)
    imported = as_import(inventory, Path(directory).name, "flat tables, written by Rulewright")
    return imported if product is None else for_product(imported, product, str(directory))


def tables_of(file: InventoryFile) -> dict[str, list[Row]]:
    """The tables of one file, by name; columns as in :data:`rulewright.importing.flat_tables.TABLES`."""
    data = _dumped(file)
    tables: dict[str, list[Row]] = {name: [] for name in TABLES}
    for parameter in data.pop("parameters", ()):
        tables["parameters"].append(_flat(parameter))
    for flow in data.pop("products", ()):
        for each in flow.pop("properties", ()):
            tables["properties"].append({"flow": flow["id"]} | _flat(each))
        tables["flows"].append(_rest(_texts(flow, "name", "supply_missing"), "flows"))
    for process in data.pop("processes", ()):
        for part, direction in DIRECTIONS.items():
            for exchange in process.pop(part, ()):
                for each in exchange.pop("properties", ()):
                    place = {"flow": exchange["flow"], "process": process["id"]}
                    tables["properties"].append(place | _flat(each))
                row = {"process": process["id"], "direction": direction} | _flat(exchange)
                tables["exchanges"].append(_rest(row, "exchanges"))
        tables["processes"].append(_rest(_texts(process, "name", "note"), "processes"))
    for kind in FACTS:
        tables["facts"] += [{"kind": kind, "data": each} for each in data.pop(kind, ())]
    tables["inventory"] = [
        {"key": key, "value": value if key in PLAIN else as_json(value)} for key, value in data.items()
    ]
    return tables


def _dumped(file: InventoryFile) -> dict[str, Any]:
    data: dict[str, Any] = file.model_dump(mode="json", by_alias=True, exclude_none=True)
    for process in data.get("processes", ()):
        factor = process.get("factor", {})
        if "series" in factor:
            del factor["amount"], factor["year"]  # those of the latest entry, never stated
    return data


def _worth_saying(item: Mapping[str, Any]) -> Row:
    """Without what is empty anyway when a file does not say it."""
    return {key: value for key, value in item.items() if key not in EMPTY or value}


def _flat(item: Mapping[str, Any]) -> Row:
    """An amount with its distribution in columns."""
    row = _worth_saying(item)
    stated = row.pop("uncertainty", None) or {}
    return row | {RENAMED.get(key, key): value for key, value in stated.items()}


def _texts(item: Mapping[str, Any], *names: str) -> Row:
    """Texts in two columns; one that says which language counts stays as it is."""
    row = _worth_saying(item)
    for name in names:
        text = row.get(name)
        if isinstance(text, Mapping) and set(text) == {"zh", "en"}:
            del row[name]
            row |= {f"{name}_zh": text["zh"], f"{name}_en": text["en"]}
    return row


def _rest(row: Row, table: str) -> Row:
    """What has no column of its own, together in the column ``more``."""
    columns = TABLES[table]
    more = {key: value for key, value in row.items() if key not in columns or _is_nested(value, columns[key])}
    kept = {key: value for key, value in row.items() if key not in more}
    return kept | ({"more": more} if more else {})


def _is_nested(value: Any, kind: str) -> bool:
    return kind != "json" and isinstance(value, dict | list)


# -- files ----------------------------------------------------------------------------------------------


def _store(table: list[Row], name: str, path: Path, form: Form) -> None:
    columns = TABLES[name]
    if form == "csv":
        opened = io.StringIO(newline="")
        writer = csv.writer(opened, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([cell(row.get(column), kind) for column, kind in columns.items()] for row in table)
        path.write_text(
            opened.getvalue(), encoding="utf-8-sig", newline=""
        )  # the mark lets spreadsheets read Chinese
        return
    pa, parquet = _parquet(path)
    types = {
        "text": pa.string(),
        "json": pa.string(),
        "number": pa.float64(),
        "integer": pa.int64(),
        "flag": pa.bool_(),
    }
    arrays = []
    for column, kind in columns.items():
        values = [row.get(column) for row in table]
        if kind == "json":
            values = [None if value is None else as_json(value) for value in values]
        arrays.append(pa.array(values, types[kind]))
    parquet.write_table(pa.Table.from_arrays(arrays, list(columns)), path)


def _parquet(path: Path) -> tuple[Any, Any]:
    """The packages that read and write Parquet."""
    if find_spec("pyarrow") is None:
        raise FileError(
            "Parquet needs pyarrow, which is not installed", str(path), "pip install pyarrow, or use CSV"
        )
    return import_module("pyarrow"), import_module("pyarrow.parquet")


def _read_file(folder: Path) -> InventoryFile:
    if not (folder / "inventory.csv").is_file() and not (folder / "inventory.parquet").is_file():
        mend = "name a folder that holds inventory.csv or inventory.parquet and the other tables"
        raise FileError(f"no flat tables in '{folder}'", str(folder), mend)
    mistakes: list[Mistake] = []
    tables = {name: _load(folder, name, mistakes) for name in TABLES}
    data, places = _assembled(tables, folder, mistakes)
    if not mistakes:
        document = _Tables(folder, data, places)
        file = validate(InventoryFile, document)
        if file is not None:
            return file
        mistakes = document.mistakes
    raise ReadingError(title("inventory", folder, mistakes), mistakes)


def _load(folder: Path, name: str, mistakes: list[Mistake]) -> list[Row]:
    """Rows of one table, each with its number in the file; a table that isn't there is empty."""
    path = folder / f"{name}.csv"
    if path.is_file():
        return list(_from_csv(path, name, mistakes))
    path = folder / f"{name}.parquet"
    if not path.is_file():
        if name in ("facts", "parameters", "properties"):
            return []
        mend = "export the inventory again, or add the table"
        raise FileError(f"the table '{name}' is missing", str(folder), mend)
    return list(_from_parquet(path, name, mistakes))


def _from_csv(path: Path, name: str, mistakes: list[Mistake]) -> Iterator[Row]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as opened:
            text = opened.read()
    except (OSError, UnicodeDecodeError) as error:
        mend = "save it as CSV in UTF-8"
        raise FileError(f"cannot read the table '{name}': {error}", str(path), mend) from None
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    columns = TABLES[name]
    try:
        heads = next(rows, [])
        _check_heads(heads, name, path, mistakes)
        for cells in rows:
            line = rows.line_num
            if len(cells) != len(heads):
                what = f"the row has {len(cells)} cells, the head {len(heads)}"
                mend = "separate cells by commas; a text with a comma stands in double quotes"
                mistakes.append(Mistake(what, f"{path}:{line}", mend))
                continue
            row: Row = {"": f"{path}:{line}"}
            for head, stated in zip(heads, cells, strict=True):
                if head in columns:
                    try:
                        row[head] = value_of(stated, columns[head])
                    except CellProblem as problem:
                        where = f"{path}:{line}, column {head}"
                        mistakes.append(Mistake(str(problem), where, "correct the cell"))
            yield said(row)
    except csv.Error as error:
        mend = "save it as CSV again, texts in double quotes"
        raise FileError(f"the table '{name}' is no sound CSV: {error}", str(path), mend) from None


def _check_heads(heads: list[str], name: str, path: Path, mistakes: list[Mistake]) -> None:
    for head in heads:
        if head not in TABLES[name]:
            mend = f"remove it{did_you_mean(head, TABLES[name])}"
            mistakes.append(Mistake(f"unknown column '{head}'", f"{path}:1", mend))
        if heads.count(head) > 1:
            mistakes.append(Mistake(f"the column '{head}' stands twice", f"{path}:1", "remove one of them"))


def _from_parquet(path: Path, name: str, mistakes: list[Mistake]) -> Iterator[Row]:
    pa, parquet = _parquet(path)
    try:
        rows = parquet.read_table(path).to_pylist()
    except (OSError, pa.ArrowException) as error:
        mend = "export the inventory again"
        raise FileError(f"cannot read the table '{name}': {error}", str(path), mend) from None
    for number, found in enumerate(rows, 1):
        if number == 1:
            _check_heads(list(found), name, path, mistakes)
        row: Row = {"": f"{path}, row {number}"}
        for head, value in found.items():
            kind = TABLES[name].get(head)
            row[head] = value
            if kind == "json" and value is not None:
                try:
                    row[head] = from_json(value)
                except CellProblem as problem:
                    where = f"{path}, row {number}, column {head}"
                    mistakes.append(Mistake(str(problem), where, "correct the cell"))
        yield said(row)


# -- from tables to a file --------------------------------------------------------------------------------


def _assembled(
    tables: Mapping[str, list[Row]], folder: Path, mistakes: list[Mistake]
) -> tuple[dict[str, Any], dict[tuple[Any, ...], str]]:
    """The file as plain data, and where each of its items stands in the tables."""
    data: dict[str, Any] = {}
    places: dict[tuple[Any, ...], str] = {}
    for row in tables["inventory"]:
        key, value = row.get("key", ""), row.get("value", "")
        try:
            data[key] = value if key in PLAIN else from_json(value)
        except CellProblem as problem:
            mistakes.append(Mistake(str(problem), f"{row['']}, key {key}", "write the value as JSON"))
    for kind in FACTS:
        data[kind] = [row["data"] for row in tables["facts"] if row.get("kind") == kind and "data" in row]
    data["parameters"] = _items(tables["parameters"], ("parameters",), places)
    flows = _by_id(tables["flows"], "products", places, mistakes)
    processes = _by_id(tables["processes"], "processes", places, mistakes)
    positions = {identity: position for position, identity in enumerate(processes)}
    for row in tables["exchanges"]:
        owner = processes.get(row.get("process", ""))
        part = next((part for part, word in DIRECTIONS.items() if word == row.get("direction")), None)
        if owner is None or part is None:
            what = f"no process '{row.get('process', '')}'"
            if part is None:
                what = f"the direction is '{row.get('direction', '')}', not output, input or emission"
            mistakes.append(
                Mistake(what, row[""], "correct the row, or add the process to the table of processes")
            )
            continue
        item = _item({key: value for key, value in row.items() if key not in ("process", "direction")})
        owner.setdefault(part, []).append(item)
        places[("processes", positions[row["process"]], part, len(owner[part]) - 1)] = row[""]
    for row in tables["properties"]:
        _add_property(row, flows, processes, mistakes)
    data["products"], data["processes"] = list(flows.values()), list(processes.values())
    return data, places


def _items(rows: list[Row], where: tuple[Any, ...], places: dict[tuple[Any, ...], str]) -> list[Row]:
    found: list[Row] = []
    for row in rows:
        places[(*where, len(found))] = row[""]
        found.append(_item(row))
    return found


def _by_id(
    rows: list[Row], key: str, places: dict[tuple[Any, ...], str], mistakes: list[Mistake]
) -> dict[str, Row]:
    found: dict[str, Row] = {}
    for row in rows:
        identity = row.get("id", "")
        if identity in found:
            mistakes.append(Mistake(f"'{identity}' is defined twice", row[""], "remove one, or rename it"))
            continue
        places[(key, len(found))] = row[""]
        found[identity] = _item(row)
    return found


def _item(row: Row) -> Row:
    """A row as the item of a file: distribution, texts and what stood in ``more`` back in their places."""
    item = {key: value for key, value in row.items() if key not in ("", "more", *UNCERTAINTY)}
    own_names = {column: key for key, column in RENAMED.items()}
    stated = {own_names.get(key, key): row[key] for key in UNCERTAINTY if key in row}
    if stated:
        item["uncertainty"] = stated
    for name in ("name", "note", "supply_missing"):
        if f"{name}_zh" in item or f"{name}_en" in item:
            texts = {lang: item.pop(f"{name}_{lang}", None) for lang in ("zh", "en")}
            item[name] = said(texts)
    more = row.get("more")
    return item | (dict(more) if isinstance(more, Mapping) else {})


def _add_property(
    row: Row, flows: Mapping[str, Row], processes: Mapping[str, Row], mistakes: list[Mistake]
) -> None:
    flow, process = row.get("flow", ""), row.get("process")
    owner = flows.get(flow)
    if process is not None:
        outputs = processes.get(process, {}).get("outputs", ())
        owner = next((each for each in outputs if each.get("flow") == flow), None)
    if owner is None:
        what = f"no flow '{flow}'" if process is None else f"the process '{process}' has no output '{flow}'"
        mistakes.append(Mistake(what, row[""], "correct the row, or add what it names to its table"))
        return
    item = _item({key: value for key, value in row.items() if key not in ("flow", "process")})
    owner.setdefault("properties", []).append(item)


class _Tables(Document):
    """The assembled data as a document whose places are rows of tables."""

    def __init__(self, folder: Path, data: dict[str, Any], places: Mapping[tuple[Any, ...], str]) -> None:
        super().__init__(str(folder), data)
        self._places = places

    def where(self, path: Path_, label: str = "") -> str:
        """Table and row of the nearest item."""
        found = next((self._places[path[:size]] for size in (4, 2) if path[:size] in self._places), self.path)
        return found + (f" ({label})" if label else "")
