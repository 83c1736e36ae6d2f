"""Read rules: one file, its ``based_on`` chain, and all checks at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from rulewright import units
from rulewright.errors import FileError, Mistake, ReadingError
from rulewright.reading.find import find_rule
from rulewright.reading.validation import in_file_order, is_of_another_kind, strictly, title, validate
from rulewright.reading.yaml_nodes import Document, Path_, read_yaml
from rulewright.rule import (
    LIST_SETTINGS,
    MAP_SETTINGS,
    RULE_FORMAT,
    AllocationClause,
    Clause,
    ClauseBase,
    ElectricityClause,
    Rule,
    RuleFile,
    Rung,
    Setting,
    UnitClause,
)

_CLAUSE: TypeAdapter[Clause] = TypeAdapter(Clause)
LAST_SUPPLIES = ("stop", "grid_average")  # an electricity ladder that ends so cannot run out


def read_rule(name: str | Path) -> Rule:
    """Read a rule by id or path, with every rule that it is based on.

    Raises
    ------
    ReadingError
        With *all* mistakes of all files of the chain: unknown keys, wrong values, ladders that can run out,
        conflicts, duplicates, missing sources, look-alike characters, a cycle in ``based_on``.
    FileError
        If a file cannot be found or read.
    """
    files, mistakes = read_rule_chain(name)
    if mistakes:
        raise ReadingError(title("rule", name, mistakes), mistakes)
    return merge_chain(files)


def read_rule_chain(name: str | Path) -> tuple[list[RuleFile], list[Mistake]]:
    """Read the files of a chain, this rule first; collect mistakes, in file order, instead of raising."""
    files: list[RuleFile] = []
    mistakes: list[Mistake] = []
    path = find_rule(str(name))
    seen = {path.resolve(): path.stem}
    document, file = _read_file(path)
    while True:
        if file is not None:
            files.append(file)
        based_on = _based_on(document)
        base = None
        if based_on is not None:
            base = _read_base(based_on, path, seen, document)
        mistakes += in_file_order(document.mistakes)
        if base is None:
            return files, mistakes
        (document, file), path = base, Path(base[0].path)
        seen[path.resolve()] = path.stem


def _read_file(path: Path) -> tuple[Document, RuleFile | None]:
    """A file with a list of mistakes of its own, so that what is kept stays as it was read."""
    try:
        state = path.stat()
    except OSError:
        document = read_yaml(path)  # says what is wrong with the path
        return document, _check_file(document)
    document, file = _parsed(str(path), state.st_mtime_ns, state.st_size)
    return replace(document, mistakes=list(document.mistakes)), file


@lru_cache(maxsize=512)
def _parsed(path: str, changed: int, size: int) -> tuple[Document, RuleFile | None]:
    """Read and check a file; kept by path, date of change [ns] and size [bytes]: many rules share a base."""
    document = read_yaml(path)
    return document, _check_file(document)


def _read_base(
    based_on: str, path: Path, seen: dict[Path, str], document: Document
) -> tuple[Document, RuleFile | None] | None:
    """The file of a base rule; None, with a mistake, if there is none, it can't be read, or was read before."""
    where = document.where(("based_on",))
    try:
        found = find_rule(based_on, near=path.parent)
        if found.resolve() in seen:
            names = list(seen.values())[list(seen).index(found.resolve()) :]
            circle = " -> ".join([*names, based_on])
            what = f"'based_on' goes in a circle: {circle}"
            document.mistakes.append(Mistake(what, where, "remove one of these"))
            return None
        base, file = _read_file(found)
    except FileError as error:
        document.mistakes.append(Mistake(f"cannot be based on '{based_on}': {error.what}", where, error.mend))
        return None
    identity = base.data.get("id") if isinstance(base.data, dict) else None
    if isinstance(identity, str) and identity != based_on:
        what = f"based on '{based_on}', but {found.name} holds the rule '{identity}'"
        document.mistakes.append(Mistake(what, where, "give the file the name of its rule"))
    return base, file


