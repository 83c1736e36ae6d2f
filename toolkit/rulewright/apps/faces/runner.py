"""Run and Stop with a progress bar: what is long goes on beside the page."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import Any

import ipywidgets as widgets

from rulewright.apps import words
from rulewright.apps.faces.frame import App, error_html, row, text_html
from rulewright.apps.models.job import Job, Progress, Stopped


class Runner:
    """A run at a time, with its buttons, its bar and its last sentence.

    Parameters
    ----------
    work
        Makes the work when Run is pressed, from what the page says then; what is wrong there is told at once.
    show
        Called with the result.
    """

    def __init__(
        self, app: App, work: Callable[[], Callable[[Progress], Any]], show: Callable[[Any], None]
    ) -> None:
        self.app, self._make, self._show = app, work, show
        self.job: Job[Any] | None = None
        self._started = 0.0
        self.bar = widgets.FloatProgress(value=0.0, min=0.0, max=1.0, layout={"width": "220px"})
        self.said = widgets.HTML()
        self.build()

    def build(self) -> widgets.Widget:
        """Buttons in the language of the app; a run that goes on stays."""
        self.run_button = self.app.button(words.RUN, self.start, words.RUN_TIP)
        self.run_button.button_style = "primary"
        self.stop_button = self.app.button(words.STOP, self.stop, words.STOP_TIP)
        self._free(not self.is_running)
        if not self.is_running:
            self._say("")  # it was said in the other language
        self.bar.tooltip = words.WORKING(self.app.lang)
        self.widget = row(self.run_button, self.stop_button, self.bar, self.said)
        return self.widget

    @property
    def is_running(self) -> bool:
        """Whether a run goes on."""
        return self.job is not None and self.job.is_running

    def start(self) -> None:
        """Begin what the page asks for."""
        if self.is_running:
            self.app.tell(words.IS_RUNNING(self.app.lang))
            return
        work = self._make()
        self.job = Job(work, self.app.guarded(self._progress), self.app.guarded(self._end))
        self._started = monotonic()
        self.bar.value = 0.0
        self._say(words.WORKING(self.app.lang))
        self._free(False)
        self.job.start()

    def stop(self) -> None:
        """Ask the run to end."""
        if self.job is not None and self.is_running:
            self.job.stop()
            self._say(words.STOPPING(self.app.lang))

    def _progress(self, done: int, count: int) -> None:
        self.bar.value = done / count if count else 0.0
        if self.is_running:
            self._say(words.PROGRESS(self.app.lang, done=f"{done:,}", count=f"{count:,}"))

    def _end(self, result: Any, error: Exception | None) -> None:
        self._free(True)
        lang = self.app.lang
        if isinstance(error, Stopped):
            self._say(words.STOPPED(lang))
        elif error is not None:
            self._say("")
            self.app.message.value = error_html(error, lang)
        else:
            self._say(words.DONE(lang, seconds=f"{monotonic() - self._started:.1f}"))
            self._show(result)

    def _free(self, free: bool) -> None:
        self.run_button.disabled, self.stop_button.disabled = not free, free

    def _say(self, text: str) -> None:
        self.said.value = f'<span role="status" aria-live="polite">{text_html(text)}</span>' if text else ""
