"""Turn pydantic's findings into mistakes that a rule author can read: what, file and line, how to mend."""

from __future__ import annotations

import difflib
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, TypeAdapter, ValidationError

from rulewright.errors import Mistake
from rulewright.reading.yaml_nodes import Document, Path_

Model = TypeVar("Model", bound=BaseModel)
Value = TypeVar("Value")
Finding = dict[str, Any]
FORMATS = {
    "rulewright-rule/1": "a rule",
    "rulewright-inventory/1": "an inventory",
    "rulewright-study/1": "a study",
    "rulewright-portfolio/1": "a portfolio",
    "rulewright-registry/1": "a registry",
    "rulewright-mapping/1": "a mapping",
    "rulewright-standard/1": "the head of a draft standard",
}

# how an item of a list is called in "where"
_ITEMS = {
    "clauses": "clause", "ladder": "rung", "when": "condition", "special": "special ladder", "classes": "class",
    "processes": "process", "products": "product", "parameters": "parameter", "properties": "property",
    "outputs": "output", "inputs": "input", "emissions": "emission", "series": "price", "choices": "choice",
    "electricity_supplies": "electricity supply", "recycling": "recycling of",
    "plants": "plant", "links": "link", "explained_imbalances": "imbalance of", "codes": "code",
}  # fmt: skip
_NAMES = ("id", "flow", "property", "material", "process")  # what names an item, the first that it has


def validate(model: type[Model], document: Document) -> Model | None:
    """Validate ``document.data`` against ``model``; mistakes are added to the document.

    Returns
    -------
    Model or None
        The model, or None if anything is wrong (all findings are then in ``document.mistakes``).
    """
    try:
        return strictly(TypeAdapter(model), document.data)
    except ValidationError as error:
        document.mistakes += mistakes_of(error, model, document)
        return None


def strictly(adapter: TypeAdapter[Value], data: Any) -> Value:
    """Validate plain data without coercion: "5" is no number, true is not 1, but dates come as text.

    Raises
    ------
    pydantic.ValidationError
        With all findings; see :func:`mistakes_of`.
    """
    return adapter.validate_json(json.dumps(data), strict=True)


def mistakes_of(
    error: ValidationError, model: type[BaseModel], document: Document, inside: Path_ = ()
) -> list[Mistake]:
    """Findings as mistakes; those that only follow from a mistake already known are left out.

    ``inside``: path of the validated data in the document.
    """
    data = _at(document.data, inside)
    findings: list[Finding] = [dict(finding) for finding in error.errors(include_url=False)]
    for finding in findings:
        finding["path"] = (*inside, *_real_path(finding["loc"], data))
    findings = _one_branch_a_union(findings, model)
    findings = [each for each in findings if not _follows(each, findings, model, document)]
    return [_mistake(each, model, document) for each in findings]


def in_file_order(mistakes: Iterable[Mistake]) -> list[Mistake]:
    """Sort by file (in the order of their appearance), then line."""
    files: dict[str, int] = {}

    def place(mistake: Mistake) -> tuple[int, int]:
        found = re.match(r"(.+?):(\d+)(?= |$)", mistake.where)
        file, line = (found[1], int(found[2])) if found else (mistake.where, 0)
        return files.setdefault(file, len(files)), line

    return sorted(mistakes, key=place)


def title(kind: str, name: object, mistakes: Sequence[Mistake]) -> str:
    """Head of a list of mistakes.

    Examples
    --------
    >>> title("rule", "pact-3", [Mistake("", "", "")])
    'rule pact-3: 1 mistake'
    """
    return f"{kind} {name}: {len(mistakes)} mistake{'' if len(mistakes) == 1 else 's'}"


def is_of_another_kind(document: Document, expected: str) -> bool:
    """Whether a file says that it is of another kind; its keys are then not worth checking."""
    stated = document.data.get("format") if isinstance(document.data, dict) else None
    if stated == expected or stated not in FORMATS:
        return False
    kind = FORMATS[expected]
    what = f"the file is not {kind}: its format is '{stated}', not '{expected}'"
    document.mistakes.append(Mistake(what, document.where(("format",)), f"name {kind} here"))
    return True


def listed(words: Iterable[str], most: int = 5) -> str:
    """The first five of many, and the count of the rest.

    Examples
    --------
    >>> listed("abcdefg")
    'a, b, c, d, e and 2 more'
    """
    words = list(words)
    shown = ", ".join(words[:most])
    return shown if len(words) <= most else f"{shown} and {len(words) - most} more"