def merge_chain(files: list[RuleFile]) -> Rule:
    """Merge a chain setting by setting: what a child states replaces what its base states."""
    settings: dict[str, Any] = {}
    not_settled: dict[str, ClauseBase] = {}
    for file in reversed(files):  # the root first
        own_lists: dict[str, list[Setting]] = {}
        for clause in file.clauses:
            for name in clause.not_settled:
                full = f"{clause.family}.{name}"
                not_settled[full] = clause
                for stated in [key for key in settings if key == full or key.startswith(f"{full}[")]:
                    del settings[stated]
            for name, value in clause.settings().items():
                full = f"{clause.family}.{name}"
                not_settled.pop(full, None)
                if full in MAP_SETTINGS:
                    for key, entry in value.items():
                        settings[f"{full}[{key}]"] = Setting(entry, clause, file.id)
                elif full in LIST_SETTINGS:
                    own_lists.setdefault(full, []).extend(Setting(entry, clause, file.id) for entry in value)
                else:
                    settings[full] = Setting(value, clause, file.id)
        for full, entries in own_lists.items():
            settings[full] = (*entries, *settings.get(full, ()))
    return Rule(tuple(files), settings, not_settled)


def rule_file(document: Document) -> RuleFile | None:
    """Check a rule file that is read already, without its base; its mistakes are added to the document."""
    return _check_file(document)


def _check_file(document: Document) -> RuleFile | None:
    if document.data is None or is_of_another_kind(document, RULE_FORMAT):
        return None
    file = validate(RuleFile, document)
    if not isinstance(document.data, dict):
        return None
    clauses = _valid_clauses(document)
    _check_duplicates(clauses, document)
    _check_conflicts(clauses, document)
    for index, clause in clauses.items():
        path: Path_ = ("clauses", index)
        _check_source(clause, path, document)
        if isinstance(clause, AllocationClause):
            _check_ladders(clause, path, document)
        elif isinstance(clause, ElectricityClause):
            _check_electricity_ladder(clause, path, document)
        elif isinstance(clause, UnitClause):
            _check_unit(clause, path, document)
    return file


def _valid_clauses(document: Document) -> dict[int, Clause]:
    """The clauses that are well formed, by position: so that conflicts show beside other mistakes."""
    raw = document.data.get("clauses")
    found: dict[int, Clause] = {}
    for index, data in enumerate(raw if isinstance(raw, list) else []):
        try:
            found[index] = strictly(_CLAUSE, data)
        except ValidationError:
            continue  # its mistakes are already collected
    return found


def _check_duplicates(clauses: dict[int, Clause], document: Document) -> None:
    first: dict[str, int] = {}
    for index, clause in clauses.items():
        if clause.id in first:
            other = document.line(("clauses", first[clause.id], "id"))
            where = document.where(("clauses", index, "id")) + f" and line {other}"
            mistake = Mistake(f"two clauses have the id '{clause.id}'", where, "give each clause its own id")
            document.mistakes.append(mistake)
        first.setdefault(clause.id, index)


def _check_conflicts(clauses: dict[int, Clause], document: Document) -> None:
    """Two clauses of one file that decide the same thing."""
    first: dict[str, tuple[int, Path_]] = {}
    for index, clause in clauses.items():
        for decided, inside in _decided(clause):
            path = ("clauses", index, *inside)
            if decided in first:
                other, other_path = first[decided]
                names = f"'{clauses[other].id}' and '{clause.id}' both decide"
                who = f"clauses {names}" if other != index else f"clause '{clause.id}' decides twice"
                where = f"{document.where(path)} and line {document.line(other_path)}"
                document.mistakes.append(Mistake(f"{who} {decided}", where, "keep it in one place"))
            first.setdefault(decided, (index, path))


