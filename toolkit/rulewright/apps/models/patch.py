"""A patch: a rule file with ``based_on`` that states only what is changed; every edit gives a new patch."""

from __future__ import annotations

import copy
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter, ValidationError

from rulewright.errors import Mistake, ReadingError, RulewrightError
from rulewright.reading.rules import merge_chain, read_rule_chain
from rulewright.reading.validation import strictly, title
from rulewright.reporting.readable import readable, setting_name
from rulewright.reporting.sentences import Sentence
from rulewright.rule import CLAUSE_MODELS, MAP_SETTINGS, RULE_FORMAT, Clause, Rule
from rulewright.words import FAMILIES

CHECKED = "_patch_.yaml"  # no id has an underscore: the file hides no base
CHANGED = "-changed"  # ends the id of a clause that the desk makes
TITLE = Sentence("变体：{base}", "Variant of {base}")
STATES = Sentence("{name}：{value}", "{name}: {value}")
LEAVES_OPEN = Sentence("{name}：未定", "{name}: left open")
JOIN = Sentence("；", "; ")
END = Sentence("{text}。", "{text}.")
_CLAUSE: TypeAdapter[Clause] = TypeAdapter(Clause)
_ID = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*$")
_HEAD = ("format", "id", "based_on", "title", "document", "note", "clauses")


class PatchError(RulewrightError):
    """What was asked of a patch cannot be done."""