def did_you_mean(word: str, allowed: Iterable[str]) -> str:
    """A suggestion in brackets, or nothing.

    Examples
    --------
    >>> did_you_mean("pirce", ["price", "mass"])
    " (did you mean 'price'?)"
    """
    near = difflib.get_close_matches(word, list(allowed), n=1)
    return f" (did you mean '{near[0]}'?)" if near else ""


# ---- which findings to tell -------------------------------------------------------------------------


def _follows(
    finding: Finding, findings: Sequence[Finding], model: type[BaseModel], document: Document
) -> bool:
    """Whether a finding only follows from another mistake."""
    path: Path_ = finding["path"]
    if any(path[: len(faulty)] == faulty for faulty in document.faulty):
        return True
    if finding["type"] == "value_error":
        return any(faulty[: len(path)] == path for faulty in document.faulty)
    if finding["type"] == "missing":  # a misspelt key is unknown, and the right one is then missing
        unknown = [
            str(each["loc"][-1])
            for each in findings
            if each["type"] == "extra_forbidden" and each["loc"][:-1] == finding["loc"][:-1]
        ]
        return bool(difflib.get_close_matches(str(finding["loc"][-1]), unknown, n=1))
    return False


def _one_branch_a_union(findings: list[Finding], model: type[BaseModel]) -> list[Finding]:
    """Where a value may be one of several models, keep the findings of the one that was meant."""
    branches: dict[Path_, dict[str, list[Finding]]] = {}
    kept: list[Finding] = []
    for finding in findings:
        depth = _union_depth(finding["loc"], model)
        if depth is None:
            kept.append(finding)
        else:
            members = branches.setdefault(tuple(finding["loc"][:depth]), {})
            members.setdefault(str(finding["loc"][depth]), []).append(finding)
    for location, members in branches.items():
        meant = [name for name, found in members.items() if not _lacks_its_key(found, len(location))]
        if meant and "literal[" not in meant[0]:
            kept += members[min(meant, key=lambda name: len(members[name]))]
        else:
            kept.append(
                _unknown_member([each for found in members.values() for each in found], location, model)
            )
    return kept


def _union_depth(location: Path_, model: type[BaseModel]) -> int | None:
    """Position of the part of a location that names a member of a union; None if there is none."""
    for depth, part in enumerate(location):
        if isinstance(part, str) and part.startswith("literal["):
            return depth
        members = [each.__name__ for each in _models_at(model, location[:depth])]
        if len(members) > 1 and part in members:
            return depth
    return None


def _lacks_its_key(findings: Sequence[Finding], depth: int) -> bool:
    return any(
        each["type"] in ("missing", "model_type") and len(each["loc"]) <= depth + 2 for each in findings
    )


def _unknown_member(findings: list[Finding], location: Path_, model: type[BaseModel]) -> Finding:
    first = findings[0]
    if first["type"] == "literal_error":
        expected = ", ".join(each["ctx"]["expected"] for each in findings)
        return {**first, "ctx": {"expected": expected}}
    names = [
        next(name for name, info in member.model_fields.items() if info.is_required())
        for member in _models_at(model, location)
    ]
    depth = len(location) + 1
    given = [str(each["loc"][depth]) for each in findings if each["type"] == "extra_forbidden"]
    unknown = list(dict.fromkeys(name for name in given if name not in names))
    path = first["path"] if first["type"] == "model_type" else _parent(first)
    return {"type": "unknown_member", "loc": location, "path": path, "names": names, "given": unknown}


def _parent(finding: Finding) -> Path_:
    path: Path_ = finding["path"]
    return path[:-1] if finding["type"] == "extra_forbidden" else path


# ---- how to say it ----------------------------------------------------------------------------------


