"""The rule desk without its face: a base rule, a patch of it, and the last result that could be had."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rulewright.apps.models.choices import beside_each_other
from rulewright.apps.models.ledger_changes import LedgerChange, ledger_changes
from rulewright.apps.models.patch import Patch
from rulewright.apps.models.shelf import Draft, Shelf, new_session
from rulewright.errors import RulewrightError
from rulewright.reading.find import find_rule, list_rules, list_shelf
from rulewright.reading.inventories import read_inventory
from rulewright.reading.rules import read_rule
from rulewright.reading.studies import read_study
from rulewright.rule import LIST_SETTINGS, MAP_SETTINGS, Rule, Setting
from rulewright.study import Comparison, Result, Study
from rulewright.words import FAMILIES

if TYPE_CHECKING:
    from rulewright.analysis.rule_difference import RuleDifference
    from rulewright.inventory import Inventory

FIRST_BASE = "pact-3"  # where nobody says, if the inventory's study has it


@dataclass(frozen=True)
class Standing:
    """What holds for one setting: the base's value with its clause, and what the patch says.

    ``state``: "inherited" (the base decides or says nothing), "stated" or "open" (by the patch).
    """

    name: str
    state: str
    inherited: tuple[Any, ...]
    is_open_in_base: bool
    value: Any

    @property
    def clauses(self) -> str:
        """Numbers of the base's clauses that decide it."""
        return ", ".join(dict.fromkeys(each.clause.clause or each.clause.id for each in self.inherited))


