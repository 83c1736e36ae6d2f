"""The other apps in Chromium: a run that is stopped, a table that is uploaded, boards in both languages."""

from __future__ import annotations

import re
from typing import Any

TABLE = """序号,章节号,意见,修改后内容,提出单位,补丁
1,7.5.3,鼓励回收,采用50:50法,示例甲,recycling.method = fifty_fifty
2,7.5.1,<img src=x onerror=alert(1)>,按质量,示例乙,
"""


def test_a_run_shows_its_progress_and_is_stopped_with_what_it_has(page: Any, voila: Any) -> None:
    page.goto(voila.page("/voila/render/uncertainty_desk.ipynb"))
    box = page.get_by_label("draws")
    box.fill("2000000")
    box.press("Tab")
    page.get_by_role("button", name="Run").click()
    page.get_by_text(re.compile(r"[\d,]+ of 2,000,000")).wait_for()
    assert page.get_by_role("button", name="Run").is_disabled()
    page.get_by_role("button", name="Stop").click()
    said = page.get_by_text(re.compile(r"Stopped: shown are the [\d,]+ draws"))
    said.wait_for()
    done = int(re.findall(r"[\d,]+(?= draws)", said.inner_text())[0].replace(",", ""))
    assert 0 < done < 2_000_000
    page.locator(".rw-figure").first.wait_for()
    box.fill("500")
    box.press("Tab")
    page.get_by_role("tab", name="Paired differences").click()
    page.get_by_role("button", name="Run").click()
    page.get_by_text("draws once drawn").or_(
        page.get_by_text(re.compile("500 draws, seed 1"))
    ).first.wait_for()
    assert page.asked_elsewhere == []


def test_the_comparison_board_goes_down_to_a_source_in_both_languages(page: Any, voila: Any) -> None:
    page.goto(voila.page("/voila/render/comparison_board.ipynb"))
    page.locator(".rw-figure").wait_for()
    for switch, tab, process, word in (
        ("show in English", "Where a number comes from", "process", "sources of the data"),
        ("用中文显示", "数字从哪来", "过程", "本过程数据的来源"),
    ):
        page.get_by_title(switch).click()
        page.get_by_role("tab", name=tab).click()
        page.get_by_label(process, exact=True).wait_for()
        page.get_by_text(word).wait_for()
        page.get_by_role("cell", name="he-2017").first.wait_for()
    assert page.evaluate("document.querySelector('.rw-app').scrollWidth - innerWidth") <= 0


def test_comments_are_uploaded_worked_through_and_decided(page: Any, voila: Any) -> None:
    page.goto(voila.page("/voila/render/consultation_desk.ipynb"))
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Upload comments").click()
    chooser.value.set_files([{"name": "c.csv", "mimeType": "text/csv", "buffer": TABLE.encode()}])
    page.get_by_text("2 comments were read").wait_for()
    page.get_by_role("button", name="Run").click()
    page.get_by_text("Done in").wait_for()
    page.get_by_label("decision").select_option(label="accepted")
    page.get_by_text("Written down").wait_for()
    page.get_by_role("tab", name="Write").click()
    page.get_by_role("button", name="Download the handling table").click()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="consultation-en.docx").click()
    assert waiting.value.suggested_filename == "consultation-en.docx"
    (decisions,) = (voila.work / "rulewright-consultation").rglob("decisions.json")
    assert "accepted" in decisions.read_text(encoding="utf-8")
