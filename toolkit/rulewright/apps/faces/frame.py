"""What all apps share: language switch, one guard around every callback, messages, tables, figures with downloads."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets
from markupsafe import Markup, escape

from rulewright.apps import words
from rulewright.apps.faces.styles import STYLE
from rulewright.apps.models.pictures import LARGEST_DOWNLOAD_BYTES, Picture, data_uri
from rulewright.errors import Mistake, MistakesError, RulewrightError
from rulewright.reporting.messages import translate, translate_place
from rulewright.reporting.sentences import Sentence, number

if TYPE_CHECKING:
    import pandas as pd

MOST_ROWS = 400  # of a table on the page; a download has all
LONGEST_SAID = 300  # characters of an unexpected error


class App(ABC):
    """An app: a header with the language switch, a place for messages, and what :meth:`build` gives.

    Changing the language builds the page anew from the same model, so that nothing is lost.
    """

    TITLE: Sentence
    ABOUT: Sentence

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self._depth = 0
        self.message = widgets.HTML()
        self.message.add_class("rw-message")
        self.page = widgets.VBox()
        self.root = widgets.VBox([widgets.HTML(STYLE), self._header(), self.message, self.page])
        self.root.add_class("rw-app")

    @abstractmethod
    def build(self) -> Sequence[widgets.Widget]:
        """Widgets of the page in the language of the app."""

    def keep(self) -> None:
        """Note what the widgets say and no run has taken yet, before the page is built anew."""
        return

    def start(self) -> None:
        """Build the page for the first time, or again."""
        self.page.children = tuple(self.build())

    def _repr_mimebundle_(self, **more: Any) -> Any:
        return self.root._repr_mimebundle_(**more)

    # ---- language -------------------------------------------------------------------------------------------

    def _header(self) -> widgets.HBox:
        self.heading = widgets.HTML()
        self.heading.add_class("rw-grow")
        self.switch = widgets.ToggleButtons(
            options=[("中文", "zh"), ("English", "en")], value=self.lang, style={"button_width": "78px"},
            tooltips=["用中文显示", "show in English"],
        )  # fmt: skip
        self.switch.add_class("rw-language")
        self.switch.observe(self.guarded(self._switch), "value")
        self._head()
        return _row([self.heading, self.switch])

    def _head(self) -> None:
        about = f'<span class="rw-about">{escape(self.ABOUT(self.lang))}</span>'
        self.heading.value = f"<h2>{escape(self.TITLE(self.lang))}</h2> {about}"

    def _switch(self, change: Any) -> None:
        self.lang = change["new"]
        self.keep()
        self._head()
        self.start()

    # ---- guard ----------------------------------------------------------------------------------------------

    def guarded(self, function: Callable[..., None]) -> Callable[..., None]:
        """Wrap a callback: what goes wrong becomes a sentence, and the widgets live on."""

        def guarded(*arguments: Any) -> None:
            self._depth += 1
            try:
                if self._depth == 1:
                    self.message.value = ""
                function(*arguments)
            except Exception as error:  # the last line of defence: no traceback, no dead widget
                self.tell_error(error)
            finally:
                self._depth -= 1

        return guarded

    def tell_error(self, error: Exception) -> None:
        """Say what went wrong, in the place for messages."""
        self.message.value = error_html(error, self.lang)

    def tell(self, text: str) -> None:
        """Say something that went well."""
        self.message.value = f'<div class="rw-good" role="status">{escape(text)}</div>'

    # ---- small widgets ----------------------------------------------------------------------------------------

    def button(
        self, text: Sentence, press: Callable[[], None], tip: Sentence | None = None, **gaps: Any
    ) -> widgets.Button:
        """A button whose press is guarded."""
        button = widgets.Button(
            description=text(self.lang, **gaps),
            tooltip=(tip or text)(self.lang, **gaps),
            layout={"width": "auto"},
        )
        button.on_click(self.guarded(lambda _: press()))
        return button

    def dropdown(
        self, label: Sentence, options: Sequence[tuple[str, Any]], value: Any, chosen: Callable[[Any], None], width: str = "98%"
    ) -> widgets.Dropdown:  # fmt: skip
        """A labelled list of which one is chosen; the callback is guarded."""
        dropdown = widgets.Dropdown(
            options=options, value=value, description=label(self.lang), layout={"width": width},
            style={"description_width": "initial"},
        )  # fmt: skip
        dropdown.observe(self.guarded(lambda change: chosen(change["new"])), "value")
        return dropdown


class FigureView:
    """A figure with its downloads; it says what it shows to those who can't see it."""

    def __init__(self, app: App) -> None:
        self.app = app
        self.picture: Picture | None = None
        self.image = widgets.HTML()
        self.links = widgets.HTML()
        self.files = app.button(words.DOWNLOAD, self._link, words.DOWNLOAD_TIP)
        self.widget = widgets.VBox([self.image, _row([self.files, self.links])])

    def show(self, picture: Picture) -> None:
        """Show a figure; links to an older one go."""
        self.picture = picture
        what = escape(words.FIGURE_OF(self.app.lang, what=picture.about))
        uri = data_uri(picture.svg(), "image/svg+xml")
        self.links.value = ""
        self.image.value = f'<img class="rw-figure" src="{uri}" alt="{what}">'

    def _link(self) -> None:
        if self.picture is None:
            return
        self.links.value = links_html(self.picture.files(), self.app.lang)


