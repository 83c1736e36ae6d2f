"""What a form may ask for, read from the JSON Schema of the rule settings: kinds, legal values, bounds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from rulewright.rule import CLAUSE_MODELS, Rung

FieldKind = Literal[
    "choice", "number", "integer", "flag", "text", "choices", "texts", "groups", "map", "items", "group", "one_of",
    "choice_or_integer",
]  # fmt: skip


@dataclass(frozen=True)
class Field:
    """One thing to fill in.

    Attributes
    ----------
    name
        Key in what it stands in; of a setting, ``"family.setting"``.
    kind
        ``choice`` one word of ``options``; ``choices`` several of them; ``number``, ``integer``, ``flag``, ``text``;
        ``texts`` a list of texts; ``groups`` a list of lists of texts; ``map`` keys to values that are ``inner[0]``;
        ``items`` a list of ``inner[0]``; ``group`` the fields ``inner`` together; ``one_of`` exactly one of the
        groups ``inner``, told by its key (and the fields ``beside`` it); ``choice_or_integer`` a word or a number.
    options
        Legal words, of a map the legal keys (none: any).
    low, high
        Bounds of numbers, None without; ``low_open``: the bound itself is not allowed.
    """

    name: str
    kind: FieldKind
    required: bool = False
    default: Any = None
    options: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    low_open: bool = False
    inner: tuple[Field, ...] = ()
    beside: tuple[Field, ...] = ()

    def bounds(self) -> str:
        """Bounds as mathematicians write them, e.g. ``0–1`` or ``> 0``; nothing without bounds.

        Examples
        --------
        >>> setting_field("cut_off.single_limit").bounds(), setting_field("unit.amount").bounds()
        ('0–1', '> 0')
        """
        if self.low is not None and self.high is not None:
            return f"{self.low:g}–{self.high:g}"
        if self.low is not None:
            return f"{'>' if self.low_open else '≥'} {self.low:g}"
        return "" if self.high is None else f"≤ {self.high:g}"


@cache
def setting_field(name: str) -> Field:
    """The field of a setting, by its full name without a key.

    Examples
    --------
    >>> setting_field("recycling.method").kind, setting_field("allocation.ladder").kind
    ('choice', 'items')
    """
    family, _, setting = name.partition(".")
    schema = CLAUSE_MODELS[family].model_json_schema()
    return _field(name, schema["properties"][setting], schema.get("$defs", {}), required=False)


def family_fields(family: str) -> tuple[Field, ...]:
    """The fields of all settings of a family, in the order of the schema."""
    return tuple(setting_field(f"{family}.{name}") for name in CLAUSE_MODELS[family].setting_names())


def _field(name: str, schema: Mapping[str, Any], known: Mapping[str, Any], required: bool) -> Field:
    default = schema.get("default")
    members = [each for each in schema.get("anyOf", ()) if each.get("type") != "null"]
    if len(members) == 1:
        return _with(_field(name, members[0], known, required), default)
    if members and all("$ref" in each for each in members):
        return _with(_alternatives(name, [_resolved(each, known) for each in members], known), default)
    if members:  # the one union of plain values: a word, or a year
        words, whole = (next(each for each in members if key in each) for key in ("enum", "minimum"))
        return Field(
            name, "choice_or_integer", required, default, tuple(words["enum"]), whole["minimum"], whole["maximum"]
        )  # fmt: skip
    if "oneOf" in schema:  # free text: written in both languages
        both = next(each for each in schema["oneOf"] if "$ref" in each)
        return _group(name, _resolved(both, known), known, required)
    schema = _resolved(schema, known)
    if "const" in schema or "enum" in schema:
        return _choice(name, schema, required, default)
    found: Field = _FORMS[schema["type"]](name, schema, known, required)
    return found


def _with(field: Field, default: Any) -> Field:
    return field if default is None else Field(**{**field.__dict__, "default": default})


def _choice(name: str, schema: Mapping[str, Any], required: bool, default: Any) -> Field:
    words = schema.get("enum", [schema.get("const")])
    if all(isinstance(word, int) for word in words):
        return Field(
            name, "integer", required, default, tuple(map(str, words)), float(min(words)), float(max(words))
        )
    return Field(name, "choice", required, default, tuple(words))


def _number(name: str, schema: Mapping[str, Any], known: Mapping[str, Any], required: bool) -> Field:
    kind: FieldKind = "integer" if schema["type"] == "integer" else "number"
    low, above = schema.get("minimum"), schema.get("exclusiveMinimum")
    return Field(
        name, kind, required, schema.get("default"), low=above if low is None else low, high=schema.get("maximum"),
        low_open=above is not None,
    )  # fmt: skip


def _list(name: str, schema: Mapping[str, Any], known: Mapping[str, Any], required: bool) -> Field:
    item = _field(name, schema["items"], known, required=True)
    if item.kind == "choice":
        return Field(name, "choices", required, None, item.options)
    if item.kind == "text":
        return Field(name, "texts", required)
    if item.kind == "texts":
        return Field(name, "groups", required)
    return Field(name, "items", required, inner=(item,))


def _object(name: str, schema: Mapping[str, Any], known: Mapping[str, Any], required: bool) -> Field:
    if "properties" in schema:
        return _group(name, schema, known, required)
    values = schema.get("additionalProperties") or next(
        iter(schema.get("patternProperties", {}).values()), None
    )
    if not isinstance(values, Mapping):  # a verb without settings, e.g. subdivide
        return Field(name, "group", required)
    keys = tuple(schema.get("propertyNames", {}).get("enum", ()))
    return Field(name, "map", required, options=keys, inner=(_field(name, values, known, required=True),))


def _group(name: str, schema: Mapping[str, Any], known: Mapping[str, Any], required: bool) -> Field:
    needed = schema.get("required", ())
    fields = tuple(
        _field(key, each, known, key in needed) for key, each in schema.get("properties", {}).items()
    )
    verbs = tuple(field for field in fields if field.name in Rung.VERBS)
    if len(verbs) == len(Rung.VERBS):  # a rung: one verb, and conditions beside it
        beside = tuple(field for field in fields if field not in verbs)
        return Field(name, "one_of", required, inner=verbs, beside=beside)
    return Field(name, "group", required, inner=fields)


def _alternatives(name: str, schemas: list[Mapping[str, Any]], known: Mapping[str, Any]) -> Field:
    """A union of groups, each told by the first key that it needs; its other keys stand beside that one."""
    found = []
    for schema in schemas:
        key = schema["required"][0]
        found.append(Field(key, "group", True, inner=_group(key, schema, known, True).inner))
    return Field(name, "one_of", True, inner=tuple(found))


def _resolved(schema: Mapping[str, Any], known: Mapping[str, Any]) -> Mapping[str, Any]:
    if "$ref" not in schema:
        return schema
    found: Mapping[str, Any] = known[schema["$ref"].rpartition("/")[2]]
    return found


_FORMS: dict[str, Any] = {
    "number": _number,
    "integer": _number,
    "boolean": lambda name, schema, known, required: Field(name, "flag", required, schema.get("default")),
    "string": lambda name, schema, known, required: Field(name, "text", required, schema.get("default")),
    "array": _list,
    "object": _object,
}