def _mistake(finding: Finding, model: type[BaseModel], document: Document) -> Mistake:
    path: Path_ = finding["path"]
    kind, context = finding["type"], finding.get("ctx", {})
    found = finding.get("input")
    where = document.where(path, describe(path, document))
    shown = f"; found {_as_written(found)}" if isinstance(found, str | int | float) else ""
    if kind == "extra_forbidden":
        return _unknown_key(finding, model, document, where)
    if kind == "missing":
        key = finding["loc"][-1]
        return Mistake(f"'{key}' is missing in {_owner(path, document)}", where, f"add '{key}:'")
    if kind == "unknown_member":
        return _unknown_condition(finding, where)
    if kind == "union_tag_invalid":
        families = [tag.strip(" '") for tag in context["expected_tags"].split(",")]
        where = document.where((*path, "family"), describe(path, document))
        mend = f"use one of: {', '.join(families)}{did_you_mean(context['tag'], families)}"
        return Mistake(f"unknown family '{context['tag']}'", where, mend)
    if kind == "union_tag_not_found":
        return Mistake("the clause names no 'family'", where, "add 'family:' (boundary, allocation, ...)")
    if kind == "literal_error":
        words = re.findall(r"'([^']*)'", context["expected"]) or [context["expected"]]
        mend = f"use one of: {', '.join(words)}{did_you_mean(str(found), words)}"
        return Mistake(f"{_named(path)} has an unknown value{shown}", where, mend)
    if kind == "string_pattern_mismatch":
        return _not_an_id(path, str(found), str(context["pattern"]), where)
    if kind in ("model_type", "model_attributes_type", "dict_type"):
        return _not_a_mapping(finding, model, where, shown)
    if kind == "value_error":
        message = finding["msg"].removeprefix("Value error, ").rstrip(".")
        where = document.where(_key_named_in(message, path, document), describe(path, document))
        return Mistake(message, where, "correct it; `rulewright schema` prints what is allowed")
    general = (finding["msg"], "correct the value; `rulewright schema` prints what is allowed")
    what, mend = _SAYINGS.get(kind, general)
    numbers = {key: f"{each:g}" if isinstance(each, float) else each for key, each in context.items()}
    said = what.format_map(numbers) if kind in _SAYINGS else what
    return Mistake(f"{_named(path)} {said}{shown}", where, mend)


_NUMBER = "give a number without unit, quotes or percent sign, e.g. 0.03 for 3 %"
# kind of finding -> what (after the name of the key), mend
_SAYINGS: dict[str, tuple[str, str]] = {
    "float_type": ("is not a number", _NUMBER),
    "int_type": ("is not a whole number", _NUMBER),
    "int_from_float": ("is not a whole number", _NUMBER),
    "finite_number": ("is not a finite number", "give a number, or `missing: true` if none is known"),
    "string_type": ("is not text", "put it in quotes if it looks like a number or is true or false"),
    "bool_type": ("is neither true nor false", "write true or false, without quotes"),
    "list_type": ("is not a list", "write [a, b], or one item a line with '- ' in front"),
    "greater_than": ("has to be above {gt}", "correct the value"),
    "greater_than_equal": ("has to be at least {ge}", "correct the value"),
    "less_than": ("has to be below {lt}", "correct the value; a share of 3 % is 0.03"),
    "less_than_equal": ("has to be at most {le}", "correct the value; a share of 3 % is 0.03"),
    "too_short": ("has {actual_length} items; at least {min_length} needed", "add what is missing"),
    "too_long": ("has more than {max_length} items", "remove what is too much"),
    "date_type": ("is not a date", "write year-month-day, e.g. 2026-11-22"),
    "date_parsing": ("is not a date", "write year-month-day, e.g. 2026-11-22"),
    "date_from_datetime_parsing": ("is not a date", "write year-month-day, e.g. 2026-11-22"),
    "date_from_datetime_inexact": ("is not a date", "write year-month-day, e.g. 2026-11-22"),
}


def _as_written(found: str | int | float) -> str:
    text = f"'{found}'" if isinstance(found, str) else str(found).lower()
    return text if len(text) <= 60 else f"{text[:60]}..."


def _unknown_key(finding: Finding, model: type[BaseModel], document: Document, where: str) -> Mistake:
    key = str(finding["loc"][-1])
    allowed = _allowed_keys(model, finding["loc"][:-1])
    mend = f"use one of: {', '.join(allowed)}{did_you_mean(key, allowed)}" if allowed else "remove it"
    return Mistake(f"unknown key '{key}' in {_owner(finding['path'][:-1], document)}", where, mend)


def _unknown_condition(finding: Finding, where: str) -> Mistake:
    names, given = finding["names"], finding["given"]
    if not given:
        what = "a condition needs a key that says what is tested"
        return Mistake(what, where, f"write {{key: value}} with one of: {', '.join(names)}")
    mend = f"use one of: {', '.join(names)}{''.join(did_you_mean(key, names) for key in given)}"
    return Mistake(f"unknown condition {listed(repr(key) for key in given)}", where, mend)


