"""The comparison board: products × rules, bars by stage, waterfall by clause, and down to exchange and source."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import ipywidgets as widgets
from markupsafe import escape

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
from rulewright.apps.models.choices import inventory_options, rule_options, rules_for
from rulewright.apps.models.comparison_board import MOST_PRODUCTS, ComparisonBoard, Refusal
from rulewright.apps.models.pictures import Picture
from rulewright.reading.find import list_rules
from rulewright.reporting.explain import explain
from rulewright.reporting.sentences import number


class ComparisonBoardApp(App):
    """The comparison board as widgets; what it shows is in :mod:`rulewright.apps.models.comparison_board`."""

    TITLE, ABOUT = words.COMPARISON_BOARD, words.COMPARISON_BOARD_ABOUT

    def __init__(self, inventories: Sequence[str], rules: Sequence[str] | None, lang: str) -> None:
        super().__init__(lang)
        products = tuple(inventories)[:MOST_PRODUCTS]
        # Rules that were marked for the reader, not by the reader: other products bring others.
        self.offered = () if rules else tuple(rules_for(products[0]))
        self.board = ComparisonBoard(products, tuple(rules or rules_for(products[0])))
        self.tab = 0
        self.product, self.from_, self.to, self.rule, self.process = products[0], "", "", "", ""
        self._point()
        self.marked = self.board.products, self.board.rules  # in the boxes; the board takes them by Show
        self.start()

    def build(self) -> Sequence[widgets.Widget]:
        """On the left products and rules, on the right what comes out."""
        lang = self.lang
        style: dict[str, Any] = {"style": {"description_width": "initial"}, "layout": {"width": "98%"}}
        self.product_box = widgets.SelectMultiple(
            options=inventory_options(lang),
            value=self.marked[0],
            rows=9,
            tooltip=words.SEVERAL_TIP(lang),
            **style,
        )
        self.product_box.observe(self.guarded(self._offer), "value")
        self.rule_box = widgets.SelectMultiple(
            options=self._rule_options(*self.marked),
            value=self.marked[1],
            rows=12,
            tooltip=words.SEVERAL_TIP(lang),
            **style,
        )
        choose = widgets.VBox(
            [
                widgets.Label(words.PRODUCTS(lang, most=MOST_PRODUCTS)),
                self.product_box,
                widgets.Label(words.RULES(lang)),
                self.rule_box,
                widgets.HTML(text_html(words.SEVERAL_TIP(lang), "rw-small")),
                self.button(words.SHOW, self._take),
            ]
        )
        self.bars, self.waterfall, self.origin = (widgets.VBox() for _ in range(3))
        shown = tabs(
            [
                (words.BARS_TAB(lang), self.bars),
                (words.WATERFALL_TAB(lang), self.waterfall),
                (words.ORIGIN_TAB(lang), self.origin),
            ],
            self.tab,
            self.guarded(self._take_tab),
        )
        shown.add_class("rw-wide-tabs")
        self._fill()
        box = columns(choose, shown)
        box.add_class("rw-narrow-left")
        return [box]

    # ---- choosing -------------------------------------------------------------------------------------------

    def keep(self) -> None:
        """Keep what is marked in the boxes."""
        self.marked = self.product_box.value, self.rule_box.value

    def _offer(self, change: Any) -> None:
        """Rules of the products' studies come first; they are marked, unless the reader has marked others."""
        products, rules = change["new"][:MOST_PRODUCTS], self.rule_box.value
        if products and set(rules) == set(self.offered):
            rules = self.offered = _rules_of(products)
        self.rule_box.options = self._rule_options(products, rules)
        self.rule_box.value = rules

    def _rule_options(self, products: Sequence[str], rules: Sequence[str]) -> list[tuple[str, str]]:
        known = dict.fromkeys([*_rules_of(products), *rules, *list_rules()])
        return rule_options(list(known), self.lang)

    def _take(self) -> None:
        products, rules = self.product_box.value, self.rule_box.value
        if not products or not rules:
            self.tell(words.NONE_CHOSEN(self.lang))
            return
        self.board.choose(products[:MOST_PRODUCTS], rules)
        self.product = self.product if self.product in self.board.products else products[0]
        self._point()
        self._fill()
        if len(products) > MOST_PRODUCTS:
            self.tell(words.TOO_MANY(self.lang, most=MOST_PRODUCTS))

    def _point(self) -> None:
        """Rules of the menus: those chosen before, else the first and the last that run on the product."""
        comparison = self.board.comparison(self.product)
        runs = self.board.rules if comparison is None else tuple(comparison.results)
        self.from_ = self.from_ if self.from_ in runs else runs[0]
        self.to = self.to if self.to in runs else runs[-1]
        self.rule = self.rule if self.rule in runs else runs[0]

    def _take_tab(self, tab: int) -> None:
        self.tab = tab
        self._fill()

    def _fill(self) -> None:
        (self._fill_bars, self._fill_waterfall, self._fill_origin)[self.tab]()

    # ---- bars -----------------------------------------------------------------------------------------------

    def _fill_bars(self) -> None:
        lang = self.lang
        children: list[widgets.Widget] = []
        if len(self.board.products) > 1:
            children.append(widgets.HTML(table_html(self.board.table(lang), words.TOTALS(lang))))
        for product in self.board.products:
            comparison = self.board.comparison(product)
            if comparison is None:
                continue
            view = FigureView(self)
            about = f"{comparison.inventory.file.title.get(lang)}: {', '.join(comparison.results)}"
            view.show(
                Picture(
                    f"comparison-{product}",
                    about,
                    comparison.plot(lang),
                    partial(comparison.to_dataframe, lang),
                )
            )
            children += [view.widget, widgets.HTML(notes_html(comparison.notes(lang)))]
        refused = self.board.refusals()
        if refused:
            said = "".join(
                f"<p><b>{escape(each.product)} × {escape(each.rule)}</b></p>{error_html(each.error, lang)}"
                for each in refused
            )
            head = escape(words.REFUSALS(lang, count=len(refused)))
            children.append(widgets.HTML(f"<details><summary>{head}</summary>{said}</details>"))
        self.bars.children = tuple(children)

    # ---- waterfall ------------------------------------------------------------------------------------------

    def _product_menu(self) -> widgets.Dropdown:
        options = [each for each in inventory_options(self.lang) if each[1] in self.board.products]
        return self.dropdown(words.PRODUCT, options, self.product, self._take_product, "360px")

    def _rule_menu(self, label: Any, value: str, name: str) -> widgets.Dropdown:
        def take(rule: str) -> None:
            setattr(self, name, rule)
            self._fill()

        return self.dropdown(label, rule_options(list(self.board.rules), self.lang), value, take, "330px")

    def _take_product(self, product: str) -> None:
        self.product = product
        self._point()
        self._fill()

    def _fill_waterfall(self) -> None:
        lang = self.lang
        menus = row(
            self._product_menu(), self._rule_menu(words.FROM_RULE, self.from_, "from_"),
            self._rule_menu(words.TO_RULE, self.to, "to"),
        )  # fmt: skip
        self.waterfall.children = (menus,)
        if self.from_ == self.to:
            self.waterfall.children = (menus, widgets.HTML(text_html(words.TWO_RULES(lang))))
            return
        found = self.board.attribution(self.product, self.from_, self.to)
        view = FigureView(self)
        about = f"{self.product}: {self.from_} → {self.to}"
        view.show(
            Picture(f"waterfall-{self.product}", about, found.plot(lang), partial(found.to_dataframe, lang))
        )
        below = notes_html(found.notes(lang)) + table_html(found.clauses(lang))
        self.waterfall.children = (menus, view.widget, widgets.HTML(below))

    # ---- down to the exchange -------------------------------------------------------------------------------

    def _fill_origin(self) -> None:
        lang = self.lang
        menus = row(self._product_menu(), self._rule_menu(words.RULE, self.rule, "rule"))
        result = self.board.outcome(self.product, self.rule)
        if isinstance(result, Refusal):
            self.origin.children = (menus, widgets.HTML(error_html(result.error, lang)))
            return
        processes = {each.id: each for each in self.board.processes(result)}
        self.process = self.process if self.process in processes else next(iter(processes))
        options = [
            (f"{each.name.get(lang)} ({number(result.evaluation.by_process.get(name, 0.0))} kg CO2e)", name)
            for name, each in processes.items()
        ]
        menu = self.dropdown(words.PROCESS, options, self.process, self._take_process, "700px")
        text = f'<pre class="rw-pre" tabindex="0">{escape(explain(result, self.process, lang))}</pre>'
        sources = table_html(
            self.board.sources(self.product, processes[self.process], lang), words.SOURCES(lang)
        )
        self.origin.children = (menus, menu, widgets.HTML(text + sources))

    def _take_process(self, process: str) -> None:
        self.process = process
        self._fill_origin()


def _rules_of(products: Sequence[str]) -> tuple[str, ...]:
    """Rules of the products' studies, each once."""
    return tuple(dict.fromkeys(rule for product in products for rule in rules_for(product)))