@dataclass(frozen=True)
class Patch:
    """A rule file as plain data, and where the files of its base lie if they are not shipped.

    ``data`` holds what the YAML file holds; it may be wrong: :meth:`check` says so.
    """

    data: Mapping[str, Any]
    bases: tuple[Path, ...] = field(default=())

    @classmethod
    def new(cls, base: Rule, identity: str, bases: tuple[Path, ...] = ()) -> Patch:
        """A patch of ``base`` that changes nothing yet.

        Examples
        --------
        >>> from rulewright.reading.rules import read_rule
        >>> patch = Patch.new(read_rule("pact-3"), "my-variant")
        >>> patch.id, patch.base, len(patch)
        ('my-variant', 'pact-3', 0)
        """
        told = TITLE.text(base=base.document.number)
        text = {"zh": told.zh, "en": told.en}
        document = {
            "number": f"variant of {base.document.number}", "title": text, "issuer": "–", "status": "draft",
            "language": base.document.language,
        }  # fmt: skip
        data = {
            "format": RULE_FORMAT,
            "id": identity,
            "based_on": base.id,
            "title": text,
            "document": document,
            "clauses": [],
        }
        return cls(data, bases)

    @property
    def id(self) -> str:
        """Id of the patch."""
        return str(self.data.get("id", ""))

    @property
    def base(self) -> str:
        """Id of the rule that is changed."""
        return str(self.data.get("based_on", ""))

    def __len__(self) -> int:
        """Number of settings that the patch states or leaves open."""
        return len(self.stated()) + len(self.left_open())

    def stated(self) -> dict[str, Any]:
        """What the patch states: ``"family.setting"`` or ``"family.setting[key]"`` to its plain value."""
        found: dict[str, Any] = {}
        for clause in self._clauses():
            family = str(clause.get("family"))
            for name in _names(family):
                full, value = f"{family}.{name}", clause.get(name)
                if value is None:
                    continue
                if full in MAP_SETTINGS and isinstance(value, Mapping):
                    found |= {f"{full}[{key}]": each for key, each in value.items()}
                else:
                    found[full] = value
        return found

    def left_open(self) -> tuple[str, ...]:
        """Settings that the patch leaves open on purpose."""
        return tuple(
            f"{clause.get('family')}.{name}"
            for clause in self._clauses()
            for name in clause.get("not_settled", ())
        )

    # ---- edits ------------------------------------------------------------------------------------------

    def set(self, name: str, value: Any) -> Patch:
        """State a setting (``"family.setting"``, of maps ``"family.setting[key]"``); None takes it back."""
        if value is None:
            return self.revert(name)
        full, key = _parts(name)
        family, _, setting = full.partition(".")
        data = self._without_open(full)
        clause = _stating(data, family, setting, key) or _own_clause(data, family)
        if key is None:
            clause[setting] = copy.deepcopy(value)
        else:
            clause[setting] = {**clause.get(setting, {}), key: value}
        return self._retold(data)

    def leave_open(self, name: str) -> Patch:
        """Leave a setting open on purpose: a study then has to declare it."""
        full, _ = _parts(name)
        family, _, setting = full.partition(".")
        data = self.revert(full)._copy()
        clause = _own_clause(data, family)
        clause["not_settled"] = [*clause.get("not_settled", []), setting]
        return self._retold(data)

    def revert(self, name: str) -> Patch:
        """Take back what the patch says of a setting: the base's clause holds again."""
        full, key = _parts(name)
        family, _, setting = full.partition(".")
        data = self._without_open(full) if key is None else self._copy()
        for clause in data["clauses"]:
            if clause.get("family") != family or setting not in clause:
                continue
            if key is None:
                del clause[setting]
            else:
                clause[setting].pop(key, None)
                if not clause[setting]:
                    del clause[setting]
        return self._retold(data)

    def named(self, identity: str, zh: str, en: str) -> Patch:
        """Give id and title; what is empty stays as it was."""
        data = self._copy()
        old = data.get("title", {})
        both = {"zh": zh.strip() or old.get("zh", ""), "en": en.strip() or old.get("en", "")}
        if isinstance(data.get("document"), dict) and data["document"].get("title") == old:
            data["document"]["title"] = both
        return Patch({**data, "id": identity.strip() or self.id, "title": both}, self.bases)

    def reason(self, family: str) -> tuple[str, str]:
        """Text (zh, en) of the clause that the desk made for a family; empty if there is none."""
        for clause in self._clauses():
            if clause.get("id") == _own_id(family):
                return clause["text"]["zh"], clause["text"]["en"]
        return "", ""

    def with_reason(self, family: str, zh: str, en: str) -> Patch:
        """Give the clause of a family a text of its own; empty texts are told from the settings again."""
        data = self._copy()
        for clause in data["clauses"]:
            if clause.get("id") == _own_id(family):
                told = _told(clause)
                clause["text"] = {
                    "zh": zh.strip() or told.get("zh", ""),
                    "en": en.strip() or told.get("en", ""),
                }
        return Patch(data, self.bases)

    # ---- text and check -----------------------------------------------------------------------------------

    def to_yaml(self) -> str:
        """Text of the rule file; our reader gives the same data back."""
        ordered = {key: self.data[key] for key in _HEAD if key in self.data}
        ordered |= {key: value for key, value in self.data.items() if key not in ordered}
        ordered["clauses"] = [_in_order(clause) for clause in self._clauses()]
        text = yaml.dump(
            copy.deepcopy(ordered), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110
        )
        return str(text)

    def check(self) -> Rule:
        """Read the patch as a file is read.

        Raises
        ------
        ReadingError
            With all mistakes of the patch, each where it stands in its YAML text.
        """
        with tempfile.TemporaryDirectory(prefix="rulewright-patch-") as folder:
            for base in self.bases:
                shutil.copy(base, folder)
            path = Path(folder, CHECKED)
            path.write_text(self.to_yaml(), encoding="utf-8")
            files, mistakes = read_rule_chain(path)
            if not mistakes:
                return merge_chain(files)
            there = [_here(each, folder, self.id) for each in mistakes]
        raise ReadingError(title("rule", self.id, there), there)

    # ---- inside -----------------------------------------------------------------------------------------

    def _clauses(self) -> Iterator[Mapping[str, Any]]:
        clauses = self.data.get("clauses")
        yield from (
            each for each in (clauses if isinstance(clauses, list) else []) if isinstance(each, Mapping)
        )

    def _copy(self) -> dict[str, Any]:
        data: dict[str, Any] = copy.deepcopy(dict(self.data))
        data["clauses"] = [dict(clause) for clause in data.get("clauses", [])]
        return data

    def _without_open(self, full: str) -> dict[str, Any]:
        family, _, setting = full.partition(".")
        data = self._copy()
        for clause in data["clauses"]:
            if clause.get("family") == family and setting in clause.get("not_settled", ()):
                clause["not_settled"] = [each for each in clause["not_settled"] if each != setting]
                if not clause["not_settled"]:
                    del clause["not_settled"]
        return data

    def _retold(self, data: dict[str, Any]) -> Patch:
        """Leave out clauses of the desk that decide nothing any more, and tell the others from their settings."""
        before = {clause.get("id"): clause for clause in self._clauses()}
        kept = []
        for clause in data["clauses"]:
            is_own = str(clause.get("id", "")).endswith(CHANGED)
            if not any(name in clause for name in (*_names(str(clause.get("family"))), "not_settled")):
                continue
            old = before.get(clause.get("id"))
            if is_own and (old is None or old.get("text") == _told(old)):
                clause["text"] = _told(clause)
            kept.append(clause)
        return Patch({**data, "clauses": kept}, self.bases)


