"""The consultation desk: comments by clause, what each would do, decisions with reasons, 征求意见汇总处理表."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import ipywidgets as widgets

from rulewright.apps import words
from rulewright.apps.faces.frame import (
    App,
    FigureView,
    columns,
    links_html,
    notes_html,
    row,
    table_html,
    tabs,
    text_html,
)
from rulewright.apps.faces.runner import Runner
from rulewright.apps.models.choices import inventory_options, rule_options
from rulewright.apps.models.consultation_desk import ConsultationDesk, Upload
from rulewright.apps.models.job import Progress
from rulewright.apps.models.pictures import Picture
from rulewright.apps.models.shelf import Shelf
from rulewright.apps.places import consultation_folder, rules_folder
from rulewright.consultation.comments import DECISIONS
from rulewright.consultation.result import Consultation
from rulewright.consultation.tables import body_text, clause_text, comment_text, effect_text, handling_text
from rulewright.reading.find import list_rules


class ConsultationDeskApp(App):
    """The consultation desk as widgets; what it does is in :mod:`rulewright.apps.models.consultation_desk`."""

    TITLE, ABOUT = words.CONSULTATION_DESK, words.CONSULTATION_DESK_ABOUT

    def __init__(self, rule: str, inventories: Sequence[str], lang: str) -> None:
        super().__init__(lang)
        self.desk = ConsultationDesk(consultation_folder(), rules_folder())
        self.rule, self.inventories = rule, tuple(inventories)
        self.tab, self.index = 0, 1
        self.runner = Runner(self, self._work, self._show)
        self.start()

    def build(self) -> Sequence[widgets.Widget]:
        """On the left what is commented and where effects are computed, on the right the comments."""
        lang = self.lang
        own = Shelf(rules_folder(), "consultation").patches()
        rules = rule_options(list(dict.fromkeys([self.rule, *own, *list_rules()])), lang, rules_folder())
        self.upload = widgets.FileUpload(
            accept=".xlsx,.csv,.yaml,.yml", multiple=True, description=words.UPLOAD(lang), tooltip=words.UPLOAD_TIP(lang),
            layout={"width": "auto"},
        )  # fmt: skip
        self.upload.observe(self.guarded(self._take), "value")
        self.inventory_box = widgets.SelectMultiple(
            options=inventory_options(lang), value=self.inventories, rows=9, layout={"width": "98%"},
            tooltip=words.SEVERAL_TIP(lang),
        )  # fmt: skip
        left = widgets.VBox(
            [
                self.dropdown(words.COMMENTED_RULE, rules, self.rule, self._take_rule),
                self.upload,
                widgets.HTML(text_html(words.UPLOAD_TIP(lang), "rw-small")),
                widgets.Label(words.EFFECTS_ON(lang)),
                self.inventory_box,
                widgets.HTML(text_html(words.SEVERAL_TIP(lang), "rw-small")),
                self.runner.build(),
            ]
        )
        self.places = [widgets.VBox() for _ in range(4)]
        titles = (words.COMMENTS_TAB, words.HANDLING_TAB, words.EFFECTS_TAB, words.WRITE_TAB)
        shown = tabs(
            [(title(lang), place) for title, place in zip(titles, self.places, strict=True)], self.tab,
            self.guarded(self._take_tab),
        )  # fmt: skip
        shown.add_class("rw-wide-tabs")
        self._fill()
        box = columns(left, shown)
        box.add_class("rw-narrow-left")
        return [box]

    # ---- what is asked --------------------------------------------------------------------------------------

    def _take(self, change: Any) -> None:
        if not change["new"]:
            return
        uploads = [Upload(each["name"], bytes(each["content"])) for each in change["new"]]
        comments = self.desk.take(uploads)
        self._fill()
        self.tell(words.COMMENTS_READ(self.lang, count=len(comments.comments), bodies=len(comments.bodies)))

    def _take_rule(self, rule: str) -> None:
        self.rule = rule

    def _take_tab(self, tab: int) -> None:
        self.tab = tab
        self._fill()

    def keep(self) -> None:
        """Keep which inventories are chosen."""
        self.inventories = self.inventory_box.value

    def _work(self) -> Callable[[Progress], Consultation]:
        self.keep()
        return partial(self.desk.run, self.rule, self.inventories)

    def _show(self, result: Consultation) -> None:
        self.desk.show(result)
        self._fill()
        if result.stopped:
            self.tell(words.CONSULTATION_STOPPED(self.lang))

    # ---- what is shown --------------------------------------------------------------------------------------

    def _fill(self) -> None:
        result = self.desk.result
        if result is not None:
            children = (self._comments, self._handling, self._effects, self._writing)[self.tab](result)
        elif self.desk.comments is not None:
            table = table_html(_plain_table(self.desk, self.lang))
            children = [widgets.HTML(text_html(words.NOT_RUN(self.lang)) + table)]
        else:
            children = [widgets.HTML(text_html(words.NO_COMMENTS(self.lang)))]
        self.places[self.tab].children = tuple(children)

    def _comments(self, result: Consultation) -> list[widgets.Widget]:
        known = {each.comment.index: each for each in result.handled}
        self.index = self.index if self.index in known else next(iter(known))
        options = [
            (f"{index}. {clause_text(each, self.lang)} · {body_text(each.comment, self.lang)}", index)
            for index, each in known.items()
        ]
        chooser = widgets.Select(
            options=options, value=self.index, rows=min(8, len(options)), layout={"width": "99%"},
            description="", tooltip=words.COMMENTS_TAB(self.lang),
        )  # fmt: skip
        self.comment_place = widgets.VBox()

        def take(change: Any) -> None:
            self.index = change["new"]
            self._show_comment(self.desk.result or result, self.index)

        chooser.observe(self.guarded(take), "value")
        self._show_comment(result, self.index)
        return [chooser, self.comment_place]

    def _show_comment(self, result: Consultation, index: int) -> None:
        lang, handled = self.lang, result.of(index)
        said = "".join(
            text_html(line) for line in comment_text(handled.comment, lang).splitlines()
        ) + text_html(effect_text(handled, result, lang), "rw-effect")
        decision = widgets.Dropdown(
            options=[(sentence(lang), word) for word, sentence in DECISIONS.items()], value=handled.comment.decision,
            description=words.DECISION(lang), style={"description_width": "initial"}, layout={"width": "260px"},
        )  # fmt: skip
        reason = widgets.Textarea(
            value=handled.comment.decision_reason, description=words.REASON(lang), rows=2, continuous_update=False,
            style={"description_width": "initial"}, layout={"width": "98%"},
        )  # fmt: skip

        def decide(_: Any) -> None:
            self.desk.decide(handled.comment, decision.value, reason.value.strip())
            self.tell(words.DECIDED_NOW(lang))

        for box in (decision, reason):
            box.observe(self.guarded(decide), "value")
        children: list[widgets.Widget] = [widgets.HTML(said), decision, reason]
        if handled.effects:
            children.append(widgets.HTML(table_html(self.desk.effects(index, lang), words.EFFECTS_TAB(lang))))
        self.comment_place.children = tuple(children)

    def _handling(self, result: Consultation) -> list[widgets.Widget]:
        notes = notes_html(result.notes(self.lang))
        return [widgets.HTML(self._stale() + notes + table_html(result.to_dataframe(self.lang)))]

    def _effects(self, result: Consultation) -> list[widgets.Widget]:
        view = FigureView(self)
        about = f"{words.EFFECTS_TAB(self.lang)}: {result.rule.id}"
        table = partial(result.effects_dataframe, self.lang)
        view.show(Picture("consultation", about, result.plot(self.lang), table))
        return [view.widget, widgets.HTML(table_html(table()))]

    def _writing(self, result: Consultation) -> list[widgets.Widget]:
        links = widgets.HTML()

        def write() -> None:
            written = self.desk.write()
            self.tell(words.WRITTEN(self.lang, folder=written.directory, count=len(written.paths)))

        def link() -> None:
            links.value = links_html(self.desk.files(self.lang), self.lang)

        buttons = row(
            self.button(words.WRITE, write, words.WRITE_TIP), self.button(words.LINK_TABLE, link, words.LINK_TABLE), links
        )  # fmt: skip
        return [
            widgets.HTML(self._stale()),
            buttons,
            widgets.HTML(notes_html(result.ladder.notes(self.lang))),
        ]

    def _stale(self) -> str:
        return "" if self.desk.is_current else text_html(words.RUN_AGAIN(self.lang), "rw-bad")


def _plain_table(desk: ConsultationDesk, lang: str) -> Any:
    """Comments as they were read, before any effect is known."""
    import pandas as pd

    comments = desk.decided()
    rows = [
        [each.index, each.clause, comment_text(each, lang), body_text(each, lang), handling_text(each, lang)]
        for each in (comments.comments if comments is not None else ())
    ]
    heads = (words.NUMBER, words.CLAUSE, words.COMMENT, words.BODY, words.DECISION)
    return pd.DataFrame(rows, columns=pd.Index([head(lang) for head in heads]))
