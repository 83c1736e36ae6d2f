"""Forms for settings of rules: one editor a field, each able to hold a wrong value so that it can be mended."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import ipywidgets as widgets

from rulewright.apps import words
from rulewright.apps.models.fields import Field
from rulewright.reporting.readable import readable, setting_name
from rulewright.reporting.text import text_width

_WHOLE = re.compile(r"^[-+]?\d+$")
_NUMBER = re.compile(r"^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$")
_COMMAS = re.compile(r"[,，、;；]")
NARROW = {"description_width": "initial"}


@dataclass(frozen=True)
class Form:
    """What all editors of a form share: language, whom to tell of a change, and the guard around callbacks."""

    lang: str
    changed: Callable[[], None]
    guarded: Callable[[Callable[..., None]], Callable[..., None]]

    def hear(self, box: Any) -> None:
        """Tell of every change of a widget's value."""
        box.observe(self.guarded(lambda _: self.changed()), "value")


@dataclass(frozen=True)
class Editor:
    """Widgets for one value, and how to read it from them; None: not given."""

    widget: widgets.Widget
    read: Callable[[], Any]


def editor(field: Field, value: Any, form: Form, label: str | None = None) -> Editor:
    """An editor for a field that holds ``value``; the form hears of every change."""
    return _EDITORS[field.kind](field, value, form, field_label(field, form.lang) if label is None else label)


def field_label(field: Field, lang: str) -> str:
    """Name of a field for people, with its bounds."""
    name = setting_name(field.name, lang) if "." in field.name else words.NESTED[field.name](lang)
    bounds = field.bounds() if field.kind in ("number", "integer") else ""
    return f"{name} {bounds}".strip()


def number_or_text(text: str) -> int | float | str | None:
    """What a person typed: a number if it is one, nothing if empty, else the text, which the check then refuses.

    Examples
    --------
    >>> number_or_text(" 0.05 "), number_or_text("3"), number_or_text("5 %"), number_or_text("")
    (0.05, 3, '5 %', None)
    """
    plain = text.strip()
    if not plain:
        return None
    if _WHOLE.match(plain):
        return int(plain)
    return float(plain) if _NUMBER.match(plain) else plain


def texts_of(text: str) -> list[str]:
    """Texts separated by commas, Chinese ones too.

    Examples
    --------
    >>> texts_of("slag， blast-furnace-gas,")
    ['slag', 'blast-furnace-gas']
    """
    return [each.strip() for each in _COMMAS.split(text) if each.strip()]


def word_label(word: str, lang: str) -> str:
    """A word of a vocabulary for people."""
    return words.NESTED[word](lang) if word in words.NESTED else readable(word, lang)


# ---- plain values -----------------------------------------------------------------------------------------


def _choice(field: Field, value: Any, form: Form, label: str) -> Editor:
    options: list[tuple[str, Any]] = [(word_label(word, form.lang), word) for word in field.options]
    if not field.required and field.default is None:
        options.insert(0, (words.NOT_GIVEN(form.lang), None))
    if value is None:
        value = field.default if field.default is not None else options[0][1]
    if value not in [word for _, word in options]:  # a wrong value of a file: shown, so that it can be mended
        options.append((str(value), value))
    box = widgets.Dropdown(
        options=options, value=value, description=label, style=NARROW, layout={"width": "auto"}
    )
    form.hear(box)
    return Editor(box, lambda: box.value)


def _typed(
    shown: str, read: Callable[[str], Any], form: Form, label: str, width: str, hint: str = "", options: Sequence[str] = ()
) -> Editor:  # fmt: skip
    layout = {"width": width, "max_width": "100%"}
    box: Any
    if options:
        box = widgets.Combobox(
            value=shown, description=label, style=NARROW, layout=layout, placeholder=hint, options=tuple(options),
            continuous_update=False,
        )  # fmt: skip
    else:
        box = widgets.Text(
            value=shown, description=label, style=NARROW, layout=layout, placeholder=hint, continuous_update=False
        )  # fmt: skip
    form.hear(box)
    return Editor(box, lambda: read(box.value))


def _number(field: Field, value: Any, form: Form, label: str) -> Editor:
    shown = "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
    width = f"{110 + 13 * text_width(label) // 2}px"
    return _typed(shown, number_or_text, form, label, width, options=field.options)


def _text(field: Field, value: Any, form: Form, label: str) -> Editor:
    return _typed("" if value is None else str(value), lambda text: text.strip() or None, form, label, "98%")


