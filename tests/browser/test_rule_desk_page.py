"""The rule desk in Chromium, as JupyterLab and Voilà show it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

NUMBER = re.compile(r"([\d,.]+) kg CO₂e")
STANDARD = "GB/T 24067-2024 (gbt-24067-2024)"


def numbers(page: Any) -> list[str]:
    """Numbers on the desk: of the base, and of the patch if it changes anything."""
    return NUMBER.findall(page.locator(".rw-numbers").inner_text())


def wait_for_two_numbers(page: Any) -> list[str]:
    """Numbers of base and patch, once they differ."""
    page.wait_for_function(
        """() => { const all = [...document.querySelectorAll('.rw-numbers b')].map(each => each.textContent);
        return all.length > 2 && all[0] !== all[1]; }"""
    )
    return numbers(page)


def setting(page: Any, name: str) -> Any:
    """Row of the form with a setting."""
    return page.locator(".rw-setting").filter(has=page.locator(".rw-name", has_text=re.compile(f"^{name}$")))


def change_the_ladder(page: Any) -> None:
    """State the ladder of allocation and take substitution out of it."""
    row = setting(page, "order of allocation")
    row.locator("select").first.select_option(label="stated here")
    page.get_by_title("remove item 2").click()


@pytest.fixture(scope="module")
def opened(long_page: Any, voila: Any) -> Any:
    """The rule desk by Voilà, once."""
    long_page.goto(voila.page("/voila/render/rule_desk.ipynb"))
    long_page.wait_for_selector(".rw-figure")
    return long_page


@pytest.fixture
def desk(opened: Any) -> Any:
    """The desk with a new patch of GB/T 24067."""
    for rule, total in (("PACT Methodology v2 (pact-2)", "pact-2"), (STANDARD, "gbt-24067-2024")):
        opened.get_by_label("base rule").select_option(label=rule)
        opened.locator(".rw-numbers", has_text=f"base {total}").wait_for()
    for tab in ("Change", "Figure"):
        opened.get_by_role("tab", name=tab, exact=True).click()
    opened.get_by_label("family of clauses").select_option(label="allocation")
    return opened


def test_a_clause_changed_in_voila_changes_the_number_and_nothing_is_fetched_from_elsewhere(
    desk: Any,
) -> None:
    (before,) = numbers(desk)
    change_the_ladder(desk)
    base, patch = wait_for_two_numbers(desk)
    assert base == before != patch
    desk.get_by_role("tab", name=re.compile("Ledger changes")).click()
    desk.get_by_role("cell", name="blast-furnace", exact=True).first.wait_for()
    assert desk.asked_elsewhere == []


def test_the_page_refuses_visitors_without_the_token(page: Any, voila: Any) -> None:
    answer = page.goto(f"{voila.url}/voila/render/rule_desk.ipynb")
    assert answer.status in (401, 403) or "login" in page.url
    assert page.locator(".rw-app").count() == 0


def test_figure_and_patch_are_downloaded_without_a_server(desk: Any, tmp_path: Path) -> None:
    desk.get_by_role("button", name="Download figure and data").click()
    for name, start in (("svg", b"<?xml"), ("png", b"\x89PNG"), ("csv", b"\xef\xbb\xbf")):
        with desk.expect_download() as waiting:
            desk.get_by_role("link", name=f"rule-desk.{name}").click()
        path = tmp_path / waiting.value.suggested_filename
        waiting.value.save_as(path)
        assert path.name == f"rule-desk.{name}" and path.read_bytes().startswith(start)


def test_a_wrong_number_is_told_beside_the_form_and_the_result_stays(desk: Any) -> None:
    desk.get_by_label("family of clauses").select_option(label="cut-off")
    row = setting(desk, re.escape("limit of one item [share]"))
    row.locator("select").select_option(label="stated here")
    box = row.locator("input")
    box.fill("5 %")
    box.press("Tab")
    desk.get_by_role("alert").get_by_text("is not a number").wait_for()
    assert len(numbers(desk)) >= 1 and desk.locator(".rw-figure").is_visible()
    box.fill("0.01")
    box.press("Tab")
    desk.get_by_role("alert").wait_for(state="detached")


def test_two_tabs_do_not_overwrite_each_other(browser: Any, voila: Any, desk: Any) -> None:
    for number, method in enumerate(("50:50", "scrap value (worldsteel)")):
        page = desk if number == 0 else browser.new_page()
        page.set_default_timeout(45_000)
        if number:
            page.goto(voila.page("/voila/render/rule_desk.ipynb"))
            page.wait_for_selector(".rw-figure")
        page.get_by_label("family of clauses").select_option(label="recycling and waste")
        row = setting(page, "recycling method")
        row.locator("select").first.select_option(label="stated here")
        row.locator("select").nth(1).select_option(label=method)
        wait_for_two_numbers(page)
        page.get_by_role("tab", name="Patch file").click()
        page.get_by_label("id", exact=True).fill("two-tabs")
        page.get_by_label("id", exact=True).press("Tab")
        page.get_by_text("id: two-tabs").wait_for()
        page.get_by_role("button", name="Save the patch").click()
        if number == 0:
            page.get_by_text("Saved:").wait_for()
        else:
            page.get_by_role("alert").get_by_text("there is a saved patch of this id already").wait_for()
            page.get_by_role("button", name="Overwrite").wait_for()
            page.close()
    saved = (voila.work / "rulewright-rules" / "two-tabs.yaml").read_text(encoding="utf-8")
    assert "method: fifty_fifty" in saved


def test_the_language_changes_at_once_and_the_page_fits_a_laptop(desk: Any) -> None:
    for switch, word in (("用中文显示", "底本"), ("show in English", "base")):
        desk.get_by_title(switch).click()
        desk.locator(".rw-numbers", has_text=word).wait_for()
        wide = desk.evaluate("document.querySelector('.rw-app').scrollWidth - innerWidth")
        assert wide <= 0
        assert desk.locator(".rw-figure").bounding_box()["width"] > 500


def test_everything_on_the_desk_is_reached_and_named_by_keyboard(desk: Any) -> None:
    names = []
    desk.locator("body").click(position={"x": 5, "y": 5})
    for _ in range(20):
        desk.keyboard.press("Tab")
        names.append(
            desk.evaluate(
                """() => { const e = document.activeElement;
                return (e.labels && e.labels.length ? e.labels[0].textContent : '') || e.title || e.textContent; }"""
            )
        )
    for wanted in ("show in English", "inventory", "base rule", "saved patch", "family of clauses"):
        assert any(wanted in name for name in names), (wanted, names)
    assert any("state" in name for name in names)
    assert "" not in [name.strip() for name in names]


def test_the_same_notebook_works_in_jupyterlab(page: Any, lab: Any) -> None:
    page.goto(lab.page("/lab/tree/apps/rule_desk.ipynb?reset"))
    page.get_by_text("| Idle").first.wait_for()
    page.locator(".jp-NotebookPanel .jp-CodeCell .cm-content").first.click()
    page.keyboard.press("Shift+Enter")
    page.wait_for_selector(".rw-figure")
    page.get_by_label("base rule").select_option(label=STANDARD)
    page.locator(".rw-numbers", has_text="base gbt-24067-2024").wait_for()
    change_the_ladder(page)
    assert len(wait_for_two_numbers(page)) == 2
    assert page.asked_elsewhere == []