def _not_an_id(path: Path_, found: str, pattern: str, where: str) -> Mistake:
    strange = dict.fromkeys(each for each in found if not each.isascii() or not each.isprintable())
    names = ", ".join(
        f"{unicodedata.name(each, 'character')} (U+{ord(each):04X})" for each in list(strange)[:3]
    )
    what = f"{_named(path)} is not an id; found '{found}'" + (f", which holds {names}" if names else "")
    if "_" in pattern:
        return Mistake(what, where, "use small letters a-z, digits and underscores, a letter first")
    return Mistake(what, where, "use small letters a-z, digits and single hyphens")


def _not_a_mapping(finding: Finding, model: type[BaseModel], where: str, shown: str) -> Mistake:
    models = _models_at(model, finding["loc"])
    if len(models) != 1:
        return Mistake(
            f"{_named(finding['path'])} is not a mapping{shown}", where, "write 'key: value', one a line"
        )
    keys = [info.alias or name for name, info in models[0].model_fields.items() if info.is_required()]
    keys = keys or [info.alias or name for name, info in models[0].model_fields.items()]
    mend = f"write its keys and values: {listed(f'{key}: ...' for key in keys)}"
    return Mistake(f"{_named(finding['path'])} is not a mapping{shown}", where, mend)


def _named(path: Path_) -> str:
    """Name a value by its key."""
    if not path:
        return "the file"
    if isinstance(path[-1], int):
        return f"item {path[-1] + 1} of {_named(path[:-1])}"
    return f"'{path[-1]}'"


def _owner(path: Path_, document: Document) -> str:
    """Name what a key stands in."""
    if not path:
        return "the file"
    if isinstance(path[-1], int) and len(path) > 1 and path[-2] in _ITEMS:
        return describe(path, document).split(", ")[-1]
    return _named(path)


def describe(path: Path_, document: Document) -> str:
    """Name the items on the way to ``path``, e.g. ``process blast-furnace, output slag``."""
    words = []
    data = document.data
    for depth, part in enumerate(path):
        data = _at(data, (part,))
        kind = path[depth - 1] if depth else None
        if isinstance(part, int) and kind in _ITEMS:
            named = (data.get(key) for key in _NAMES) if isinstance(data, Mapping) else ()
            name = next((each for each in named if isinstance(each, str)), str(part + 1))
            words.append(f"{_ITEMS[str(kind)]} {name}")
    return ", ".join(words)


def _key_named_in(message: str, path: Path_, document: Document) -> Path_:
    """Path of the first key of the value that the message names: its line says more than that of the whole."""
    data = _at(document.data, path)
    words = re.findall(r"[a-z_]+", message) if isinstance(data, Mapping) else []
    return next(((*path, word) for word in words if word in data), path)


# ---- places -----------------------------------------------------------------------------------------


def _at(data: Any, path: Path_) -> Any:
    for part in path:
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def _real_path(location: Sequence[Any], data: Any) -> Path_:
    """Drop the parts of pydantic's location that are model names or union tags, not keys of the file."""
    path: Path_ = ()
    for part in location:
        is_key = isinstance(data, dict) and part in data
        is_item = isinstance(data, list) and isinstance(part, int) and part < len(data)
        if is_key or is_item:
            data, path = data[part], (*path, part)
    return path


def _allowed_keys(model: type[BaseModel], location: Sequence[Any]) -> list[str]:
    models = _models_at(model, location)
    return list(
        dict.fromkeys(info.alias or name for found in models for name, info in found.model_fields.items())
    )


def _models_at(model: type[BaseModel], location: Sequence[Any]) -> list[type[BaseModel]]:
    """Walk the model along pydantic's location and list the models that may stand there."""
    current: list[type[BaseModel]] = [model]
    for part in location:
        if isinstance(part, int):
            continue
        following: list[type[BaseModel]] = []
        for candidate in current:
            named = _by_key(candidate, str(part))
            if named is not None:
                following += named
            elif str(part) in (candidate.__name__, _tag_of(candidate)):
                following.append(candidate)
        current = following
    return current


def _by_key(model: type[BaseModel], key: str) -> list[type[BaseModel]] | None:
    for name, info in model.model_fields.items():
        if key in (name, info.alias):
            return list(_models_in(info.annotation))
    return None


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models_in(argument)


def _tag_of(model: type[BaseModel]) -> str:
    info = model.model_fields.get("family")
    values = get_args(info.annotation) if info is not None else ()
    return str(values[0]) if values else ""
