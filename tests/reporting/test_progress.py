"""The line that says how far something is: quiet at first, with the time left, in both languages."""

from io import StringIO

import pytest

from rulewright.reporting.progress import LEFT, Progress, time_text


class Clock:
    """Seconds that a test sets."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def lines(lang: str, reports: list[tuple[float, int, int]]) -> list[str]:
    clock, stream = Clock(), StringIO()
    progress = Progress(lang, stream=stream, clock=clock)
    for seconds, done, count in reports:
        clock.now = 100.0 + seconds
        progress(done, count)
    return stream.getvalue().split("\r")[1:]


def test_what_is_soon_done_writes_nothing() -> None:
    assert lines("en", [(0.1, 10, 100), (1.9, 100, 100)]) == []


def test_time_left_comes_from_what_this_run_did_itself() -> None:
    """50 of 100 were in the store: 10 more took 4 s after the first report, so 30 take 12 s."""
    assert lines("en", [(0, 60, 100), (4, 70, 100)])[-1] == "70 of 100 draws, about 12 s left"
    assert lines("zh", [(0, 60, 100), (4, 70, 100)])[-1] == "已抽样 70/100，约剩 12 秒"


def test_the_last_line_ends_and_covers_what_stood_before() -> None:
    found = lines("en", [(0, 1000, 2000), (3, 1500, 2000), (6, 2000, 2000)])
    assert found[0].startswith("1,500 of 2,000 draws, about 3 s left")
    assert found[1].rstrip() == "2,000 of 2,000 draws" and found[1].endswith("\n")
    assert len(found[1].rstrip("\n")) == len(found[0])


def test_a_second_stage_starts_its_own_clock() -> None:
    found = lines("en", [(0, 50, 100), (4, 100, 100), (10, 10, 100), (20, 20, 100)])
    assert found[-1] == "20 of 100 draws, about 1 min 20 s left"


def test_lines_do_not_follow_each_other_too_fast() -> None:
    assert (
        len(lines("en", [(0, 1, 1000), *((3 + place / 100, 2 + place, 1000) for place in range(100))])) <= 6
    )


@pytest.mark.parametrize(
    ("seconds", "zh", "en"),
    [(3.4, "3 秒", "3 s"), (61, "1 分 1 秒", "1 min 1 s"), (3_700, "1 小时 1 分", "1 h 1 min")],
)
def test_times_are_said_in_both_languages(seconds: float, zh: str, en: str) -> None:
    assert (time_text(seconds, "zh"), time_text(seconds, "en")) == (zh, en)
    assert LEFT.problems() == []
