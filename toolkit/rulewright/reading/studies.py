"""Read studies: which inventory, which rules, and the declared choices where a rule leaves something open."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, TypeAdapter, ValidationError

from rulewright.errors import FileError, Mistake, ReadingError
from rulewright.reading.find import find_on_shelf, find_rule, list_shelf
from rulewright.reading.validation import (
    did_you_mean,
    in_file_order,
    is_of_another_kind,
    mistakes_of,
    strictly,
    title,
    validate,
)
from rulewright.reading.yaml_nodes import Document, parse_yaml, read_yaml
from rulewright.rule import (
    CLAUSE_MODELS,
    DECLARED_BY_STUDY,
    LIST_SETTINGS,
    MAP_SETTINGS,
    ClauseBase,
    Rule,
    Setting,
    Slug,
    Strict,
    Text,
)
from rulewright.words import Family

STUDY_FORMAT = "rulewright-study/1"


class DeclaredChoice(Strict):
    """Values for settings that a rule leaves open; never overrides what a rule settles. Rules ``"*"``: all."""

    rules: list[str] = Field(default_factory=lambda: ["*"])
    family: Family
    settings: dict[str, Any]
    reason: Text


class StudyFile(Strict):
    """A study: small, so that a result can be made again."""

    format: Literal["rulewright-study/1"]
    id: Slug
    title: Text
    licence: str | None = None
    inventory: str
    rules: list[str]
    seed: int | None = None
    choices: list[DeclaredChoice] = Field(default_factory=list)
    note: Text | None = None


def read_study(name: str | Path) -> StudyFile:
    """Read a study by id or path.

    Raises
    ------
    ReadingError
        With all mistakes, also those inside declared choices.
    """
    document = read_yaml(find_on_shelf(str(name), "studies"))
    file = None
    if document.data is not None and not is_of_another_kind(document, STUDY_FORMAT):
        file = validate(StudyFile, document)
    if file is not None:
        _check_names(file, document)
        for index, choice in enumerate(file.choices):
            document.mistakes += choice_mistakes(choice, document, index)
    if file is None or document.mistakes:
        raise ReadingError(title("study", name, document.mistakes), in_file_order(document.mistakes))
    return file


def _check_names(file: StudyFile, document: Document) -> None:
    """Rules, inventory and choices name what there is."""
    for index, rule in enumerate(file.rules):
        try:
            find_rule(rule)
        except FileError as error:
            document.mistakes.append(Mistake(error.what, document.where(("rules", index)), error.mend))
    try:
        find_on_shelf(file.inventory, "inventories")
    except FileError as error:
        document.mistakes.append(Mistake(error.what, document.where(("inventory",)), error.mend))
    known = [*(Path(rule).stem for rule in file.rules), *file.rules, "*"]
    for index, choice in enumerate(file.choices):
        for number, rule in enumerate(choice.rules):
            if rule not in known:
                what = f"a choice for the rule '{rule}', which the study does not use"
                mend = f"name a rule of the study or '*'{did_you_mean(rule, known)}"
                where = document.where(("choices", index, "rules", number), f"choice {index + 1}")
                document.mistakes.append(Mistake(what, where, mend))


def shipped_choices(inventory_id: str) -> tuple[DeclaredChoice, ...]:
    """Choices of the shipped study of an inventory, if there is one."""
    return tuple(read_study(inventory_id).choices) if inventory_id in list_shelf("studies") else ()


def shipped_rules(inventory_id: str) -> list[str]:
    """Rules of the shipped study of an inventory.

    Raises
    ------
    FileError
        If no study is shipped with it: then rules have to be named.
    """
    if inventory_id not in list_shelf("studies"):
        raise FileError(
            f"no study is shipped with the inventory '{inventory_id}'", f"inventory {inventory_id}",
            "name the rules (--rules A,B), or a study file (--study)",
        )  # fmt: skip
    return list(read_study(inventory_id).rules)


def parse_choice(text: str) -> DeclaredChoice:
    """Parse ``[RULE:]family.setting=value`` from a command line; the value is YAML.

    Examples
    --------
    >>> parse_choice("pact-3:recycling.method=cut_off_recycled_content").rules
    ['pact-3']
    """
    name, separator, value = text.partition("=")
    rule, colon, setting = name.strip().rpartition(":")
    family, dot, key = setting.partition(".")
    if not separator or not dot or family not in CLAUSE_MODELS:
        mend = "write [RULE:]family.setting=value, e.g. biogenic.convention=0/0"
        mend += did_you_mean(family, CLAUSE_MODELS)
        raise _choice_error(text, [Mistake(f"'{text}' is not a choice", "--choice", mend)])
    document = parse_yaml(f"{key}: {value}", "--choice")
    if document.mistakes or not isinstance(document.data, dict) or set(document.data) != {key}:
        one_value = Mistake(f"'{value}' is not a value", "--choice", "write one plain value")
        raise _choice_error(text, document.mistakes or [one_value])
    choice = DeclaredChoice(
        rules=[rule] if colon else ["*"],
        family=family,
        settings=document.data,
        reason=Text(zh="在命令行声明。", en="declared on the command line."),
    )
    mistakes = choice_mistakes(choice, document)
    if mistakes:
        raise _choice_error(text, mistakes)
    return choice


def _choice_error(text: str, mistakes: list[Mistake]) -> ReadingError:
    """A choice of the command line is one line long: its number says nothing."""
    there = [Mistake(each.what, each.where.replace("--choice:1", "--choice"), each.mend) for each in mistakes]
    return ReadingError(title("choice", f"'{text}'", there), there)


def choice_mistakes(choice: DeclaredChoice, document: Document, index: int | None = None) -> list[Mistake]:
    """Mistakes in the settings of a choice: the one numbered ``index`` of a study, or one of its own."""
    inside = () if index is None else ("choices", index, "settings")
    allowed = CLAUSE_MODELS[choice.family].setting_names()
    unknown = [key for key in choice.settings if key not in allowed]
    mistakes = [
        Mistake(
            f"'{key}' is not a setting of {choice.family}",
            document.where((*inside, key), f"choice {index + 1}" if index is not None else ""),
            f"use one of: {', '.join(allowed)}{did_you_mean(key, allowed)}",
        )
        for key in unknown
    ]
    known = choice.model_copy(
        update={"settings": {key: value for key, value in choice.settings.items() if key in allowed}}
    )
    try:
        if known.settings or not choice.settings:
            _as_clause(known)
    except ValidationError as error:
        mistakes += mistakes_of(error, CLAUSE_MODELS[choice.family], document, inside)
    return mistakes


def with_choices(rule: Rule, choices: tuple[DeclaredChoice, ...]) -> tuple[Rule, tuple[str, ...]]:
    """Fill what a rule leaves open with declared choices.

    A choice that names the rule comes before one that names a rule it is based on, and that before "*".

    Returns
    -------
    rule, used
        The completed rule, and the names of the settings that were declared.

    Raises
    ------
    ReadingError
        If a choice that names this rule would override what the rule settles (write a patch instead).
    """
    settings = dict(rule.settings)
    used: list[str] = []
    mistakes: list[Mistake] = []
    for choice in sorted(choices, key=lambda each: _closeness(rule, each)):
        if _closeness(rule, choice) == NOT_MEANT:
            continue
        clause = _as_clause(choice)
        for name, value in clause.settings().items():
            full = f"{choice.family}.{name}"
            if full in LIST_SETTINGS:
                if full in rule.not_settled:
                    settings[full] = (
                        *settings.get(full, ()),
                        *(Setting(entry, clause, rule.id) for entry in value),
                    )
                    used.append(full)
                elif rule.id in choice.rules:
                    mistakes.append(_settled_list(rule, full))
                continue
            for key, entry in _entries(full, value):
                settled = settings.get(key) or (settings.get(f"{full}[*]") if full in MAP_SETTINGS else None)
                if (
                    settled is not None and settled.clause is not clause
                ):  # "*" of the same choice is for the others
                    if rule.id in choice.rules and not settled.clause.is_choice:
                        mistakes.append(_overrides(rule, full, settled))
                    continue
                settings[key] = Setting(entry, clause, rule.id)
                used.append(full)
    if mistakes:
        raise ReadingError(title("declared choices for rule", rule.id, mistakes), mistakes)
    return replace(rule, settings=settings), tuple(dict.fromkeys(used))


NOT_MEANT = 1_000


def _closeness(rule: Rule, choice: DeclaredChoice) -> int:
    """0 if the choice names the rule, 1, 2 ... if it names what the rule is based on, then "*"."""
    for distance, file in enumerate(rule.chain):
        if file.id in choice.rules:
            return distance
    return len(rule.chain) if "*" in choice.rules else NOT_MEANT


def _entries(full: str, value: Any) -> list[tuple[str, Any]]:
    if full in MAP_SETTINGS:
        return [(f"{full}[{key}]", entry) for key, entry in value.items()]
    return [(full, value)]


def _settled_list(rule: Rule, full: str) -> Mistake:
    return Mistake(
        f"rule {rule.id} does not leave {full} open; a choice cannot add to it",
        "declared choices",
        f"write a patch: a rule file with based_on: {rule.id} that states {full}",
    )


def _overrides(rule: Rule, full: str, settled: Setting) -> Mistake:
    return Mistake(
        f"rule {rule.id} settles {full} itself (clause {settled.clause.clause or settled.clause.id}); a choice cannot override it",
        "declared choices",
        f"write a patch: a rule file with based_on: {rule.id} that states another {full}",
    )


def _as_clause(choice: DeclaredChoice) -> ClauseBase:
    model: TypeAdapter[ClauseBase] = TypeAdapter(CLAUSE_MODELS[choice.family])
    return strictly(
        model,
        {
            "id": f"declared-{choice.family.replace('_', '-')}",
            "family": choice.family,
            "text": {"zh": choice.reason.zh, "en": choice.reason.en},
            "source": {"document": DECLARED_BY_STUDY, "kind": "declared"},
            "mark": "declared",
            **choice.settings,
        },
    )
