"""The inputs of a study as files, and the study that these files give: nothing of the local library comes in.

The files form a small library of their own under ``data/``: the inventory and all that it links to, the rules with
what they are based on, the declared choices, the GWP sets and the elementary flows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter, ValidationError

from rulewright.changes import Changes, changed
from rulewright.errors import ReadingError
from rulewright.importing.write_inventory import to_yaml
from rulewright.inventory import Inventory
from rulewright.modules import Module, with_modules
from rulewright.packages.errors import PackageError
from rulewright.packages.plain import plain, to_json
from rulewright.reading.find import databases_dir, library
from rulewright.reading.inventories import read_inventory
from rulewright.reading.rules import read_rule
from rulewright.reading.studies import StudyFile, choice_mistakes
from rulewright.reading.validation import title, validate
from rulewright.reading.yaml_nodes import read_yaml
from rulewright.rule import Rule, RuleFile

if TYPE_CHECKING:
    from rulewright.study import Study

DATA = "data"
FOLDER = "rulewright-package-"  # name of the folder in which a package is computed
LIBRARY = ("gwp.yaml", "elementary_flows.yaml")
STUDY, MODULES, CHANGES = f"{DATA}/study.yaml", f"{DATA}/modules.json", f"{DATA}/changes.json"
NAME = re.compile(r"^[A-Za-z0-9_][A-Za-z0-9_.-]*(/[A-Za-z0-9_][A-Za-z0-9_.-]*)*$")


def inputs_of(study: Study, rules: Iterable[str], seed: int | None = None) -> dict[str, bytes]:
    """Files from which a study is computed, by name.

    Parameters
    ----------
    rules
        Ids among the study's rules.
    seed
        Noted in the study file.

    Raises
    ------
    PackageError
        If the study holds something that no file can say: a rule put together in memory, two inventories of one id.
    """
    chosen = [study.rules[name] for name in rules]
    read = study.inventory.base or study.inventory  # changes and modules are files of their own
    files = {
        f"{DATA}/inventories/{file.id}.yaml": to_yaml(file).encode()
        for file in (read.file, *read.backgrounds)
    }
    if len(files) <= len(read.backgrounds):
        raise PackageError(
            "two of the inventories that are linked have one id", f"inventory {read.id}", "give each file its own id"
        )  # fmt: skip
    for rule in chosen:
        files |= {f"{DATA}/rules/{file.id}.yaml": _rule_text(file).encode() for file in rule.chain}
    files |= {f"{DATA}/{name}": (databases_dir() / name).read_bytes() for name in LIBRARY}
    files[STUDY] = _study_text(study, chosen, seed).encode()
    if study.inventory.modules:
        files[MODULES] = to_json([asdict(module) for module in study.inventory.modules]).encode()
    if study.inventory.changes is not None:
        files[CHANGES] = to_json(plain(asdict(study.inventory.changes))).encode()
    _check_same(study, chosen, files)
    return dict(sorted(files.items()))


@contextmanager
def study_of(files: Mapping[str, bytes]) -> Iterator[Study]:
    """The study that files give, in a library of these files alone; results are computed inside the ``with`` block.

    Raises
    ------
    PackageError
        If a name leads outside, or the study file is missing.
    ReadingError
        If a file has mistakes.
    FileError
        If a file names another one that isn't among them.
    """
    from rulewright.study import Study

    with TemporaryDirectory(prefix=FOLDER) as name:
        folder = Path(name).resolve()
        for path, content in files.items():
            check_name(path)
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        data = folder / DATA
        with library(data):
            file = _read_study(data / Path(STUDY).name)
            inventory = read_inventory(data / file.inventory)
            if MODULES in files:
                inventory = with_modules(inventory, _read_modules(data / Path(MODULES).name))
            if CHANGES in files:
                inventory = _changed(inventory, data / Path(CHANGES).name)
            rules = [read_rule(data / rule) for rule in file.rules]
            product = None if file.product is None else str(file.product)
            yield Study(inventory, rules, file.choices, product)


def check_name(name: str) -> None:
    """Refuse a name that is no plain path inside a package.

    Raises
    ------
    PackageError
        If it is not.
    """
    if NAME.match(name) is None or ".." in name or len(name) > 200:
        raise PackageError(
            f"the name {name[:100]!r} of a file is no plain path inside the package", "package",
            "make the package again with `rulewright package`",
        )  # fmt: skip


class _StudyFile(StudyFile):
    """A study file whose paths are inside the package; the product where it isn't the inventory's."""

    product: str | None = None


def _study_text(study: Study, rules: Iterable[Rule], seed: int | None) -> str:
    known = {rule.id: {file.id for file in rule.chain} for rule in rules}
    names = {"*"}.union(*known.values())
    choices = [
        choice.model_copy(update={"rules": [name for name in choice.rules if name in names]})
        for choice in study.choices
    ]
    own = study.inventory.file.product
    file = _StudyFile(
        format="rulewright-study/1",
        id=study.inventory.id,
        title=study.inventory.file.title,
        inventory=f"inventories/{study.inventory.id}.yaml",
        rules=[f"rules/{name}.yaml" for name in known],
        seed=seed,
        choices=[choice for choice in choices if choice.rules],
        product=study.product if study.product != own else None,
    )
    return to_json(plain(file.model_dump(mode="json", by_alias=True, exclude_none=True)))


def _rule_text(file: RuleFile) -> str:
    """A rule file as JSON, which is YAML as well; what is false or empty says something in a rule and stays."""
    return to_json(file.model_dump(mode="json", by_alias=True, exclude_none=True))


def _check_same(study: Study, rules: Iterable[Rule], files: Mapping[str, bytes]) -> None:
    """What the files give is what the study has: nothing that was made in memory gets lost."""
    try:
        with study_of(files) as again:
            if again.inventory.hash != study.inventory.hash:
                raise PackageError(
                    "the files do not give the inventory back", f"inventory {study.inventory.id}",
                    "write the inventory with write_inventory(), read it, and use what was read",
                )  # fmt: skip
            for rule in rules:
                other = again.rules[rule.id]
                if (other.hash, other.settings) != (rule.hash, dict(rule.settings)):
                    raise PackageError(
                        f"the rule '{rule.id}' was put together in memory: its files say something else",
                        f"rule {rule.id}", "write it as a rule file with based_on, and read that",
                    )  # fmt: skip
    except ReadingError as error:
        raise PackageError(
            f"the files of the study cannot be read back: {error.mistakes[0].what}", error.mistakes[0].where,
            "correct the inventory or rule, write it as a file, and read that",
        ) from None  # fmt: skip


def _read_study(path: Path) -> _StudyFile:
    if not path.exists():
        raise PackageError(
            f"the package holds no {STUDY}", "package", "make the package again with `rulewright package`"
        )
    document = read_yaml(path)
    file = None if document.data is None else validate(_StudyFile, document)
    if file is not None:
        for number, choice in enumerate(file.choices):
            document.mistakes += choice_mistakes(choice, document, number)
        for name in (file.inventory, *file.rules):
            check_name(name)
    if file is None or document.mistakes:
        raise ReadingError(title("study", STUDY, document.mistakes), document.mistakes)
    return file


def _read_modules(path: Path) -> list[Module]:
    found: list[Module] = _validated(TypeAdapter(list[Module]), path)
    return found


def _changed(inventory: Inventory, path: Path) -> Inventory:
    found: Changes = _validated(TypeAdapter(Changes), path)
    return changed(inventory, found.parameters, found.amounts, found.supplies)


def _validated(adapter: TypeAdapter[Any], path: Path) -> Any:
    try:
        return adapter.validate_json(path.read_bytes())
    except (ValueError, ValidationError, RecursionError) as error:
        first = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise PackageError(
            f"'{path.name}' of the package cannot be read: {first}", "package",
            "make the package again with `rulewright package`",
        ) from None  # fmt: skip
