"""The uncertainty desk: draws, paired differences, choice against data, tornado, convergence; it can be stopped."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import ipywidgets as widgets

from rulewright.apps import words
from rulewright.apps.faces.frame import App, FigureView, columns, notes_html, table_html, tabs, text_html
from rulewright.apps.faces.runner import Runner
from rulewright.apps.models.choices import inventory_options, rule_options, rules_for
from rulewright.apps.models.job import Progress
from rulewright.apps.models.pictures import Picture
from rulewright.apps.models.uncertainty_desk import MOST_DRAWS, QUESTIONS, Answer, Asked, Question, answer
from rulewright.engine.plans import Sampling
from rulewright.reporting.readable import COMMA


class UncertaintyDeskApp(App):
    """The uncertainty desk as widgets; what it asks is in :mod:`rulewright.apps.models.uncertainty_desk`."""

    TITLE, ABOUT = words.UNCERTAINTY_DESK, words.UNCERTAINTY_DESK_ABOUT

    def __init__(self, inventory: str, rules: Sequence[str] | None, draws: int, seed: int, lang: str) -> None:
        super().__init__(lang)
        self.inventory = inventory
        self.rules = tuple(rules or rules_for(inventory)[:3])
        self.draws, self.seed = draws, seed
        self.sampling: Sampling = "mc"
        self.tab = 0
        self.answers: dict[Question, Answer] = {}
        self.runner = Runner(self, self._work, self._show)
        self.start()

    def build(self) -> Sequence[widgets.Widget]:
        """On the left what is asked, on the right the answers."""
        lang = self.lang
        known = list(dict.fromkeys([*rules_for(self.inventory), *self.rules]))
        self.rule_box = widgets.SelectMultiple(
            options=rule_options(known, lang), value=[each for each in self.rules if each in known],
            rows=min(10, max(4, len(known))), description=words.RULES(lang), style={"description_width": "80px"},
            layout={"width": "98%"}, tooltip=words.SEVERAL_TIP(lang),
        )  # fmt: skip
        self.rule_box.observe(self.guarded(self._take_rules), "value")
        numbers = {
            "continuous_update": False,
            "style": {"description_width": "80px"},
            "layout": {"width": "98%"},
        }
        self.draws_box = widgets.BoundedIntText(
            value=self.draws, min=2, max=MOST_DRAWS, description=words.DRAWS(lang), **numbers
        )
        self.seed_box = widgets.Text(value=str(self.seed), description=words.SEED(lang), **numbers)
        self.sampling_box = widgets.Dropdown(
            options=[(sentence(lang), word) for word, sentence in words.SAMPLINGS.items()], value=self.sampling,
            description=words.SAMPLING(lang), style={"description_width": "80px"}, layout={"width": "98%"},
        )  # fmt: skip
        asked = widgets.VBox(
            [
                self.dropdown(words.INVENTORY, inventory_options(lang), self.inventory, self._take_inventory),
                self.rule_box,
                widgets.HTML(text_html(words.SEVERAL_TIP(lang), "rw-small")),
                self.draws_box,
                self.seed_box,
                self.sampling_box,
                self.runner.build(),
            ]
        )
        self.places = {question: widgets.VBox() for question in QUESTIONS}
        for question in QUESTIONS:
            self._fill(question)
        self.answered = tabs(
            [(words.QUESTIONS[question](lang), self.places[question]) for question in QUESTIONS],
            self.tab,
            self.guarded(self._take_tab),
        )
        self.answered.add_class("rw-wide-tabs")
        box = columns(asked, self.answered)
        box.add_class("rw-narrow-left")
        return [box]

    def _take_inventory(self, inventory: str) -> None:
        self.inventory = inventory
        self.rules = tuple(rules_for(inventory)[:3])
        self.start()

    def _take_rules(self, change: Any) -> None:
        self.rules = tuple(change["new"])

    def _take_tab(self, tab: int) -> None:
        self.tab = tab

    def keep(self) -> None:
        """Keep what the boxes say."""
        seed = self.seed_box.value.strip()
        self.draws, self.sampling = self.draws_box.value, self.sampling_box.value
        self.seed = int(seed) if seed.isdigit() else seed

    def _work(self) -> Callable[[Progress], Answer]:
        self.keep()
        asked = Asked(QUESTIONS[self.tab], self.inventory, self.rules, self.draws, self.seed, self.sampling)
        asked.check()
        return partial(answer, asked)

    def _show(self, found: Answer) -> None:
        self.answers[found.asked.question] = found
        self._fill(found.asked.question)
        if found.stopped:
            self.tell(words.STOPPED_WITH(self.lang, done=f"{found.result.draws:,}"))

    def _fill(self, question: Question) -> None:
        lang, found = self.lang, self.answers.get(question)
        if found is None:
            self.places[question].children = (widgets.HTML(text_html(words.NOT_RUN(lang))),)
            return
        asked = found.asked
        head = words.OLD_ANSWER(
            lang, inventory=asked.inventory, rules=COMMA(lang).join(asked.rules), draws=f"{asked.draws:,}", seed=asked.seed,
            sampling=words.SAMPLINGS[asked.sampling](lang),
        )  # fmt: skip
        if question == "tornado":
            head = f"{head} {words.FIRST_RULE_ONLY(lang)}"
        children: list[widgets.Widget] = [widgets.HTML(text_html(head, "rw-small"))]
        for name, figure in found.figures(lang).items():
            view = FigureView(self)
            view.show(
                Picture(
                    name,
                    f"{words.FIGURES[name](lang)}, {asked.inventory}",
                    figure,
                    partial(found.table, lang),
                )
            )
            children.append(view.widget)
        table = table_html(found.table(lang))
        children.append(widgets.HTML(notes_html(found.notes(lang)) + table))
        self.places[question].children = tuple(children)
