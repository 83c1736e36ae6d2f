"""What a column of the form holds, told by the models of the inventory: kind, allowed words, whether it is mandatory."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from rulewright.reporting.readable import VALUES
from rulewright.reporting.sentences import Sentence
from rulewright.words import WORDS

Kind = Literal["text", "id", "ids", "number", "integer", "flag", "date", "word", "words", "integers"]

# words of the models that the shared vocabulary has no text for, or another one: the key before a word
OWN_WORDS: Mapping[str, Sentence] = {
    "primary": Sentence("初级", "primary"),
    "secondary": Sentence("次级", "secondary"),
    "tags.electricity": Sentence("电力", "electricity"),
    "coupling.fixed": Sentence("固定比例", "fixed ratio"),
    "coupling.free": Sentence("比例可变", "free ratio"),
    "direction.output": Sentence("产出", "output"),
    "direction.input": Sentence("投入", "input"),
    "balance.mass": Sentence("质量", "mass"),
    "balance.carbon": Sentence("碳", "carbon"),
    "balance.energy": Sentence("能量", "energy"),
    "gwp_set.not_stated": Sentence("未说明", "not stated"),
    "gases.not_stated": Sentence("未说明", "not stated"),
    "gases.co2_only": Sentence("仅二氧化碳", "carbon dioxide only"),
    "coverage.production": Sentence("生产", "production"),
    "distribution.none": Sentence("无（确定）", "none (certain)"),
    "distribution.triangular": Sentence("三角", "triangular"),
    "distribution.uniform": Sentence("均匀", "uniform"),
    "distribution.discrete_uniform": Sentence("离散均匀", "discrete uniform"),
    "distribution.beta_pert": Sentence("贝塔 PERT", "beta PERT"),
    "distribution.beta": Sentence("贝塔", "beta"),
    "distribution.lognormal": Sentence("对数正态", "lognormal"),
    "distribution.normal": Sentence("正态", "normal"),
    "distribution.student_t": Sentence("t 分布", "Student's t"),
    "distribution.gumbel": Sentence("耿贝尔", "Gumbel"),
    "distribution.gamma": Sentence("伽马", "gamma"),
    "distribution.weibull": Sentence("韦布尔", "Weibull"),
}
FLAGS = {True: Sentence("是", "yes"), False: Sentence("否", "no")}


@dataclass(frozen=True)
class Field:
    """What a cell may hold; ``key`` is the last part of its path, ``options`` its allowed words."""

    key: str
    kind: Kind
    options: tuple[str, ...] = ()
    is_required: bool = False

    def say(self, word: str, lang: str) -> str:
        """A word of the models for people.

        Examples
        --------
        >>> Field("stage", "word", ("raw_materials",)).say("raw_materials", "zh")
        '原材料获取'
        """
        own = OWN_WORDS.get(f"{self.key}.{word}", OWN_WORDS.get(word))
        if own is not None:
            return own(lang)
        if word in WORDS:
            return WORDS[word][0 if lang == "zh" else 1]
        return VALUES[word](lang) if word in VALUES else word

    def code(self, text: str) -> str | None:
        """The word of the models that a person means, in either language or as files write it; None if there is none."""
        wanted = " ".join(text.split()).casefold()
        for word in self.options:
            if wanted in {each.casefold() for each in (word, self.say(word, "zh"), self.say(word, "en"))}:
                return word
        return None


@cache
def field_of(model: type[BaseModel], path: str) -> Field:
    """The field of a model, by path with dots, e.g. ``uncertainty.minimum``; keys are those of files.

    Examples
    --------
    >>> from rulewright.inventory import Output
    >>> field_of(Output, "class").kind, field_of(Output, "uncertainty.minimum").is_required
    ('word', False)
    """
    key, _, rest = path.partition(".")
    info = next(each for name, each in model.model_fields.items() if key in (name, each.alias))
    if rest:
        inner = next(each for each in _parts(info.annotation) if _is_model(each))
        found = field_of(inner, rest)
        return Field(found.key, found.kind, found.options, found.is_required and info.is_required())
    kind, options = _kind(info.annotation, info.metadata)
    return Field(key, kind, options, info.is_required())


def _is_model(part: Any) -> bool:
    return isinstance(part, type) and issubclass(part, BaseModel)


def _parts(annotation: Any) -> list[Any]:
    """What an annotation may be, without None; unions inside are opened."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _parts(get_args(annotation)[0])
    if origin in (Union, types.UnionType):
        return [part for each in get_args(annotation) for part in _parts(each)]
    return [] if annotation is type(None) else [annotation]


def _kind(annotation: Any, metadata: list[Any]) -> tuple[Kind, tuple[str, ...]]:
    parts = _parts(annotation)
    words = tuple(str(word) for part in parts if get_origin(part) is Literal for word in get_args(part))
    if words:
        return "word", words
    (part,) = parts
    if get_origin(part) is list:
        inner = get_args(part)[0]
        kind, options = _kind(inner, [])
        return {"word": "words", "integer": "integers"}.get(kind, "ids"), options  # type: ignore[return-value]
    is_id = any(getattr(each, "pattern", None) for each in metadata) or _has_pattern(annotation)
    plain: dict[Any, Kind] = {bool: "flag", int: "integer", float: "number", date: "date"}
    return ("id" if part is str and is_id else plain.get(part, "text")), ()


def _has_pattern(annotation: Any) -> bool:
    if get_origin(annotation) is Annotated:
        return any(getattr(each, "pattern", None) for each in get_args(annotation)[1:])
    return any(_has_pattern(each) for each in get_args(annotation))
