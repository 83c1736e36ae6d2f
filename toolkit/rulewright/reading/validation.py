"""Turn pydantic's findings into mistakes with file, line and mend."""

from __future__ import annotations

import difflib
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from rulewright.errors import Mistake
from rulewright.reading.yaml_nodes import Document, Path_

Model = TypeVar("Model", bound=BaseModel)


def validate(model: type[Model], document: Document, label: str = "") -> Model | None:
    """Validate ``document.data`` against ``model``; mistakes are added to the document.

    Returns
    -------
    Model or None
        The model, or None if anything is wrong (all findings are then in ``document.mistakes``).
    """
    try:
        return model.model_validate(document.data)
    except ValidationError as error:
        for finding in error.errors(include_url=False):
            document.mistakes.append(_mistake(finding, model, document, label))
        return None


def _mistake(finding: Any, model: type[BaseModel], document: Document, label: str) -> Mistake:
    path = _real_path(finding["loc"], document)
    where = document.where(path, _label(path, document) or label)
    kind = finding["type"]
    name = ".".join(str(part) for part in path) or "file"
    if kind == "extra_forbidden":
        return _unknown_key(finding, model, path, where)
    if kind == "missing":
        return Mistake(f"'{finding['loc'][-1]}' is missing in {_parent_name(path)}", where, f"add '{finding['loc'][-1]}:'")
    found = finding.get("input")
    shown = f"; found {found!r}" if isinstance(found, str | int | float | bool) else ""
    if kind == "union_tag_invalid":
        allowed = finding["ctx"]["expected_tags"].replace("'", "")
        return Mistake(f"unknown family '{finding['ctx']['tag']}'", where, f"use one of: {allowed}")
    if kind == "union_tag_not_found":
        return Mistake("the clause names no 'family'", where, "add 'family:' (boundary, allocation, ...)")
    if kind == "literal_error":
        expected = finding["ctx"]["expected"].replace("'", "")
        return Mistake(f"'{name}' has an unknown value{shown}", where, _did_you_mean(str(found), expected))
    if kind == "finite_number":
        return Mistake(f"'{name}' is not a finite number{shown}", where, "give a number, or `missing: true` if none is known")
    message = finding["msg"].removeprefix("Value error, ").rstrip(".")
    return Mistake(f"'{name}': {message}{shown}", where, _mend(kind))


def _mend(kind: str) -> str:
    if kind == "string_pattern_mismatch":
        return "use small letters a-z, digits and single hyphens"
    if kind in ("float_type", "float_parsing", "int_type", "int_parsing", "int_from_float"):
        return "give a number without unit or quotes"
    if kind in ("string_type",):
        return "give text; quote it if it looks like a number or date"
    return "correct the value; `rulewright schema` prints what is allowed"


def _did_you_mean(found: str, expected: str) -> str:
    words = expected.replace(" or ", ", ").split(", ")
    near = difflib.get_close_matches(found, words, n=1)
    return f"use one of: {', '.join(words)}" + (f" (did you mean '{near[0]}'?)" if near else "")


def _unknown_key(finding: Any, model: type[BaseModel], path: Path_, where: str) -> Mistake:
    key = str(finding["loc"][-1])
    allowed = _allowed_keys(model, finding["loc"][:-1])
    near = difflib.get_close_matches(key, allowed, n=1)
    hint = f" (did you mean '{near[0]}'?)" if near else ""
    mend = f"use one of: {', '.join(allowed)}{hint}" if allowed else "remove it"
    return Mistake(f"unknown key '{key}' in {_parent_name(path)}", where, mend)


def _parent_name(path: Path_) -> str:
    named = [str(part) for part in path if isinstance(part, str)]
    return f"'{named[-2]}'" if len(named) > 1 else "the file"


def _allowed_keys(model: type[BaseModel], location: tuple[Any, ...]) -> list[str]:
    """Walk the model along pydantic's location and list the keys allowed there."""
    current: list[type[BaseModel]] = [model]
    for part in location:
        following: list[type[BaseModel]] = []
        for candidate in current:
            if isinstance(part, int):
                following.append(candidate)
                continue
            named = _by_key(candidate, str(part))
            if named is not None:
                following += named
            elif str(part) in (candidate.__name__, _tag_of(candidate)):
                following.append(candidate)
        current = following or current
    return sorted({info.alias or name for found in current for name, info in found.model_fields.items()})


def _by_key(model: type[BaseModel], key: str) -> list[type[BaseModel]] | None:
    for name, info in model.model_fields.items():
        if key in (name, info.alias):
            return _models_in(info.annotation)
    return None


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [found for argument in get_args(annotation) for found in _models_in(argument)]


def _tag_of(model: type[BaseModel]) -> str:
    info = model.model_fields.get("family")
    values = get_args(info.annotation) if info is not None else ()
    return str(values[0]) if values else ""


def _real_path(location: tuple[Any, ...], document: Document) -> Path_:
    """Drop the parts of pydantic's location that are model names or union tags, not keys of the file."""
    path: Path_ = ()
    data = document.data
    for part in location:
        if isinstance(data, dict) and part in data:
            data, path = data[part], (*path, part)
        elif isinstance(data, list) and isinstance(part, int) and part < len(data):
            data, path = data[part], (*path, part)
    last = location[-1] if location else None
    if isinstance(last, str) and isinstance(data, dict) and last not in data and path + (last,) in document.lines:
        path = (*path, last)
    return path


def _label(path: Path_, document: Document) -> str:
    """Name the nearest clause, process or product by its id, e.g. ``clause allocation``."""
    data = document.data
    label = ""
    for depth, part in enumerate(path):
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            break
        if isinstance(data, dict) and isinstance(data.get("id"), str):
            kind = str(path[depth - 1]) if depth else "item"
            label = f"{kind.removesuffix('es') if kind == 'processes' else kind.removesuffix('s')} {data['id']}"
    return label
