"""Read rules: one file, its ``based_on`` chain, and all checks at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import ValidationError

from rulewright.errors import FileError, Mistake, ReadingError
from rulewright.reading.find import find_rule
from rulewright.reading.validation import validate
from rulewright.reading.yaml_nodes import Document, Path_, read_yaml
from rulewright.rule import CLAUSE_MODELS, LIST_SETTINGS, MAP_SETTINGS, ClauseBase, Rule, RuleFile, Rung, Setting


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
        raise ReadingError(_title(str(name), mistakes), mistakes)
    return merge_chain(files)


def read_rule_chain(name: str | Path) -> tuple[list[RuleFile], list[Mistake]]:
    """Read the files of a chain, this rule first; collect mistakes instead of raising."""
    files: list[RuleFile] = []
    mistakes: list[Mistake] = []
    seen: list[str] = []
    path = find_rule(str(name))
    while True:
        document = read_yaml(path)
        file = _check_file(document)
        mistakes += document.mistakes
        based_on = _based_on(document)
        if file is not None:
            files.append(file)
            seen.append(file.id)
        if based_on is None:
            return files, mistakes
        if based_on in seen:
            cycle = " -> ".join([*seen[seen.index(based_on) :], based_on])
            mistakes.append(Mistake(f"'based_on' goes in a circle: {cycle}", document.where(("based_on",)), "remove one of these"))
            return files, mistakes
        try:
            path = find_rule(based_on, near=path.parent)
        except FileError as error:
            mistakes.append(Mistake(error.what, document.where(("based_on",)), error.mend))
            return files, mistakes


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
                settings.pop(full, None)
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


def _check_file(document: Document) -> RuleFile | None:
    if document.mistakes and document.data is None:
        return None
    if not isinstance(document.data, dict):
        document.mistakes.append(Mistake("the file is not a rule", document.where(()), "start from a shipped rule or `rulewright schema rule`"))
        return None
    file = validate(RuleFile, document)
    clauses = _valid_clauses(document)
    _check_duplicates(clauses, document)
    _check_conflicts(clauses, document)
    for index, clause in clauses.items():
        _check_ladders(clause, ("clauses", index), document)
        _check_source(clause, ("clauses", index), document)
    return file


def _valid_clauses(document: Document) -> dict[int, ClauseBase]:
    """The clauses that are well formed, by position: so that conflicts show beside other mistakes."""
    raw = document.data.get("clauses")
    found: dict[int, ClauseBase] = {}
    for index, data in enumerate(raw if isinstance(raw, list) else []):
        model = CLAUSE_MODELS.get(data.get("family")) if isinstance(data, dict) else None
        if model is None:
            continue
        try:
            found[index] = model.model_validate(data)
        except ValidationError:
            continue  # its mistakes are already collected
    return found


def _check_duplicates(clauses: dict[int, ClauseBase], document: Document) -> None:
    first: dict[str, int] = {}
    for index, clause in clauses.items():
        if clause.id in first:
            document.mistakes.append(
                Mistake(
                    f"two clauses have the id '{clause.id}'",
                    document.where(("clauses", index, "id")) + f" and line {document.line(('clauses', first[clause.id], 'id'))}",
                    "give each clause its own id",
                )
            )
        first.setdefault(clause.id, index)


def _check_conflicts(clauses: dict[int, ClauseBase], document: Document) -> None:
    """Two clauses of one file that decide the same setting (or the same key of a map setting)."""
    first: dict[str, int] = {}
    for index, clause in clauses.items():
        decided = [f"{clause.family}.{name}" for name in clause.not_settled]
        for name, value in clause.settings().items():
            full = f"{clause.family}.{name}"
            if full in LIST_SETTINGS:
                continue
            decided += [f"{full}[{key}]" for key in value] if full in MAP_SETTINGS else [full]
        for full in decided:
            if full in first:
                other = clauses[first[full]]
                document.mistakes.append(
                    Mistake(
                        f"clauses '{other.id}' and '{clause.id}' both decide {full}",
                        document.where(("clauses", index)) + f" and line {document.line(('clauses', first[full]))}",
                        "keep it in one of the two",
                    )
                )
            first.setdefault(full, index)


def _check_ladders(clause: ClauseBase, path: Path_, document: Document) -> None:
    if clause.family == "electricity" and getattr(clause, "ladder", None):
        last = clause.ladder[-1]  # type: ignore[attr-defined]
        if last.supply not in ("stop", "grid_average"):
            document.mistakes.append(
                Mistake(
                    f"the electricity ladder can run out after '{last.supply}'",
                    document.where((*path, "ladder"), f"clause {clause.id}"),
                    "end it with {supply: grid_average} or {supply: stop}",
                )
            )
    if clause.family != "allocation":
        return
    ladders: list[tuple[Path_, list[Rung]]] = []
    if getattr(clause, "ladder", None):
        ladders.append(((*path, "ladder"), clause.ladder))  # type: ignore[attr-defined]
    for index, special in enumerate(getattr(clause, "special", None) or []):
        ladders.append(((*path, "special", index, "ladder"), special.ladder))
    for ladder_path, ladder in ladders:
        _check_one_ladder(ladder, ladder_path, clause.id, document)


def _check_one_ladder(ladder: list[Rung], path: Path_, clause_id: str, document: Document) -> None:
    where = document.where(path, f"clause {clause_id}")
    if ladder[-1].verb != "stop":
        document.mistakes.append(
            Mistake(
                f"the ladder can run out: its last rung is '{ladder[-1].verb}', which may not be applicable to a process",
                where,
                "end the ladder with `- stop: {}` (the study then stops and lists the process) ",
            )
        )
    for index, rung in enumerate(ladder[:-1]):
        if rung.verb == "stop" and not rung.when:
            document.mistakes.append(
                Mistake("rungs after an unconditional stop can never be reached", document.where((*path, index)), "move stop to the end")
            )


def _check_source(clause: ClauseBase, path: Path_, document: Document) -> None:
    if not clause.source.document.strip():
        document.mistakes.append(
            Mistake(f"clause '{clause.id}' has no source document", document.where((*path, "source")), "name the document it comes from")
        )
    for language in ("zh", "en"):
        if not clause.text.get(language).strip():
            document.mistakes.append(
                Mistake(f"clause '{clause.id}' has no {language} text", document.where((*path, "text")), f"write the text in {language}")
            )


def _based_on(document: Document) -> str | None:
    value = document.data.get("based_on") if isinstance(document.data, dict) else None
    return value if isinstance(value, str) else None


def _title(name: str, mistakes: list[Mistake]) -> str:
    count = "1 mistake" if len(mistakes) == 1 else f"{len(mistakes)} mistakes"
    return f"rule {name}: {count}"
