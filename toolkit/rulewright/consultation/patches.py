"""Patches of a rule that comments carry: a YAML file beside the table, or ``family.setting = value`` lines in the cell."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from rulewright.analysis.hybrids import mistakes_in
from rulewright.analysis.rule_difference import Change, difference
from rulewright.analysis.variants import decides_a_number
from rulewright.errors import Mistake, RulewrightError
from rulewright.reading.rules import merge_chain, rule_file
from rulewright.reading.validation import did_you_mean
from rulewright.reading.yaml_nodes import Document, parse_yaml, read_yaml
from rulewright.rule import CLAUSE_MODELS, MAP_SETTINGS, RULE_FORMAT, Rule, RuleFile

NOT_SETTLED = frozenset({"not_settled", "open", "未定", "不规定"})
HOW = "write family.setting = value, e.g. recycling.method = fifty_fifty, or the name of a .yaml file beside the table"
_NAME = r"(?P<family>[a-z_]+)\.(?P<setting>[a-z_]+)(?:\[(?P<key>[^\]\n]+)\])?"
_STATEMENT = re.compile(rf"^\s*{_NAME}\s*=\s*(?P<value>.+?)\s*$", re.DOTALL)
_BREAK = re.compile(rf"\s*[;\n]\s*(?=(?:{re.sub(r'[?]P<[a-z]+>', '?:', _NAME)})\s*=)")


@dataclass(frozen=True)
class Patch:
    """A rule as one comment wants it, or why that is no rule.

    Attributes
    ----------
    rule
        The rule with the patch; None if the patch has mistakes.
    file
        The patch alone, to be put together with others.
    changes
        What the patch decides differently, restated decisions left out.
    mistakes
        Everything that is wrong with the patch; empty if it is a rule.
    path
        The patch file, if it is one that could be read.
    """

    comment: int
    rule: Rule | None
    file: RuleFile | None
    changes: tuple[Change, ...] = ()
    mistakes: tuple[Mistake, ...] = ()
    path: Path | None = None

    @property
    def decides_a_number(self) -> bool:
        """Whether steps compute from anything that it changes."""
        return any(decides_a_number(each.name) for each in self.changes)


def read_patch(base: Rule, text: str, comment: int, where: str, folder: Path | str | None) -> Patch:
    """Read the patch of a comment.

    Parameters
    ----------
    base
        The rule that is commented.
    text
        Name of a .yaml file in ``folder``, or lines ``family.setting = value``; the value is YAML, ``not_settled`` leaves
        the setting open. Keys of maps stand in brackets: ``boundary.tags[capital_good] = exclude``.
    where
        Place of the comment, for its mistakes.

    Returns
    -------
    Patch
        Mistakes are told there, never raised: the other comments go on.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    mistakes: list[Mistake] = []
    is_file = "\n" not in plain and plain.lower().endswith((".yaml", ".yml"))
    read = _patch_file(plain, where, folder, mistakes) if is_file else None
    document = read if is_file else _patch_document(base, text.strip(), comment, where, mistakes)
    file = None
    if document is not None:
        file = rule_file(document) if not document.mistakes else None
        mistakes += document.mistakes
    if file is not None and file.based_on != base.id:
        what = f"the patch is based on '{file.based_on or 'nothing'}', not on the rule '{base.id}'"
        mistakes.append(Mistake(what, where, f"write based_on: {base.id}"))
    path = Path(document.path) if is_file and document is not None else None
    if mistakes or file is None:
        return Patch(comment, None, None, mistakes=tuple(mistakes), path=path)
    return _merged(base, file, comment, path)


def together(base: Rule, patches: list[Patch]) -> Rule:
    """The rule with several patches, the later ones above the earlier ones."""
    files = [patch.file for patch in reversed(patches) if patch.file is not None]
    return merge_chain([*files, *base.chain])


def _merged(base: Rule, file: RuleFile, comment: int, path: Path | None) -> Patch:
    try:
        rule = merge_chain([file, *base.chain])
        changes = tuple(difference(base, rule).differing)
    except RulewrightError as error:
        return Patch(comment, None, None, mistakes=mistakes_in(error), path=path)
    return Patch(comment, rule, file, changes, path=path)


