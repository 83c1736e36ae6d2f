"""From comments on a draft rule to what each of them does: places, patches, effects, conflicts, all together."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from rulewright.analysis.hybrids import mistakes_in
from rulewright.analysis.rule_difference import Change
from rulewright.consultation.comments import Comment, Comments
from rulewright.consultation.effects import Bench, Conflict, Effect, Progress, Together
from rulewright.consultation.head import ConsultationHead, read_consultation_head
from rulewright.consultation.ladder import status_ladder
from rulewright.consultation.patches import Patch, read_patch, together
from rulewright.consultation.periods import check_consultation, period_of
from rulewright.consultation.places import Found, Numbers, Places
from rulewright.consultation.read_comments import read_comments
from rulewright.consultation.result import Consultation, Handled
from rulewright.drafting.head import DraftHead, read_head
from rulewright.errors import ApplicationError, RulewrightError
from rulewright.inventory import Inventory
from rulewright.portfolio import Portfolio
from rulewright.reading.rules import read_rule
from rulewright.reading.studies import DeclaredChoice
from rulewright.reporting.sentences import Sentence
from rulewright.rule import Rule, Text

LAST = 1_000_000  # order of a comment whose clause isn't there
CHANGES_NOTHING = Sentence("补丁不改变任何规定。", "The patch changes no decision.")
ELSEWHERE = Sentence(
    "补丁改变了 {settings}，不在所引章条之内。",
    "The patch changes {settings}, which the clause cited does not state.",
)


def consult(
    rule: Rule | str | Path,
    comments: Comments | str | Path | Sequence[str | Path],
    inventories: Iterable[str | Path | Inventory] | None = None,
    *,
    head: ConsultationHead | str | Path | None = None,
    portfolios: Iterable[str | Path | Portfolio] = (),
    rules: Iterable[str | Path | Rule] = (),
    choices: Sequence[DeclaredChoice] | None = None,
    draft_head: DraftHead | str | Path | None = None,
    numbers: Numbers = "draft",
    bench: Bench | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Consultation:
    """Work through the comments on a draft rule.

    Parameters
    ----------
    rule
        The rule that is commented: id, path or rule.
    comments
        Tables of comments (.xlsx, .csv), or comments as read by :func:`read_comments`.
    inventories
        Ids, paths or inventories on which patches are computed; default: all shipped ones that the rule covers.
    head
        Dates, stage and counts of the consultation.
    portfolios
        Portfolios whose plants are computed too, so that changes of their ranking show.
    rules
        Other rules: the place of the rule among them is told, before and after.
    choices
        What is declared where the rule leaves something open; default: what is shipped with each inventory.
    draft_head
        Facts of the draft standard, if it was made with any: its numbers depend on them.
    numbers
        "draft": clauses are numbers of the draft standard; "rule": numbers of clauses in the rule's source.
    bench
        Inventories in memory, of an earlier call for the same rule; then ``inventories``, ``portfolios``, ``rules`` and
        ``choices`` are those of the bench.
    progress
        Called with (steps done, steps).
    cancelled
        Asked now and then; once it says so, what is computed by then is given, and the result says that it was stopped.

    Raises
    ------
    ReadingError
        With all mistakes of a table, the rule, a head.
    FileError
        If a file can't be found or read, or an inventory is unknown.
    ApplicationError
        If the bench was made for another rule.

    Notes
    -----
    Comments are numbered anew in the order of the clauses; the number that the sender gave stays in ``Comment.number``.
    A patch that breaks the rule and a comment on a clause that isn't there raise nothing: they stand with their comment.
    """
    base = rule if isinstance(rule, Rule) else read_rule(rule)
    asked = _comments(comments)
    facts = (
        head
        if isinstance(head, ConsultationHead)
        else _read(head, read_consultation_head) or ConsultationHead()
    )
    drafted = draft_head if isinstance(draft_head, DraftHead) else _read(draft_head, read_head)
    counted = _Counted(progress)
    if bench is None:
        bench = Bench(base, inventories, portfolios, rules, choices, counted.half(0), cancelled)
    if bench.rule.hash != base.hash:
        raise ApplicationError(
            f"the bench was made for the rule '{bench.rule.id}' as it was then",
            f"rule {base.id}",
            "make a new bench for this rule",
        )
    asked, found = _in_clause_order(asked, Places(base, drafted, numbers))
    patches = {
        each.index: read_patch(base, each.patch, each.index, each.where, each.folder)
        for each in asked.comments
        if each.patch
    }
    conflicts = find_conflicts(patches.values())
    bundles, variants = _bundles(base, asked, patches, conflicts)
    alone = [patch for patch in patches.values() if patch.rule is not None]
    computed = bench.effects(
        [*(patch.rule for patch in alone if patch.rule), *variants], counted.half(1), cancelled
    )
    effects = {patch.comment: each for patch, each in zip(alone, computed, strict=False)}
    for number, bundle in enumerate(_with_variants(bundles)):
        bundles[bundle] = _computed(bundles[bundle], computed[len(alone) + number], effects)
    handled = [
        Handled(
            each, found[each.index], patches.get(each.index), tuple(effects.get(each.index, ())),
            bench.rankings(effects[each.index]) if each.index in effects else (),
            tuple(_remarks(base, each, found[each.index], patches.get(each.index))),
        )
        for each in asked.comments
    ]  # fmt: skip
    shown = bench.cases[0].inventory if bench.cases else None
    complete = not bench.stopped and all(len(each) == len(bench.cases) for each in computed)
    return Consultation(
        rule=base, comments=asked, head=facts, handled=tuple(handled), cases=bench.facts,
        conflicts=tuple(conflicts), bundles=tuple(bundles.values()), period=period_of(base, facts),
        findings=check_consultation(base, facts, asked), ladder=status_ladder(base, facts, asked, drafted, shown),
        others=tuple(each.id for each in bench.others), stopped=not complete,
    )  # fmt: skip


def _in_clause_order(comments: Comments, places: Places) -> tuple[Comments, dict[int, Found]]:
    """Comments sorted by the clauses of the draft and numbered anew, those without a place last; where each belongs."""
    found = [(each, places.find(each.clause)) for each in comments.comments]
    found.sort(key=lambda pair: (min((place.order for place in pair[1].places), default=LAST), pair[0].index))
    numbered = tuple(replace(each, index=index) for index, (each, _) in enumerate(found, 1))
    return replace(comments, comments=numbered), {index: place for index, (_, place) in enumerate(found, 1)}


def find_conflicts(patches: Iterable[Patch]) -> list[Conflict]:
    """Settings for which several patches want different values, in the order of the settings."""
    wanted: dict[str, list[tuple[int, Change]]] = {}
    for patch in patches:
        for change in patch.changes:
            wanted.setdefault(change.name, []).append((patch.comment, change))
    found = []
    for setting, changes in wanted.items():
        values = [(comment, _value(change)) for comment, change in changes]
        if len({json.dumps(value, sort_keys=True, ensure_ascii=False) for _, value in values}) > 1:
            found.append(Conflict(setting, tuple(values)))
    return sorted(found, key=lambda each: each.setting)


def _value(change: Change) -> Any:
    """What a change wants, as plain data; ``"not_settled"`` if it leaves the setting open."""
    side = change.new
    if side is None or side.is_open:
        return "not_settled"
    return side.to_dict()["value"]


def _comments(given: Comments | str | Path | Sequence[str | Path]) -> Comments:
    if isinstance(given, Comments):
        return given
    return read_comments(*([given] if isinstance(given, str | Path) else given))


def _read(path: Any, read: Callable[[Any], Any]) -> Any:
    return None if path is None else read(path)


class _Counted:
    """Progress of two passes over the cases (reading, computing) as one count."""

    def __init__(self, progress: Progress | None) -> None:
        self.progress = progress

    def half(self, number: int) -> Progress | None:
        """Progress of the first (0) or second (1) pass."""
        progress = self.progress
        if progress is None:
            return None
        return lambda done, count: progress(number * count + done, 2 * count)


def _bundles(
    base: Rule, comments: Comments, patches: Mapping[int, Patch], conflicts: Sequence[Conflict]
) -> tuple[dict[str, Together], list[Rule]]:
    """Sets of patches that are put together, and the rules that come of it."""
    usable = [index for index, patch in patches.items() if patch.rule is not None and patch.changes]
    accepted = [
        each.index for each in comments.comments if each.decision == "accepted" and each.index in usable
    ]
    bundles: dict[str, Together] = {}
    rules: list[Rule] = []
    for name, chosen in (("all", usable), ("accepted", accepted)):
        # only what conflicts inside the set is left out: a decision that takes one side settles the conflict
        fighting = {
            index
            for conflict in conflicts
            for index in _fighting([each for each in conflict.values if each[0] in chosen])
        }
        taken = [index for index in chosen if index not in fighting]
        bundle = Together("all" if name == "all" else "accepted", tuple(taken), tuple(sorted(fighting)))
        if taken:
            try:
                rules.append(together(base, [patches[index] for index in taken]))
            except RulewrightError as error:
                bundle = replace(bundle, why=mistakes_in(error))
        bundles[name] = bundle
    return bundles, rules


def _fighting(values: Sequence[tuple[int, Any]]) -> list[int]:
    said = {json.dumps(value, sort_keys=True, ensure_ascii=False) for _, value in values}
    return [index for index, _ in values] if len(said) > 1 else []


def _with_variants(bundles: Mapping[str, Together]) -> list[str]:
    return [name for name, bundle in bundles.items() if bundle.comments and not bundle.why]


def _computed(
    bundle: Together, together_: Sequence[Effect], alone: Mapping[int, Sequence[Effect]]
) -> Together:
    sums: list[float | None] = []
    for place in range(len(together_)):
        changes = [alone[index][place].change_kg_co2e for index in bundle.comments]
        known = [change for change in changes if change is not None]
        sums.append(sum(known) if len(known) == len(changes) else None)
    return replace(bundle, effects=tuple(together_), sums=tuple(sums))


def _remarks(base: Rule, comment: Comment, found: Found, patch: Patch | None) -> Iterable[Text]:
    """What has to be said about one comment beside its effects."""
    if found.remark is not None:
        yield found.remark
    if patch is None or patch.rule is None:
        return
    if not patch.changes:
        yield CHANGES_NOTHING.text()
        return
    elsewhere = []
    for change in patch.changes:
        stated = change.old
        name = f"{stated.rule_id}#{stated.clause.id}" if stated is not None else ""
        if name and found.places and found.clauses and name not in found.clauses:
            elsewhere.append(change)
    if elsewhere:
        yield ELSEWHERE.text(
            settings=Text(
                zh="、".join(change.label("zh") for change in elsewhere),
                en=", ".join(change.label("en") for change in elsewhere),
            )
        )