def is_identity(text: str) -> bool:
    """Whether a text can be the id of a rule: small letters, digits, single hyphens."""
    return bool(_ID.match(text))


def patch_from(data: Any, where: str, bases: tuple[Path, ...] = ()) -> Patch:
    """A patch from the data of a rule file.

    Raises
    ------
    PatchError
        If the file is no patch: it has no ``based_on``.
    """
    if not isinstance(data, Mapping) or not isinstance(data.get("based_on"), str):
        raise PatchError(
            "the file is no patch: it has no 'based_on'", where, "open a rule file that is based on another rule"
        )  # fmt: skip
    return Patch(data, bases)


def _parts(name: str) -> tuple[str, str | None]:
    full, bracket, rest = name.partition("[")
    return full, rest.removesuffix("]") if bracket else None


def _names(family: str) -> tuple[str, ...]:
    return CLAUSE_MODELS[family].setting_names() if family in CLAUSE_MODELS else ()


def _own_id(family: str) -> str:
    return family.replace("_", "-") + CHANGED


def _stating(data: Mapping[str, Any], family: str, setting: str, key: str | None) -> dict[str, Any] | None:
    """The clause that states a setting (the key of a map, if one does; else any that states the map)."""
    found = [each for each in data["clauses"] if each.get("family") == family and setting in each]
    with_key = [each for each in found if key is not None and key in each[setting]]
    return next(iter(with_key or found), None)


def _own_clause(data: dict[str, Any], family: str) -> dict[str, Any]:
    """The clause that the desk makes for a family; made if it isn't there, in the order of the families."""
    for clause in data["clauses"]:
        if clause.get("id") == _own_id(family):
            found: dict[str, Any] = clause
            return found
    document = data.get("document")
    number = document.get("number") if isinstance(document, Mapping) else None
    clause = {
        "id": _own_id(family), "family": family, "text": {"zh": "", "en": ""},
        "source": {"document": str(number or data.get("id", "")), "kind": "declared"}, "mark": "declared",
    }  # fmt: skip
    families = [str(each.get("family")) for each in data["clauses"]]
    place = sum(FAMILIES.index(each) <= FAMILIES.index(family) for each in families if each in FAMILIES)
    data["clauses"].insert(place, clause)
    return clause


def _in_order(clause: Mapping[str, Any]) -> dict[str, Any]:
    """Keys as our rule files have them: what is decided before the text and its source."""
    last = ("text", "source", "mark", "note")
    return {key: clause[key] for key in (*(key for key in clause if key not in last), *last) if key in clause}


def _told(clause: Mapping[str, Any]) -> dict[str, str]:
    """What a clause decides, in words; from plain values where they are wrong."""
    family = str(clause.get("family"))
    plain = {name: clause[name] for name in _names(family) if clause.get(name) is not None}
    text = {"zh": "–", "en": "–"}
    try:
        values = strictly(_CLAUSE, {**clause, "text": text}).settings()
    except ValidationError:
        values = plain
    for lang in ("zh", "en"):
        parts = [
            STATES(lang, name=setting_name(f"{family}.{name}", lang), value=readable(value, lang))
            for name, value in values.items()
        ]
        parts += [
            LEAVES_OPEN(lang, name=setting_name(f"{family}.{name}", lang))
            for name in clause.get("not_settled", ())
        ]
        text[lang] = END(lang, text=JOIN(lang).join(parts))
    return text


def _here(mistake: Mistake, folder: str, identity: str) -> Mistake:
    """A mistake of the temporary file, told as one of the patch."""
    where = mistake.where.replace(str(Path(folder, CHECKED)), f"{identity}.yaml").replace(f"{folder}/", "")
    return Mistake(mistake.what, where, mistake.mend, mistake.what_zh)


class _Dumper(yaml.SafeDumper):
    """Plain YAML without anchors: our reader refuses those."""

    def ignore_aliases(self, data: Any) -> bool:
        return True
