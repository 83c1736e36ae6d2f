"""The rule desk: read a rule, change its clauses by forms, see figures and ledger change, save the patch."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import ipywidgets as widgets
from markupsafe import Markup, escape

from rulewright.apps import words
from rulewright.apps.faces.form import Editor, Form, editor
from rulewright.apps.faces.frame import (
    App,
    FigureView,
    clauses_html,
    columns,
    error_html,
    links_html,
    notes_html,
    row,
    table_html,
    tabs,
    text_html,
)
from rulewright.apps.models.choices import inventory_options, rule_options
from rulewright.apps.models.fields import Field, family_fields
from rulewright.apps.models.ledger_changes import changes_table
from rulewright.apps.models.pictures import Picture
from rulewright.apps.models.rule_desk import RuleDesk, Standing
from rulewright.apps.models.shelf import Draft, PatchChangedError, Shelf, new_session
from rulewright.apps.places import rules_folder
from rulewright.reporting.labels import unit_text
from rulewright.reporting.readable import COMMA, readable, setting_name
from rulewright.reporting.sentences import number
from rulewright.reporting.tables import rule_table
from rulewright.rule import LIST_SETTINGS, MAP_SETTINGS
from rulewright.words import FAMILIES, say


class RuleDeskApp(App):
    """The rule desk as widgets; what it does is in :class:`rulewright.apps.models.rule_desk.RuleDesk`."""

    TITLE, ABOUT = words.RULE_DESK, words.RULE_DESK_ABOUT

    def __init__(self, inventory: str, rule: str | None, lang: str) -> None:
        super().__init__(lang)
        self.desk = RuleDesk(inventory, rule, Shelf(rules_folder(), new_session()))
        self.family, self.left_tab, self.right_tab = "allocation", 0, 0
        self.other: str | None = None
        self.with_texts = False
        self.conflict = False
        self.editing: set[str] = set()  # settings whose editor is open, though nothing may be stated yet
        self.start()

    # ---- page -----------------------------------------------------------------------------------------------

    def build(self) -> Sequence[widgets.Widget]:
        """The page: what it is about, on the left what is decided, on the right what comes out."""
        self.figure = FigureView(self)
        self.numbers, self.mistakes = widgets.HTML(), widgets.HTML()
        self.table, self.ledger = widgets.HTML(), widgets.HTML()
        self.families = self.dropdown(
            words.FAMILY,
            [(say(each, self.lang), each) for each in FAMILIES],
            self.family,
            self._take_family,
            "auto",
        )
        self.form = widgets.VBox()
        self.form.add_class("rw-form")
        self.clauses, self.compared = widgets.HTML(), widgets.VBox()
        self.file = widgets.VBox()
        change = widgets.VBox([self.families, self.mistakes, self.form])
        left = tabs(
            [
                (words.CHANGE_TAB(self.lang), change),
                (words.READ_TAB(self.lang), self.clauses),
                (words.COMPARE_TAB(self.lang), self.compared),
                (words.FILE_TAB(self.lang), self.file),
            ],
            self.left_tab,
            self.guarded(self._show_left),
        )
        self.results = tabs(
            [
                (words.FIGURE_TAB(self.lang), self.figure.widget),
                (words.TABLE_TAB(self.lang), self.table),
                (words.LEDGER_TAB(self.lang, count=0), self.ledger),
            ],
            self.right_tab,
            self.guarded(self._show_right),
        )
        self._fill_form()
        self._show_left(self.left_tab)
        self._show_result()
        right = widgets.VBox([self.numbers, self.results])
        return [*self._drafts(), self._choosers(), columns(left, right)]

    def _choosers(self) -> widgets.Widget:
        inventories = inventory_options(self.lang)
        rules = rule_options(self.desk.rules(), self.lang, self.desk.shelf.folder)
        saved = self.desk.shelf.patches()
        self.saved = widgets.Dropdown(
            options=saved, value=self.desk.patch.id if self.desk.patch.id in saved else None,
            description=words.SAVED_PATCH(self.lang), style={"description_width": "initial"}, layout={"width": "300px"},
        )  # fmt: skip
        return row(
            self.dropdown(
                words.INVENTORY, inventories, self.desk.inventory.id, self._take_inventory, "400px"
            ),
            self.dropdown(words.BASE_RULE, rules, self.desk.base.id, self._take_base, "380px"),
            self.saved,
            self.button(words.OPEN, self._open, words.OPEN_TIP),
        )

    def _drafts(self) -> list[widgets.Widget]:
        found = self.desk.shelf.drafts()
        return [self._draft(found[0])] if found and not len(self.desk.patch) else []

    def _draft(self, draft: Draft) -> widgets.Widget:
        when = datetime.fromtimestamp(draft.changed).strftime("%Y-%m-%d %H:%M")
        said = widgets.HTML(text_html(words.DRAFT_FOUND(self.lang, patch=draft.patch, when=when)))

        def restore() -> None:
            self.desk.restore(draft)
            self.start()

        def discard() -> None:
            self.desk.shelf.discard(draft)
            self.start()

        return row(said, self.button(words.RESTORE, restore), self.button(words.DISCARD, discard))

    # ---- choosing -------------------------------------------------------------------------------------------

    def _take_inventory(self, identity: str) -> None:
        before = self.desk.base.id
        try:
            self.desk.take_inventory(identity)
        finally:
            self.start()
        if self.desk.base.id != before:
            self.tell(words.OTHER_BASE(self.lang, before=before, base=self.desk.base.id))

    def _take_base(self, rule: str) -> None:
        try:
            self.desk.take_base(rule)
            self.editing.clear()
        finally:
            self.start()

    def _open(self) -> None:
        if self.saved.value:
            self.desk.open(self.saved.value)
            self.editing.clear()
            self.conflict = False
            self.start()

    def _take_family(self, family: str) -> None:
        if family is not None and family != self.family:
            self.family = family
            self._fill_form()

    def _show_left(self, tab: int) -> None:
        self.left_tab = tab
        if tab == 1:
            self.clauses.value = clauses_html(rule_table(self.desk.rule, self.lang))
        elif tab == 2:
            self._fill_comparison()
        elif tab == 3:
            self._fill_file()

    def _show_right(self, tab: int) -> None:
        self.right_tab = tab
        self._show_tab()

    # ---- form -----------------------------------------------------------------------------------------------

    def _fill_form(self) -> None:
        rows: list[widgets.Widget] = [self._setting(field) for field in self._fields()]
        self.form.children = (*rows, *self._reason())

    def _fields(self) -> tuple[Field, ...]:
        return family_fields(self.family)

    def _setting(self, field: Field) -> widgets.Widget:
        standing, lang = self.desk.standing(field.name), self.lang
        state_now = "stated" if field.name in self.editing else standing.state
        name = widgets.HTML(text_html(setting_name(field.name, lang), "rw-name"))
        name.add_class("rw-grow")
        state = widgets.Dropdown(
            options=[(sentence(lang), word) for word, sentence in words.STATES.items()], value=state_now,
            layout={"width": "140px"}, tooltip=f"{setting_name(field.name, lang)}: {words.STATE(lang)}",
        )  # fmt: skip
        state.observe(self.guarded(lambda change: self._take_state(field, change["new"])), "value")
        children: list[widgets.Widget] = [row(name, state), widgets.HTML(self._inherited(standing))]
        if state_now == "stated":
            children.append(self._editor(field, standing.value).widget)
        box = widgets.VBox(children)
        box.add_class("rw-setting")
        return box

    def _inherited(self, standing: Standing) -> str:
        lang = self.lang
        if standing.is_open_in_base and not standing.inherited:
            text = words.OPEN_IN_BASE(lang)
        elif not standing.inherited:
            text = words.NOTHING_INHERITED(lang)
        else:
            values: Any = [each.value for each in standing.inherited]
            if standing.name in MAP_SETTINGS:
                values = self.desk.inherited_map(standing.name)
            elif standing.name not in LIST_SETTINGS:
                values = values[0]
            text = words.INHERITED(lang, value=readable(values, lang), clauses=standing.clauses)
        declared = [each.value for each in self.desk.declared(standing.name)]
        if declared and standing.state == "inherited":
            shown = [readable(value, lang) for value in declared]
            text = words.DECLARED_NOW(lang, text=text, value=COMMA(lang).join(dict.fromkeys(shown)))
        if standing.state == "stated" and standing.name in LIST_SETTINGS:
            text = f"{text} {words.ADDED_TO_BASE(lang)}"
        return text_html(text, "rw-base")

    def _editor(self, field: Field, value: Any) -> Editor:
        held: list[Editor] = []

        def changed() -> None:
            self._state_value(field, held[0].read())

        held.append(editor(field, value, Form(self.lang, changed, self.guarded), ""))
        return held[0]

    def _take_state(self, field: Field, state: str) -> None:
        patch = self.desk.patch
        self.editing.discard(field.name)
        try:
            if state == "open":
                self._change(patch.leave_open(field.name))
            elif state == "inherited":
                self._change(patch.revert(field.name))
            else:
                self.editing.add(field.name)
                self._state_value(field, self.desk.start_value(field.name))
        finally:
            self._fill_form()

    def _state_value(self, field: Field, value: Any) -> None:
        patch, name = self.desk.patch, field.name
        if name in MAP_SETTINGS:
            given = {f"{name}[{key}]": each for key, each in (value or {}).items()}
            for key in patch.stated():
                if key.startswith(f"{name}[") and key not in given:
                    patch = patch.revert(key)
            for key, each in given.items():
                patch = patch.set(key, each)
        else:
            patch = patch.revert(name) if value in (None, [], {}) else patch.set(name, value)
        self._change(patch)

    def _reason(self) -> list[widgets.Widget]:
        zh, en = self.desk.patch.reason(self.family)
        if not zh and not en:
            return []
        boxes = [
            widgets.Textarea(
                value=text, description=label(self.lang), rows=2, continuous_update=False,
                placeholder=words.REASON_HINT(self.lang), style={"description_width": "initial"}, layout={"width": "98%"},
            )
            for text, label in ((zh, words.REASON_ZH), (en, words.REASON_EN))
        ]  # fmt: skip

        def take(_: Any) -> None:
            self._change(self.desk.patch.with_reason(self.family, boxes[0].value, boxes[1].value))

        for box in boxes:
            box.observe(self.guarded(take), "value")
        holder = widgets.VBox(boxes)
        holder.add_class("rw-setting")
        return [holder]

    # ---- result ---------------------------------------------------------------------------------------------

    def _change(self, patch: Any) -> None:
        try:
            self.desk.change(patch)
        finally:
            self._show_result()
            if self.left_tab == 3:
                self._fill_file()

    def _show_result(self) -> None:
        desk, lang = self.desk, self.lang
        if desk.error is None:
            counts = COMMA(lang).join(
                f"{say(family, lang)} {count}" for family, count in desk.counts().items()
            )
            said = words.CHANGED(lang, families=counts) if counts else words.NO_CHANGE(lang)
            self.mistakes.value = text_html(said, "rw-small")
        else:
            self.mistakes.value = error_html(desk.error, lang) + text_html(words.STALE(lang), "rw-small")
        self.numbers.value = self._numbers()
        changes = desk.ledger_changes()
        self.results.set_title(2, words.LEDGER_TAB(lang, count=len(changes)))
        self._show_tab()

    def _show_tab(self) -> None:
        desk, lang = self.desk, self.lang
        comparison = desk.comparison()
        if self.right_tab == 0:
            about = f"{comparison.inventory.file.title.get(lang)}: {' / '.join(comparison.results)}"
            picture = Picture(
                "rule-desk", about, comparison.plot(lang), lambda: comparison.to_dataframe(lang)
            )
            self.figure.show(picture)
        elif self.right_tab == 1:
            self.table.value = table_html(comparison.to_dataframe(lang))
        else:
            changes = desk.ledger_changes()
            self.ledger.value = (
                table_html(changes_table(changes, lang))
                if changes
                else text_html(words.LEDGER_SAME(lang), "rw-small")
            )

    def _numbers(self) -> str:
        desk, lang = self.desk, self.lang
        comparison = desk.comparison()
        unit = unit_text(
            comparison.amount, comparison.unit, comparison.inventory.name(comparison.product, lang), lang
        )
        labels = (words.BASE_RESULT, words.PATCH_RESULT)
        parts = []
        for label, result in zip(labels, desk.results, strict=False):
            total = words.TOTAL(lang, total=number(result.evaluation.total_kg_co2e))
            who = label(lang, rule=result.rule.id, unit=unit)
            parts.append(Markup("<span>{}<br><b>{}</b></span>").format(who, total))
        if len(desk.results) > 1:
            old, new = (result.evaluation.total_kg_co2e for result in desk.results)
            share = f"{(new - old) / old:+.1%}".replace("-", "−") if old else "–"
            said = words.DIFFERENCE(lang, difference=number(new - old), share=share)
            parts.append(Markup("<span>{}<br><b>{}</b></span>").format(words.DIFFERENCE_LABEL(lang), said))
        return f'<div class="rw-numbers" role="status" aria-live="polite">{"".join(parts)}</div>'

    # ---- another rule -----------------------------------------------------------------------------------------

    def _fill_comparison(self) -> None:
        rules = [each for each in self.desk.rules() if each != self.desk.rule.id]
        if self.other not in rules:
            self.other = self.desk.base.id if self.desk.base.id in rules else rules[0]
        menu = self.dropdown(
            words.OTHER_RULE,
            rule_options(rules, self.lang, self.desk.shelf.folder),
            self.other,
            self._take_other,
        )
        texts = widgets.Checkbox(value=self.with_texts, description=words.WITH_TEXTS(self.lang), indent=False)
        texts.observe(self.guarded(lambda change: self._take_texts(change["new"])), "value")
        self.difference = widgets.HTML()
        self.compared.children = (menu, texts, self.difference)
        self._show_difference()

    def _take_other(self, rule: str) -> None:
        self.other = rule
        self._show_difference()

    def _take_texts(self, shown: bool) -> None:
        self.with_texts = shown
        self._show_difference()

    def _show_difference(self) -> None:
        if self.other is not None:
            found = self.desk.difference(self.other)
            table = found.to_dataframe(self.lang, texts=self.with_texts)
            self.difference.value = notes_html(found.notes(self.lang)) + table_html(table)

    # ---- file -----------------------------------------------------------------------------------------------

    def _fill_file(self) -> None:
        desk, lang = self.desk, self.lang
        title = desk.patch.data.get("title", {})
        boxes = [
            widgets.Text(
                value=str(text), description=label(lang), continuous_update=False, layout={"width": "98%"},
                style={"description_width": "110px"},
            )
            for label, text in (
                (words.PATCH_ID, desk.patch.id), (words.TITLE_ZH, title.get("zh", "")), (words.TITLE_EN, title.get("en", "")),
            )
        ]  # fmt: skip
        for box in boxes:
            box.observe(
                self.guarded(lambda _: self._change(desk.patch.named(*(each.value for each in boxes)))),
                "value",
            )
        path = desk.shelf.folder / f"{desk.patch.id}.yaml"
        buttons = [self.button(words.SAVE, self._save, words.SAVE_TIP, path=path)]
        if self.conflict:
            buttons.append(self.button(words.OVERWRITE, lambda: self._save(True), words.OVERWRITE_TIP))
            buttons.append(self.button(words.OPEN_THEIRS, self._open_theirs, words.OPEN_THEIRS_TIP))
        state = words.IS_SAVED if desk.is_saved else words.NOT_SAVED if len(desk.patch) else words.NO_CHANGE
        text = desk.patch.to_yaml()
        link = links_html([(f"{desk.patch.id}.yaml", "application/yaml", text.encode())], lang)
        shown = f'<pre class="rw-pre" tabindex="0">{escape(text)}</pre>'
        small = text_html(words.COMMENTS_LOST(lang), "rw-small")
        self.file.children = (
            *boxes, row(*buttons), widgets.HTML(text_html(state(lang), "rw-small") + link + small + shown)
        )  # fmt: skip

    def _save(self, overwrite: bool = False) -> None:
        try:
            path = self.desk.save(overwrite)
            self.conflict = False
        except PatchChangedError:
            self.conflict = True
            self._fill_file()
            raise
        self._fill_file()
        self.saved.options = self.desk.shelf.patches()
        self.saved.value = self.desk.patch.id
        self.tell(words.SAVED(self.lang, path=path))

    def _open_theirs(self) -> None:
        self.desk.open(self.desk.patch.id)
        self.conflict = False
        self.start()