def _texts(field: Field, value: Any, form: Form, label: str) -> Editor:
    shown = ", ".join(map(str, value or ()))
    return _typed(shown, lambda text: texts_of(text) or None, form, label, "98%", words.TEXTS_HINT(form.lang))


def _choice_or_integer(field: Field, value: Any, form: Form, label: str) -> Editor:
    labels = {word_label(word, form.lang): word for word in field.options}
    shown = "" if value is None else word_label(value, form.lang) if isinstance(value, str) else str(value)
    return _typed(
        shown, lambda text: labels.get(text.strip()) or number_or_text(text), form, label, "98%",
        field.bounds(), tuple(labels),
    )  # fmt: skip


def _flag(field: Field, value: Any, form: Form, label: str) -> Editor:
    box = widgets.Checkbox(
        value=bool(field.default if value is None else value), description=label, indent=False,
        layout={"width": "auto"},
    )  # fmt: skip
    form.hear(box)
    return Editor(box, lambda: box.value)


def _choices(field: Field, value: Any, form: Form, label: str) -> Editor:
    chosen = list(value or ())
    known = [*field.options, *(each for each in chosen if each not in field.options)]
    boxes = {
        word: widgets.Checkbox(
            value=word in chosen,
            description=word_label(word, form.lang),
            indent=False,
            layout={"width": "auto"},
        )
        for word in known
    }
    for box in boxes.values():
        form.hear(box)
    grid = widgets.GridBox(
        list(boxes.values()), layout={"grid_template_columns": "repeat(3, minmax(0, 1fr))", "width": "100%"}
    )
    return Editor(_labelled(label, grid), lambda: [word for word, box in boxes.items() if box.value])


def _groups(field: Field, value: Any, form: Form, label: str) -> Editor:
    box = widgets.Textarea(
        value="\n".join(", ".join(map(str, group)) for group in value or ()), description=label, style=NARROW, rows=2,
        placeholder=words.GROUPS_HINT(form.lang), continuous_update=False, layout={"width": "98%"},
    )  # fmt: skip
    form.hear(box)
    return Editor(box, lambda: [texts_of(line) for line in box.value.splitlines() if line.strip()] or None)


# ---- what holds others --------------------------------------------------------------------------------------


def _group(field: Field, value: Any, form: Form, label: str) -> Editor:
    plain = {"zh": value, "en": value} if isinstance(value, str) else {}  # free text in one language
    given = value if isinstance(value, Mapping) else plain
    needed = field.required  # of a group that may be left out, everything may be
    fields = [each if needed else replace(each, required=False) for each in field.inner]
    inner = {each.name: editor(each, given.get(each.name), form) for each in fields}

    def read() -> Any:
        found = {name: each.read() for name, each in inner.items()}
        found = {name: each for name, each in found.items() if each is not None}
        return found if found or needed else None

    box = _nested([each.widget for each in inner.values()])
    return Editor(_labelled(label, box) if field.inner else box, read)


def _verbs(field: Field, value: Any, form: Form, label: str) -> Editor:
    """Exactly one of several groups: the verb of a rung, or the kind of a condition."""
    given = dict(value) if isinstance(value, Mapping) else {}
    names = [each.name for each in field.inner]
    start = next((name for name in names if name in given), "share" if "share" in names else names[0])
    menu = widgets.Dropdown(
        options=[(words.NESTED[name](form.lang), name) for name in names], value=start, layout={"width": "auto"},
        description=label, style=NARROW,
    )  # fmt: skip
    inside = widgets.VBox(layout={"overflow": "visible"})
    beside = {each.name: editor(each, given.get(each.name), form) for each in field.beside}
    held: dict[str, Editor] = {}

    def fill() -> None:
        chosen = next(each for each in field.inner if each.name == menu.value)
        content = given.get(menu.value) if field.beside else given
        held["now"] = _group(Field(chosen.name, "group", True, inner=chosen.inner), content, form, "")
        inside.children = (held["now"].widget,)

    def switch(_: Any) -> None:
        fill()
        form.changed()

    def read() -> Any:
        found: dict[str, Any] = {menu.value: held["now"].read()} if field.beside else held["now"].read()
        for name, each in beside.items():
            if each.read():
                found[name] = each.read()
        return found

    fill()
    menu.observe(form.guarded(switch), "value")
    return Editor(_nested([menu, inside, *(each.widget for each in beside.values())]), read)


def _map(field: Field, value: Any, form: Form, label: str) -> Editor:
    return (_map_of_words if field.options else _map_of_any)(field, value, form, label)