class RuleDesk:
    """One inventory, one base rule, one patch.

    Attributes
    ----------
    rule
        The last patch without mistakes, merged with its base; choices that a study declares are not in it.
    patched
        Result of the last patch without mistakes; the base's own result before the first change.
    error
        Why the patch as it stands now gives no result; None if it does. ``patched`` is then older than the patch.
    opened
        Hash of the saved file that the patch stands for; None if it was never saved.
    """

    def __init__(self, inventory: str, rule: str | None, shelf: Shelf) -> None:
        self.shelf = shelf
        self.inventory: Inventory = read_inventory(inventory)
        self._start(rule or self._first_rule(), None, None)

    def _start(self, rule: str, patch: Patch | None, opened: str | None) -> None:
        base = read_rule(self._find(rule))
        patch = patch or Patch.new(base, self._free_id(base.id), self.shelf.base_files(base.id))
        base_result = self._result(base)
        self.base: Rule = base
        self.rule = base
        self.base_result: Result = base_result
        self.patch, self.opened, self.is_saved = patch, opened, opened is not None
        self.patched: Result = self.base_result
        self.error: RulewrightError | None = None
        self._evaluate()

    # ---- choosing -------------------------------------------------------------------------------------------

    def rules(self) -> list[str]:
        """Rules to start from: those of the shipped study first, then the saved patches, then all others."""
        return list(dict.fromkeys([*self._rules_of_study(), *self.shelf.patches(), *list_rules()]))

    def _rules_of_study(self) -> list[str]:
        known = self.inventory.id in list_shelf("studies")
        return list(read_study(self.inventory.id).rules) if known else []

    def _first_rule(self) -> str:
        own = self._rules_of_study()
        return FIRST_BASE if FIRST_BASE in own or not own else own[0]

    def take_inventory(self, inventory: str) -> None:
        """Go to another inventory; the patch stays.

        Where the base can't be applied, a rule of the inventory's study becomes the base, if the patch is still empty;
        a patch that changes something needs its base, and the inventory is refused.

        Raises
        ------
        RulewrightError
            If the inventory is refused; the desk stays with the one it has.
        """
        before = self.inventory
        self.inventory = read_inventory(inventory)
        try:
            self._apply_base()
        except RulewrightError:
            self.inventory = before
            raise

    def _apply_base(self) -> None:
        try:
            base_result = self._result(self.base)
        except RulewrightError:
            if len(self.patch) or self.base.id in self._rules_of_study():
                raise
            self._start(self._first_rule(), None, None)
            return
        self.base_result = self.patched = base_result
        self._evaluate()

    def take_base(self, rule: str) -> None:
        """Start a new patch of another rule; what was changed and not saved stays as a draft."""
        self._leave_patch(lambda: self._start(rule, None, None))

    def open(self, identity: str) -> None:
        """Open a saved patch; what was changed here and not saved stays as a draft."""
        patch, found = self.shelf.open(identity)
        self._leave_patch(lambda: self._start(patch.base, patch, found))

    def restore(self, draft: Draft) -> None:
        """Go on with a draft of another session."""
        patch, found = self.shelf.read_draft(draft)
        self._start(patch.base, patch, found)
        self.is_saved = False
        self.shelf.keep_draft(patch)
        self.shelf.discard(draft)

    def _leave_patch(self, go: Callable[[], None]) -> None:
        """Go to another patch: a draft that isn't saved is left to be gone on with, as after a restart."""
        unsaved = bool(len(self.patch)) and not self.is_saved
        go()
        if unsaved:
            self.shelf = Shelf(self.shelf.folder, new_session())
        else:
            self.shelf.drop_draft()

    # ---- changing -------------------------------------------------------------------------------------------

    def change(self, patch: Patch) -> None:
        """Take a changed patch: keep it as a draft, check it, evaluate it.

        Raises
        ------
        FileError
            If the draft can't be kept; the change itself holds.
        """
        if patch.data == self.patch.data:
            return
        renamed = patch.id != self.patch.id
        self.patch, self.is_saved = patch, False
        if renamed:
            self.opened = None
        self._evaluate()
        self.shelf.keep_draft(patch)

    def save(self, overwrite: bool = False) -> Path:
        """Save the patch; give its path.

        Raises
        ------
        PatchChangedError
            If somebody else has written the file since it was opened; nothing is written then.
        ReadingError
            If the patch has mistakes: a file that can't be read isn't written.
        """
        self.patch.check()
        self.opened = self.shelf.save(self.patch, self.opened, overwrite)
        self.is_saved = True
        self.shelf.drop_draft()
        return self.shelf.folder / f"{self.patch.id}.yaml"

    def standing(self, name: str) -> Standing:
        """What base and patch say of a setting, ``"family.setting"``; of a map, all its keys."""
        stated, is_map = self.patch.stated(), name in MAP_SETTINGS
        found = self.base.settings.get(name, ())
        inherited = found if isinstance(found, tuple) else (found,)
        value = stated.get(name)
        if is_map:
            inherited = tuple(each for key, each in self.base.settings.items() if key.startswith(f"{name}["))
            own = {key: each for key, each in stated.items() if key.startswith(f"{name}[")}
            value = {key[len(name) + 1 : -1]: each for key, each in own.items()} or None
        state = "open" if name in self.patch.left_open() else "inherited" if value is None else "stated"
        return Standing(name, state, inherited, name in self.base.not_settled, value)

    def declared(self, name: str) -> list[Setting]:
        """What the study declares for a setting that the base leaves open; of a map, every key."""
        complete = self.base_result.rule.settings
        keys = [key for key in complete if key == name or key.startswith(f"{name}[")]
        found = [complete[key] for key in keys if key not in self.base.settings]
        flat = [each for one in found for each in (one if isinstance(one, tuple) else (one,))]
        return [each for each in flat if each.clause.is_choice]

    def start_value(self, name: str) -> Any:
        """Value with which a form starts when a setting is to be stated, as plain data: the base's, else the declared.

        Of lists and maps nothing: there a patch adds to its base.
        """
        if name in LIST_SETTINGS or name in MAP_SETTINGS:
            return None
        found = self.base.get(name) or next(iter(self.declared(name)), None)
        return None if found is None else plain_value(found.value)

    def inherited_map(self, name: str) -> dict[str, Any]:
        """What the base says of a map setting, key by key."""
        start = f"{name}["
        return {
            key[len(start) : -1]: each.value
            for key, each in self.base.settings.items()
            if key.startswith(start)
        }

    def counts(self) -> dict[str, int]:
        """Family to the number of its settings that the patch states or leaves open."""
        names = (*self.patch.stated(), *self.patch.left_open())
        families = [name.partition(".")[0] for name in names]
        return {family: families.count(family) for family in FAMILIES if family in families}

    # ---- showing --------------------------------------------------------------------------------------------

    @property
    def results(self) -> list[Result]:
        """Result of the base, and of the last patch without mistakes if it changes anything."""
        same = self.patched.rule.id == self.base.id
        return [self.base_result] if same else [self.base_result, self.patched]

    def comparison(self) -> Comparison:
        """Base and patch beside each other."""
        return beside_each_other(self.inventory, self.results)

    def ledger_changes(self) -> list[LedgerChange]:
        """Decisions in which the patch differs from its base."""
        return ledger_changes(self.base_result.ledger, self.patched.ledger)

    def difference(self, other: str) -> RuleDifference:
        """Clause by clause: the rule on the desk (patch included, as last evaluated) against another rule."""
        from rulewright.analysis.rule_difference import difference

        return difference(read_rule(self._find(other)), self.rule)

    # ---- inside ---------------------------------------------------------------------------------------------

    def _evaluate(self) -> None:
        if not len(self.patch):
            self.rule, self.patched, self.error = self.base, self.base_result, None
            return
        try:
            rule = self.patch.check()
            self.patched = self._result(rule)
            self.rule, self.error = rule, None
        except RulewrightError as error:
            self.error = error

    def _result(self, rule: Rule) -> Result:
        return Study(self.inventory, [rule]).result(rule.id)

    def _find(self, rule: str) -> Path:
        return find_rule(rule, near=self.shelf.folder)

    def _free_id(self, base: str) -> str:
        taken = set(self.shelf.patches())
        names = (
            f"{base}-variant{'' if number == 1 else f'-{number}'}" for number in range(1, len(taken) + 2)
        )
        return next(name for name in names if name not in taken)


def plain_value(value: Any) -> Any:
    """Value of a setting as a rule file states it: models as mappings, without what is not given."""
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json", exclude_none=True, exclude_defaults=False)
    if isinstance(value, list | tuple):
        return [plain_value(each) for each in value]
    if isinstance(value, dict):
        return {key: plain_value(each) for key, each in value.items()}
    return value
