"""Read studies: which inventory, which rules, and the declared choices where a rule leaves something open."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError

from rulewright.errors import Mistake, ReadingError
from rulewright.reading.find import find_on_shelf, list_shelf
from rulewright.reading.validation import validate
from rulewright.reading.yaml_nodes import read_yaml
from rulewright.rule import CLAUSE_MODELS, LIST_SETTINGS, MAP_SETTINGS, ClauseBase, Rule, Setting, Slug, Strict, Text
from rulewright.words import Family

DECLARED = "declared by the user"


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
    path = find_on_shelf(str(name), "studies")
    document = read_yaml(path)
    file = validate(StudyFile, document) if document.data is not None else None
    if file is not None:
        for index, choice in enumerate(file.choices):
            for mistake in choice_mistakes(choice, document.where(("choices", index))):
                document.mistakes.append(mistake)
    if file is None or document.mistakes:
        raise ReadingError(f"study {name}: {len(document.mistakes)} mistakes", document.mistakes)
    return file


def shipped_choices(inventory_id: str) -> tuple[DeclaredChoice, ...]:
    """Choices of the shipped study of an inventory, if there is one."""
    return tuple(read_study(inventory_id).choices) if inventory_id in list_shelf("studies") else ()


def parse_choice(text: str) -> DeclaredChoice:
    """Parse ``[RULE:]family.setting=value`` from a command line; the value is YAML.

    Examples
    --------
    >>> parse_choice("pact-3:recycling.method=cut_off_recycled_content").rules
    ['pact-3']
    """
    import yaml

    name, separator, value = text.partition("=")
    rule, colon, setting = name.rpartition(":")
    family, dot, key = setting.partition(".")
    if not separator or not dot or family not in CLAUSE_MODELS:
        raise ReadingError(
            f"choice '{text}': 1 mistake",
            [Mistake(f"'{text}' is not a choice", "--choice", "write [RULE:]family.setting=value, e.g. biogenic.convention='0/0'")],
        )
    choice = DeclaredChoice(
        rules=[rule] if colon else ["*"],
        family=family,  # type: ignore[arg-type]
        settings={key: yaml.safe_load(value)},
        reason=Text(zh="在命令行声明。", en="declared on the command line."),
    )
    mistakes = choice_mistakes(choice, "--choice")
    if mistakes:
        raise ReadingError(f"choice '{text}': {len(mistakes)} mistakes", mistakes)
    return choice


def choice_mistakes(choice: DeclaredChoice, where: str) -> list[Mistake]:
    """Mistakes in the settings of a choice."""
    try:
        _as_clause(choice)
    except ValidationError as error:
        allowed = ", ".join(CLAUSE_MODELS[choice.family].setting_names())
        return [
            Mistake(
                f"declared choice {choice.family}.{'.'.join(str(part) for part in finding['loc'])}: {finding['msg'].removeprefix('Value error, ')}",
                where,
                f"settings of {choice.family}: {allowed}",
            )
            for finding in error.errors(include_url=False)
        ]
    return []


def with_choices(rule: Rule, choices: tuple[DeclaredChoice, ...]) -> tuple[Rule, tuple[str, ...]]:
    """Fill what a rule leaves open with declared choices.

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
    for choice in sorted(choices, key=lambda each: "*" in each.rules):  # choices that name the rule come first
        if rule.id not in choice.rules and "*" not in choice.rules:
            continue
        clause = _as_clause(choice)
        for name, value in clause.settings().items():
            full = f"{choice.family}.{name}"
            if full in LIST_SETTINGS:
                if full in rule.not_settled:
                    settings[full] = (*settings.get(full, ()), *(Setting(entry, clause, rule.id) for entry in value))
                    used.append(full)
                elif rule.id in choice.rules:
                    mistakes.append(_settled_list(rule, full))
                continue
            for key, entry in _entries(full, value):
                if key in settings or (full in MAP_SETTINGS and f"{full}[*]" in settings and key not in settings):
                    settled = settings.get(key) or settings[f"{full}[*]"]
                    if rule.id in choice.rules and settled.clause.source.kind != "declared":
                        mistakes.append(_overrides(rule, full, settled))
                    continue
                settings[key] = Setting(entry, clause, rule.id)
                used.append(full)
    if mistakes:
        raise ReadingError(f"declared choices for rule {rule.id}: {len(mistakes)} mistakes", mistakes)
    return replace(rule, settings=settings), tuple(dict.fromkeys(used))


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
    return CLAUSE_MODELS[choice.family].model_validate(
        {
            "id": f"declared-{choice.family.replace('_', '-')}",
            "family": choice.family,
            "text": {"zh": choice.reason.zh, "en": choice.reason.en},
            "source": {"document": DECLARED, "kind": "declared"},
            "mark": "declared",
            **choice.settings,
        }
    )