def links_html(files: Iterable[tuple[str, str, bytes]], lang: str) -> str:
    """Links to files (name, type, content) that the page itself holds: no server is asked."""
    parts = []
    for name, kind, content in files:
        if len(content) > LARGEST_DOWNLOAD_BYTES:
            size, limit = (f"{each / 1e6:.0f}" for each in (len(content), LARGEST_DOWNLOAD_BYTES))
            parts.append(escape(words.TOO_LARGE(lang, name=name, size=size, limit=limit)))
        else:
            parts.append(
                Markup('<a download="{}" href="{}">{}</a>').format(name, data_uri(content, kind), name)
            )
    return f'<span class="rw-links">{escape(words.FILES(lang))}{Markup(" · ").join(parts)}</span>'


def error_html(error: Exception, lang: str) -> str:
    """An error as sentences: all its mistakes, each with where and mend."""
    if isinstance(error, MistakesError):
        title = _in(error.title, lang)
        items = "".join(f"<li>{_mistake(each, lang)}</li>" for each in error.mistakes)
        return f'<div class="rw-bad" role="alert"><p>{escape(title)}</p><ol>{items}</ol></div>'
    if isinstance(error, RulewrightError):
        return f'<div class="rw-bad" role="alert">{_mistake(error, lang)}</div>'
    said = str(error).splitlines()[0][:LONGEST_SAID] if str(error) else ""
    text = words.UNEXPECTED(lang, kind=type(error).__name__, said=said)
    return f'<div class="rw-bad" role="alert">{escape(text)}</div>'


def _mistake(told: RulewrightError | Mistake, lang: str) -> str:
    what = (
        told.what_zh if isinstance(told, Mistake) and lang == "zh" and told.what_zh else _in(told.what, lang)
    )
    where = translate_place(told.where) if lang == "zh" else told.where
    return Markup('<b>{}</b><br><span class="rw-small">{}{}<br>{}{}</span>').format(
        what, words.WHERE(lang), where, words.MEND(lang), _in(told.mend, lang)
    )


def _in(sentence: str, lang: str) -> str:
    return translate(sentence) if lang == "zh" else sentence


def table_html(table: pd.DataFrame, caption: str = "") -> str:
    """A table as HTML, every text escaped, numbers as readers write them; long ones are cut and say so."""
    plain = table.index.nlevels == 1 and table.index.name is None
    shown = table if plain else table.reset_index()
    heads = "".join(_head(each, values) for each, values in shown.items())
    rows = []
    for values in shown.head(MOST_ROWS).itertuples(index=False):
        rows.append("<tr>" + "".join(_cell(each) for each in values) + "</tr>")
    rest = len(shown) - MOST_ROWS
    more = f'<tr><td colspan="{len(shown.columns)}">… +{rest}</td></tr>' if rest > 0 else ""
    said = f"<caption>{escape(caption)}</caption>" if caption else ""
    return (
        f'<div class="rw-scroll" tabindex="0"><table class="rw-table">{said}'
        f"<thead><tr>{heads}</tr></thead><tbody>{''.join(rows)}{more}</tbody></table></div>"
    )


def _head(name: Any, values: pd.Series[Any]) -> str:
    given = [each for each in values if each is not None]
    numbers = bool(given) and all(_is_number(each) for each in given)
    kind = ' class="rw-number"' if numbers else ""
    return f'<th scope="col"{kind}>{escape(name)}</th>'


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _cell(value: Any) -> str:
    if isinstance(value, float):
        return f'<td class="rw-number">{escape(number(value))}</td>'
    if _is_number(value):
        return f'<td class="rw-number">{value}</td>'
    return f"<td>{escape('–' if value is None else str(value))}</td>"


def clauses_html(table: pd.DataFrame) -> str:
    """A rule clause by clause, from :func:`rulewright.reporting.tables.rule_table`: one block a clause."""
    blocks = []
    for clause, family, text, decides, unsettled, source, mark, origin in table.itertuples(index=False):
        more = [decides] if decides else []
        if unsettled:
            more.append(f"{table.columns[4]}: {unsettled}")
        blocks.append(
            Markup(
                '<div class="rw-clause"><b>{}</b> <span class="rw-small">{}</span><br>{}<br>'
                '<span class="rw-decides">{}</span><br><span class="rw-small">{} [{}] · {}</span></div>'
            ).format(clause, family, text, " · ".join(more), source, mark, origin)
        )
    return f'<div class="rw-scroll" tabindex="0">{"".join(blocks)}</div>'


def notes_html(notes: Iterable[str]) -> str:
    """Sentences as a list."""
    items = "".join(f"<li>{escape(each)}</li>" for each in notes)
    return f'<ul class="rw-notes">{items}</ul>' if items else ""


def text_html(text: str, kind: str = "rw-text") -> str:
    """A sentence, escaped."""
    return f'<div class="{kind}">{escape(text)}</div>'


def _row(children: Sequence[widgets.Widget]) -> widgets.HBox:
    row = widgets.HBox(children)
    row.add_class("rw-row")
    return row


def row(*children: widgets.Widget) -> widgets.HBox:
    """Widgets beside each other; they wrap on a narrow screen."""
    return _row(children)


def columns(left: widgets.Widget, right: widgets.Widget) -> widgets.HBox:
    """Two columns, the right one wider; below each other on a narrow screen."""
    box = widgets.HBox([left, right])
    box.add_class("rw-columns")
    return box


def tabs(
    children: Sequence[tuple[str, widgets.Widget]], selected: int, chosen: Callable[[int], None]
) -> widgets.Tab:
    """Tabs with titles; ``chosen`` hears which one is shown."""
    tab = widgets.Tab([child for _, child in children], titles=[title for title, _ in children])
    tab.selected_index = selected
    tab.observe(lambda change: chosen(change["new"]), "selected_index")
    return tab
