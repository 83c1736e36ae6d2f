"""The portfolio board: many plants under many rules; ranks, reversals, who gains."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import ipywidgets as widgets
from markupsafe import escape

from rulewright.analysis.portfolio_result import PortfolioResult
from rulewright.apps import words
from rulewright.apps.faces.frame import (
    App,
    FigureView,
    columns,
    error_html,
    notes_html,
    row,
    table_html,
    tabs,
    text_html,
)
from rulewright.apps.faces.runner import Runner
from rulewright.apps.models.choices import portfolio_options, rule_options
from rulewright.apps.models.job import Progress
from rulewright.apps.models.pictures import Picture
from rulewright.apps.models.portfolio_board import MOST_DRAWS, PortfolioAsked, rules_of, run
from rulewright.reading.find import list_rules


class PortfolioBoardApp(App):
    """The portfolio board as widgets; the run is in :mod:`rulewright.apps.models.portfolio_board`."""

    TITLE, ABOUT = words.PORTFOLIO_BOARD, words.PORTFOLIO_BOARD_ABOUT

    def __init__(self, portfolio: str, rules: Sequence[str] | None, draws: int, seed: int, lang: str) -> None:
        super().__init__(lang)
        self.portfolio, self.draws, self.seed = portfolio, draws, seed
        self.rules = tuple(rules or rules_of(portfolio))
        self.tab = 0
        self.result: PortfolioResult | None = None
        self.rule = self.from_ = self.to = ""
        self.runner = Runner(self, self._work, self._show)
        self.start()

    def build(self) -> Sequence[widgets.Widget]:
        """On the left what is asked, on the right what comes out."""
        lang = self.lang
        known = list(dict.fromkeys([*rules_of(self.portfolio), *self.rules, *list_rules()]))
        self.rule_box = widgets.SelectMultiple(
            options=rule_options(known, lang), value=self.rules, rows=12, description=words.RULES(lang),
            style={"description_width": "80px"}, layout={"width": "98%"}, tooltip=words.SEVERAL_TIP(lang),
        )  # fmt: skip
        numbers: dict[str, Any] = {
            "continuous_update": False, "style": {"description_width": "80px"}, "layout": {"width": "98%"}
        }  # fmt: skip
        self.draws_box = widgets.BoundedIntText(
            value=self.draws, min=0, max=MOST_DRAWS, description=words.DRAWS(lang), **numbers
        )
        self.seed_box = widgets.BoundedIntText(
            value=self.seed, min=0, max=2**31 - 1, description=words.SEED(lang), **numbers
        )
        asked = widgets.VBox(
            [
                self.dropdown(words.PORTFOLIO, portfolio_options(lang), self.portfolio, self._take_portfolio),
                self.rule_box,
                widgets.HTML(text_html(words.SEVERAL_TIP(lang), "rw-small")),
                self.draws_box,
                self.seed_box,
                self.runner.build(),
            ]
        )
        self.place = widgets.VBox()
        self._fill()
        box = columns(asked, self.place)
        box.add_class("rw-narrow-left")
        return [box]

    def _take_portfolio(self, portfolio: str) -> None:
        self.portfolio, self.rules, self.result = portfolio, rules_of(portfolio), None
        self.start()

    def keep(self) -> None:
        """Keep what the boxes say."""
        self.rules, self.draws, self.seed = self.rule_box.value, self.draws_box.value, self.seed_box.value

    def _work(self) -> Callable[[Progress], PortfolioResult]:
        self.keep()
        return partial(run, PortfolioAsked(self.portfolio, self.rules, self.draws, self.seed))

    def _show(self, found: PortfolioResult) -> None:
        self.result = found
        self.rule = self.from_ = found.rules[0]
        self.to = found.rules[-1]
        self._fill()

    # ---- result ---------------------------------------------------------------------------------------------

    def _fill(self) -> None:
        lang, found = self.lang, self.result
        if found is None:
            self.place.children = (widgets.HTML(text_html(words.NOT_RUN(lang))),)
            return
        self.parts = [widgets.VBox() for _ in range(5)]
        titles = [
            words.RANKING_TAB(lang), words.MATRIX_TAB(lang), words.RANKS_TAB(lang),
            words.REVERSALS_TAB(lang, count=len(found.reversals)), words.GAINS_TAB(lang),
        ]  # fmt: skip
        shown = tabs(list(zip(titles, self.parts, strict=True)), self.tab, self.guarded(self._take_tab))
        shown.add_class("rw-wide-tabs")
        self._fill_tab()
        self.place.children = (shown, widgets.HTML(notes_html(found.notes(lang)) + self._refusals(found)))

    def _take_tab(self, tab: int) -> None:
        self.tab = tab
        self._fill_tab()

    def _fill_tab(self) -> None:
        if self.result is not None:
            fill = (self._ranking, self._matrix, self._ranks, self._reversals, self._gains)[self.tab]
            self.parts[self.tab].children = tuple(fill(self.result))

    def _picture(self, name: str, figure: Any, table: Callable[[], Any]) -> widgets.Widget:
        view = FigureView(self)
        view.show(Picture(f"{self.portfolio}-{name}", f"{self.portfolio}, {name}", figure, table))
        return view.widget

    def _ranking(self, found: PortfolioResult) -> list[widgets.Widget]:
        table = partial(found.ranking, self.lang)
        return [
            self._picture("ranking", found.plot(self.lang, "ranking"), table),
            widgets.HTML(table_html(table())),
        ]

    def _matrix(self, found: PortfolioResult) -> list[widgets.Widget]:
        table = partial(found.to_dataframe, self.lang)
        return [
            self._picture("footprints", found.plot(self.lang, "matrix"), table),
            widgets.HTML(table_html(table())),
        ]

    def _ranks(self, found: PortfolioResult) -> list[widgets.Widget]:
        if not found.draws:
            return [widgets.HTML(text_html(words.NO_DRAWS(self.lang)))]
        menu = self._rule_menu(found, words.RULE, "rule")
        figure = found.plot(self.lang, "ranks", self.rule)
        return [menu, self._picture("ranks", figure, partial(found.rank_probabilities, self.rule))]

    def _reversals(self, found: PortfolioResult) -> list[widgets.Widget]:
        if not found.reversals:
            return [widgets.HTML(text_html(words.NO_REVERSAL(self.lang)))]
        return [widgets.HTML(table_html(found.reversal_table(self.lang)))]

    def _gains(self, found: PortfolioResult) -> list[widgets.Widget]:
        menus = row(
            self._rule_menu(found, words.FROM_RULE, "from_"), self._rule_menu(found, words.TO_RULE, "to")
        )
        if self.from_ == self.to:
            return [menus, widgets.HTML(text_html(words.TWO_RULES(self.lang)))]
        gains = found.gains(self.from_, self.to)
        table = partial(gains.to_dataframe, self.lang)
        figure = self._picture("gains", gains.plot(self.lang), table)
        return [menus, figure, widgets.HTML(notes_html(gains.notes(self.lang)) + table_html(table()))]

    def _rule_menu(self, found: PortfolioResult, label: Any, name: str) -> widgets.Dropdown:
        def take(rule: str) -> None:
            setattr(self, name, rule)
            self._fill_tab()

        options = rule_options(list(found.rules), self.lang)
        return self.dropdown(label, options, getattr(self, name), take, "360px")

    def _refusals(self, found: PortfolioResult) -> str:
        if not found.refusals:
            return ""
        said = "".join(
            f"<p><b>{escape(each.plant)} × {escape(each.rule)}</b></p>{error_html(each.error, self.lang)}"
            for each in found.refusals
        )
        head = escape(words.REFUSALS(self.lang, count=len(found.refusals)))
        return f"<details><summary>{head}</summary>{said}</details>"
