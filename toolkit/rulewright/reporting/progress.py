"""A line that says how far something long is, and how much time is left."""

from __future__ import annotations

import sys
from collections.abc import Callable
from time import monotonic
from typing import TextIO

from rulewright.reporting.sentences import Sentence

QUIET_SECONDS = 2.0  # what is done within it needs no line
EVERY_SECONDS = 0.2
DRAWS = Sentence("已抽样 {done}/{count}", "{done} of {count} draws")
LEFT = Sentence("{said}，约剩 {left}", "{said}, about {left} left")
UNITS = (
    (3600, Sentence("{hours} 小时 {minutes} 分", "{hours} h {minutes} min")),
    (60, Sentence("{minutes} 分 {seconds} 秒", "{minutes} min {seconds} s")),
    (0, Sentence("{seconds} 秒", "{seconds} s")),
)


class Progress:
    """Call it with (done, count); it writes one line, over and over, once it takes longer than two seconds.

    Parameters
    ----------
    lang
        "zh" or "en".
    said
        What is counted: a sentence with the gaps ``done`` and ``count``.
    stream
        Where to; default: standard error.
    clock
        Seconds, always going on.
    """

    def __init__(
        self,
        lang: str = "en",
        said: Sentence = DRAWS,
        stream: TextIO | None = None,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self.lang, self.said, self.clock = lang, said, clock
        self.stream = sys.stderr if stream is None else stream
        self.start = self.shown = clock()
        self.first: tuple[float, int] | None = (
            None  # the first report: what was there before is not our speed
        )
        self.width = 0

    def __call__(self, done: int, count: int) -> None:
        """Write the line, if it is time to."""
        now = self.clock()
        over = done >= count
        if self.first is None:
            self.first = now, done
        if now - self.start < QUIET_SECONDS or (now - self.shown < EVERY_SECONDS and not over):
            return
        if over and not self.width:  # done before there was anything to say
            self.first = None
            return
        self.shown = now
        text = self.said(self.lang, done=f"{done:,}", count=f"{count:,}")
        left = self._left(done, count, now)
        if left is not None and not over:
            text = LEFT(self.lang, said=text, left=time_text(left, self.lang))
        padded = text.ljust(self.width)  # a shorter line leaves nothing of a longer one
        self.width = len(text)
        self.stream.write(f"\r{padded}" + ("\n" if over else ""))
        self.stream.flush()
        if over:  # another stage may follow
            self.first, self.width = None, 0

    def _left(self, done: int, count: int, now: float) -> float | None:
        if self.first is None or done <= self.first[1]:
            return None
        return (now - self.first[0]) * (count - done) / (done - self.first[1])


def time_text(seconds: float, lang: str) -> str:
    """Seconds as a reader says them, with two units at most.

    Examples
    --------
    >>> time_text(7384, "en"), time_text(65.4, "en"), time_text(0.2, "en")
    ('2 h 3 min', '1 min 5 s', '1 s')
    """
    whole = max(1, round(seconds))
    sentence = next(each for least, each in UNITS if whole >= least)
    return sentence(lang, hours=whole // 3600, minutes=whole % 3600 // 60, seconds=whole % 60)