def _patch_file(name: str, where: str, folder: Path | str | None, mistakes: list[Mistake]) -> Document | None:
    """A patch file; comments come from outside, so only files beside their table are read."""
    path = PurePosixPath(name.replace("\\", "/"))
    if folder is None or path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
        what = f"the patch file '{name}' does not lie beside the table"
        mistakes.append(Mistake(what, where, "put the file into the folder of the table, and write its name"))
        return None
    root = Path(folder).resolve()
    place = root / Path(*path.parts)
    if not place.resolve().is_relative_to(root):  # a link
        what = f"the patch file '{name}' does not lie beside the table"
        mistakes.append(Mistake(what, where, "put the file into the folder of the table, and write its name"))
        return None
    if not place.is_file():
        what = f"there is no patch file '{name}' beside the table"
        mistakes.append(Mistake(what, where, "put the file into the folder of the table, and write its name"))
        return None
    try:
        return read_yaml(place)
    except RulewrightError as error:
        mistakes += mistakes_in(error)
        return None


def _patch_document(
    base: Rule, text: str, comment: int, where: str, mistakes: list[Mistake]
) -> Document | None:
    """Lines as a rule file: one clause a family."""
    families: dict[str, dict[str, Any]] = {}
    for statement in _BREAK.split(text.replace("；", ";").replace("＝", "=")):
        found = _STATEMENT.match(statement.strip(" ;\n\t"))
        if found is None:
            mistakes.append(Mistake(f"'{statement.strip()[:80]}' is no change of a setting", where, HOW))
            continue
        _add(families, found, where, mistakes)
    if mistakes:
        return None
    own = base.chain[0]
    clauses = [
        {
            "id": f"comment-{comment}-{family.replace('_', '-')}",
            "family": family,
            "text": {"zh": f"第{comment}条意见。", "en": f"Comment {comment}."},
            "source": {"document": f"comment {comment}", "kind": "declared"},
            "mark": "declared",
            **settings,
        }
        for family, settings in families.items()
    ]
    data = {
        "format": RULE_FORMAT,
        "id": f"{base.id}-comment-{comment}",
        "based_on": base.id,
        "title": own.title.model_dump(mode="json", exclude_none=True),
        "document": own.document.model_dump(mode="json", exclude_none=True),
        "clauses": clauses,
    }
    document = parse_yaml(json.dumps(data, ensure_ascii=False), where)
    # a line of text that nobody wrote has no line number
    rule_file(document)
    mistakes += [Mistake(each.what, where, each.mend, each.what_zh) for each in document.mistakes]
    return None if mistakes else document


def _add(
    families: dict[str, dict[str, Any]], found: re.Match[str], where: str, mistakes: list[Mistake]
) -> None:
    """Add one statement to the settings of its family; what is wrong with it is a mistake."""
    family, setting, key, value = (found[name] for name in ("family", "setting", "key", "value"))
    if family not in CLAUSE_MODELS:
        mend = f"use one of: {', '.join(CLAUSE_MODELS)}{did_you_mean(family, CLAUSE_MODELS)}"
        mistakes.append(Mistake(f"there is no family '{family}'", where, mend))
        return
    allowed = CLAUSE_MODELS[family].setting_names()
    if setting not in allowed:
        mend = f"use one of: {', '.join(allowed)}{did_you_mean(setting, allowed)}"
        mistakes.append(Mistake(f"'{setting}' is not a setting of {family}", where, mend))
        return
    settings = families.setdefault(family, {})
    if value in NOT_SETTLED and key is None:
        settings.setdefault("not_settled", []).append(setting)
        return
    parsed = parse_yaml(f"value: {value}", where)
    data = parsed.data
    if parsed.mistakes or not isinstance(data, dict) or set(data) != {"value"}:
        read = [Mistake(each.what, where, each.mend, each.what_zh) for each in parsed.mistakes]
        mistakes += read or [Mistake(f"'{value[:80]}' is not a value", where, "write one plain value")]
        return
    if key is not None and f"{family}.{setting}" not in MAP_SETTINGS:
        maps = ", ".join(sorted(MAP_SETTINGS))
        mistakes.append(Mistake(f"'{family}.{setting}' has no keys", where, f"only these have: {maps}"))
        return
    stated = settings.get(setting)
    if key is not None and isinstance(stated, dict | None) and key not in (stated or {}):
        settings[setting] = {**(stated or {}), key: data["value"]}
    elif stated is None and key is None:
        settings[setting] = data["value"]
    else:
        name = f"{family}.{setting}[{key}]" if key is not None else f"{family}.{setting}"
        mistakes.append(Mistake(f"the patch states {name} twice", where, "keep one value"))