def _map_of_words(field: Field, value: Any, form: Form, label: str) -> Editor:
    """All legal keys, each with its value or "not given"."""
    given = value if isinstance(value, Mapping) else {}
    inner = Field(field.name, field.inner[0].kind, False, None, field.inner[0].options)
    keys = [*field.options, *(key for key in given if key not in field.options)]
    held = {key: editor(inner, given.get(key), form, word_label(key, form.lang)) for key in keys}
    grid = widgets.GridBox(
        [each.widget for each in held.values()],
        layout={"grid_template_columns": "repeat(2, minmax(0, 1fr))", "width": "100%"},
    )

    def read() -> Any:
        return {key: each.read() for key, each in held.items() if each.read() is not None} or None

    return Editor(grid, read)


def _map_of_any(field: Field, value: Any, form: Form, label: str) -> Editor:
    entries = list(value.items()) if isinstance(value, Mapping) else []

    def one(entry: Any) -> Editor:
        key, each = entry if isinstance(entry, tuple) else ("", None)
        name = _typed(str(key), str.strip, form, words.KEY(form.lang), "52%")
        what = editor(field.inner[0], each, form, "=")
        line = widgets.HBox([name.widget, what.widget], layout={"width": "100%"})
        return Editor(line, lambda: (name.read(), what.read()))

    def collect(items: list[Any]) -> Any:
        return {key: each for key, each in items if key} or None

    return _list_of(one, entries, form, label, collect)


def _items(field: Field, value: Any, form: Form, label: str) -> Editor:
    inner = field.inner[0]

    def one(each: Any) -> Editor:
        return editor(inner, each, form, "")

    return _list_of(one, list(value or ()), form, label, lambda items: items or None)


def _list_of(
    one: Callable[[Any], Editor], values: list[Any], form: Form, label: str,
    collect: Callable[[list[Any]], Any],
) -> Editor:  # fmt: skip
    """Items one below the other, to be moved, removed and added."""
    held: list[Editor] = [one(each) for each in values]
    box = widgets.VBox(layout={"overflow": "visible"})

    def draw() -> None:
        box.children = tuple(_item(place) for place in range(len(held)))

    def _item(place: int) -> widgets.Widget:
        buttons = [
            _small(form, "↑", words.UP_TIP(form.lang, place=place + 1), lambda: move(place, -1), place == 0),
            _small(
                form,
                "↓",
                words.DOWN_TIP(form.lang, place=place + 1),
                lambda: move(place, 1),
                place + 1 == len(held),
            ),
            _small(form, "✕", words.REMOVE_TIP(form.lang, place=place + 1), lambda: remove(place)),
        ]
        head = widgets.HBox([widgets.Label(f"{place + 1}"), *buttons], layout={"overflow": "visible"})
        item = widgets.VBox([head, held[place].widget])
        item.add_class("rw-item")
        return item

    def move(place: int, by: int) -> None:
        held[place], held[place + by] = held[place + by], held[place]
        draw()
        form.changed()

    def remove(place: int) -> None:
        del held[place]
        draw()
        form.changed()

    def add() -> None:
        place = len(held) - 1 if held and _is_stop(held[-1].read()) else len(held)
        held.insert(place, one(None))
        draw()
        form.changed()

    draw()
    plus = _small(form, f"+ {words.ADD(form.lang)}", words.ADD_TIP(form.lang), add)
    return Editor(
        _labelled(label, widgets.VBox([box, plus])), lambda: collect([each.read() for each in held])
    )


def _is_stop(value: Any) -> bool:
    """Whether an item is the end of a ladder: what is added comes before it."""
    return isinstance(value, Mapping) and ("stop" in value or value.get("supply") == "stop")


def _small(
    form: Form, text: str, tip: str, press: Callable[[], None], disabled: bool = False
) -> widgets.Button:
    button = widgets.Button(description=text, tooltip=tip, disabled=disabled, layout={"width": "auto"})
    button.on_click(form.guarded(lambda _: press()))
    return button


def _labelled(label: str, widget: widgets.Widget) -> widgets.Widget:
    if not label:
        return widget
    return widgets.VBox([widgets.Label(label), widget], layout={"overflow": "visible"})


def _nested(children: Sequence[widgets.Widget]) -> widgets.VBox:
    box = widgets.VBox(children)
    box.add_class("rw-nested")
    return box


_EDITORS: dict[str, Callable[[Field, Any, Form, str], Editor]] = {
    "choice": _choice,
    "number": _number,
    "integer": _number,
    "flag": _flag,
    "text": _text,
    "choices": _choices,
    "texts": _texts,
    "groups": _groups,
    "map": _map,
    "items": _items,
    "group": _group,
    "one_of": _verbs,
    "choice_or_integer": _choice_or_integer,
}