def _decided(clause: Clause) -> Iterator[tuple[str, Path_]]:
    """What a clause decides: settings, keys of map settings, flows and processes of list settings; and where."""
    for name in clause.not_settled:
        yield f"{clause.family}.{name}", ("not_settled",)
    for name, value in clause.settings().items():
        full = f"{clause.family}.{name}"
        if full in MAP_SETTINGS:
            for key in value:
                yield f"{full}[{key}]", (name, key)
        elif full not in LIST_SETTINGS:
            yield full, (name,)
    if isinstance(clause, AllocationClause):
        for number, switch in enumerate(clause.classes or []):
            for flow in switch.flows:
                yield f"the class of {flow}", ("classes", number)
        for number, special in enumerate(clause.special or []):
            for process in special.processes:
                yield f"the ladder of process {process}", ("special", number)
            for flow in special.products:
                yield f"the ladder of product {flow}", ("special", number)


def _check_ladders(clause: AllocationClause, path: Path_, document: Document) -> None:
    if clause.ladder is not None:
        _check_one_ladder(clause.ladder, (*path, "ladder"), clause.id, document)
    for index, special in enumerate(clause.special or []):
        _check_one_ladder(special.ladder, (*path, "special", index, "ladder"), clause.id, document)


def _check_one_ladder(ladder: list[Rung], path: Path_, clause_id: str, document: Document) -> None:
    last = ladder[-1]
    if last.verb != "stop" or last.when:
        how = "has conditions" if last.verb == "stop" else "may not be applicable to a process"
        what = f"the ladder can run out: its last rung is '{last.verb}', which {how}"
        mend = "end the ladder with `- stop: {}` (the study then stops and lists the process)"
        document.mistakes.append(Mistake(what, document.where(path, f"clause {clause_id}"), mend))
    for index, rung in enumerate(ladder[:-1]):
        if rung.verb == "stop" and not rung.when:
            what = "rungs after an unconditional stop can never be reached"
            where = document.where((*path, index), f"clause {clause_id}")
            document.mistakes.append(Mistake(what, where, "move stop to the end"))


def _check_electricity_ladder(clause: ElectricityClause, path: Path_, document: Document) -> None:
    if clause.ladder is None:
        return
    where = document.where((*path, "ladder"), f"clause {clause.id}")
    if clause.ladder[-1].supply not in LAST_SUPPLIES:
        what = f"the electricity ladder can run out after '{clause.ladder[-1].supply}'"
        mend = "end it with {supply: grid_average} or {supply: stop}"
        document.mistakes.append(Mistake(what, where, mend))
    if any(rung.supply == "stop" for rung in clause.ladder[:-1]):
        what = "rungs after 'stop' can never be reached"
        document.mistakes.append(Mistake(what, where, "move stop to the end"))


def _check_unit(clause: UnitClause, path: Path_, document: Document) -> None:
    try:
        units.check(clause.unit or "kg")
    except units.UnitProblem as problem:
        where = document.where((*path, "unit"), f"clause {clause.id}")
        document.mistakes.append(
            Mistake(str(problem), where, "give a unit such as kg, t, kWh, MJ, m3, piece")
        )


def _check_source(clause: Clause, path: Path_, document: Document) -> None:
    label = f"clause {clause.id}"
    if not clause.source.document.strip():
        what, where = f"clause '{clause.id}' has no source document", document.where((*path, "source"), label)
        document.mistakes.append(Mistake(what, where, "name the document it comes from"))
    for language in ("zh", "en"):
        if not clause.text.get(language).strip():
            what, where = (
                f"clause '{clause.id}' has no {language} text",
                document.where((*path, "text"), label),
            )
            document.mistakes.append(Mistake(what, where, f"write the text in {language}"))


def _based_on(document: Document) -> str | None:
    value = document.data.get("based_on") if isinstance(document.data, dict) else None
    return value if isinstance(value, str) else None
