"""Comparison board, uncertainty desk, portfolio board: pressed as a person presses them, without a browser."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import rulewright as rw
from rulewright.apps import APPS, comparison_board, portfolio_board, uncertainty_desk
from rulewright.apps.faces.frame import table_html
from rulewright.apps.models.choices import inventory_options
from rulewright.apps.models.comparison_board import ComparisonBoard, Refusal
from rulewright.apps.models.job import Job, Stopped
from rulewright.apps.models.uncertainty_desk import Asked, answer
from rulewright.engine.errors import UncertaintyError
from rulewright.reading.find import list_shelf
from rulewright.reading.studies import read_study
from rulewright.study import Result, Study

STEEL, ALUMINIUM = "steel-hot-rolled-coil-bf-bof", "aluminium-ingot-primary-cn"
RULES = ("gbt-24067-2024", "pact-3")


def nothing(done: int, count: int) -> None:
    """Hear of progress, do nothing."""


# ---- comparison board -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def board() -> ComparisonBoard:
    return ComparisonBoard((STEEL, ALUMINIUM), (*RULES, "worldsteel-2017"))


def test_the_board_shows_the_totals_of_the_core_for_products_and_rules(board: ComparisonBoard) -> None:
    table = board.table("en")
    for place, product in enumerate((STEEL, ALUMINIUM)):
        for rule in RULES:
            total = Study(product, [rule]).result(rule).evaluation.total_kg_co2e
            assert table.iloc[place][rule] == pytest.approx(total, rel=1e-12)
    assert table.iloc[1]["worldsteel-2017"] == "refused"


def test_a_rule_that_cannot_run_on_a_product_is_told_and_the_others_stand(board: ComparisonBoard) -> None:
    (refused,) = board.refusals()
    assert (refused.product, refused.rule) == (ALUMINIUM, "worldsteel-2017")
    comparison = board.comparison(ALUMINIUM)
    assert comparison is not None and list(comparison.results) == list(RULES)
    assert isinstance(board.outcome(ALUMINIUM, "worldsteel-2017"), Refusal)


def test_processes_come_with_the_largest_emitter_first_and_name_their_sources(board: ComparisonBoard) -> None:
    result = board.outcome(STEEL, "pact-3")
    assert isinstance(result, Result)
    first, second, *_ = board.processes(result)
    by = result.evaluation.by_process
    assert abs(by[first.id]) >= abs(by[second.id]) > 0
    sources = board.sources(STEEL, first, "en")
    assert "–" not in list(sources["document"]) and len(sources) >= 1


def test_sources_of_a_linked_file_are_found_in_that_file() -> None:
    board = ComparisonBoard(("cement-blended",), ("gbt-24067-2024",))
    kiln = board.inventory("cement-blended").processes["clinker-kiln"]
    assert Path(kiln.file).stem == "cement-clinker"
    sources = board.sources("cement-blended", kiln, "en")
    assert len(sources) >= 3 and "–" not in list(sources["document"])
    grid = board.inventory("cement-blended").processes["electricity-grid-cn-2024-life-cycle"]
    assert "mee-cfp-2024" in list(board.sources("cement-blended", grid, "en")["source"])


@pytest.fixture(scope="module")
def comparison_app() -> Any:
    return comparison_board([STEEL, ALUMINIUM], RULES, "en")


def test_the_comparison_board_goes_from_bars_to_clauses_to_exchanges(comparison_app: Any, look: Any) -> None:
    app = comparison_app
    assert look.html(app.bars).count("<img") == 2
    app._take_tab(1)
    assert "allocation" in look.html(app.waterfall)
    app._take_tab(2)
    origin = look.html(app.origin)
    assert "He et al. 2017" in origin or "source" in origin
    app._take_process("blast-furnace")
    assert "he-2017" in look.html(app.origin)
    app.switch.value = "zh"
    assert "高炉炼铁" in look.html(app.origin)
    app.switch.value = "en"
    app._take_tab(0)


def test_nothing_chosen_is_said_and_the_board_stays(comparison_app: Any) -> None:
    before = comparison_app.bars.children
    comparison_app.rule_box.value = ()
    comparison_app.guarded(comparison_app._take)()
    assert "Choose at least one" in comparison_app.message.value
    assert comparison_app.bars.children == before
    comparison_app.rule_box.value = RULES


def test_other_products_bring_the_rules_of_their_studies_unless_the_reader_marked_others() -> None:
    app = comparison_board([STEEL], lang="en")
    app.product_box.value = ("vehicle-bev",)
    own = tuple(read_study("vehicle-bev").rules)
    assert app.rule_box.value == own and "worldsteel-2017" not in own
    assert tuple(value for _, value in app.rule_box.options)[: len(own)] == own
    app.rule_box.value = (own[0], "eu-2023-1185")
    app.product_box.value = (ALUMINIUM,)
    assert set(app.rule_box.value) == {own[0], "eu-2023-1185"}
    assert app.board.products == (STEEL,)  # nothing is computed before Show


def test_what_is_marked_and_typed_outlives_a_change_of_language() -> None:
    board = comparison_board([STEEL], RULES, "en")
    board.product_box.value = (ALUMINIUM,)
    desk = uncertainty_desk(STEEL, RULES, draws=500, lang="en")
    desk.draws_box.value, desk.seed_box.value = 321, "a word"
    plants = portfolio_board(draws=10, lang="en")
    plants.draws_box.value, plants.rule_box.value = 20, RULES
    for app in (board, desk, plants):
        app.switch.value = "zh"
    assert board.product_box.value == (ALUMINIUM,)
    assert (desk.draws_box.value, desk.seed_box.value) == (321, "a word")
    assert (plants.draws_box.value, plants.rule_box.value) == (20, RULES)


def test_menus_point_at_rules_that_run_on_the_product(look: Any) -> None:
    app = comparison_board(["vehicle-bev"], ["worldsteel-2017", *RULES, "pef-2021", "cbam-2025"], "en")
    assert (app.rule, app.from_, app.to) == ("gbt-24067-2024", "gbt-24067-2024", "pef-2021")
    app._take_tab(2)
    assert "mend:" not in look.html(app.origin)


@pytest.mark.parametrize(("lang", "remark"), [("zh", "教学清单"), ("en", "teaching inventory")])
def test_a_menu_leaves_out_what_all_inventories_say(lang: str, remark: str) -> None:
    options = inventory_options(lang)
    assert sorted(name for _, name in options) == sorted(list_shelf("studies"))
    assert [title for title, _ in options if remark in title or "（）" in title or "()" in title] == []
    assert len({title for title, _ in options}) == len(options)


def test_heads_of_numbers_stand_over_them_and_nothing_is_a_dash() -> None:
    html = table_html(
        pd.DataFrame({"name": ["a", "b"], "kg": [1.0, None], "d": pd.Series([1.5, None], dtype=object)})
    )
    assert '<th scope="col">name</th>' in html
    assert html.count('<th scope="col" class="rw-number">') == 2
    assert "None" not in html and "<td>–</td>" in html


def test_the_same_rule_twice_makes_no_waterfall(comparison_app: Any, look: Any) -> None:
    comparison_app.to = comparison_app.from_
    comparison_app._take_tab(1)
    assert "two different rules" in look.html(comparison_app.waterfall)


# ---- runs -----------------------------------------------------------------------------------------------


def test_a_stopped_run_shows_the_draws_that_were_done_bit_for_bit() -> None:
    asked = Asked("distribution", STEEL, RULES, 50_000, 7, "mc")

    def stop_early(done: int, count: int) -> None:
        if done >= 6000:
            raise Stopped

    found = answer(asked, stop_early)
    whole = rw.Study(STEEL, RULES).uncertainty(50_000, 7)
    assert found.stopped and 6000 <= found.result.draws < 50_000
    for rule in RULES:
        done = found.result.results[rule].totals_kg_co2e
        assert (done == whole.results[rule].totals_kg_co2e[: len(done)]).all()


def test_a_job_ends_with_stopped_when_a_person_asks_for_it() -> None:
    ended: list[Any] = []

    def work(progress: Any) -> None:
        while True:
            progress(1, 10)

    job: Job[None] = Job(work, nothing, lambda result, error: ended.append(error))
    job.start()
    job.stop()
    job.wait(10)
    assert not job.is_running and isinstance(ended[0], Stopped)


def test_what_a_job_reports_arrives_in_the_thread_of_the_loop() -> None:
    import threading

    seen: list[threading.Thread] = []

    async def page() -> None:
        done = asyncio.Event()

        def end(result: Any, error: Any) -> None:
            seen.append(threading.current_thread())
            done.set()

        Job(lambda progress: progress(1, 1), lambda *_: seen.append(threading.current_thread()), end).start()
        await asyncio.wait_for(done.wait(), 10)

    asyncio.run(page())
    assert seen == [threading.main_thread()] * 2


@pytest.mark.parametrize(
    ("question", "rules", "draws", "message"),
    [
        ("distribution", (), 100, "at least 1"),
        ("paired", RULES[:1], 100, "at least 2"),
        ("distribution", RULES, 3_000_000, "more than 2000000"),
    ],
)
def test_what_cannot_be_asked_is_refused_before_anything_is_computed(
    question: Any, rules: tuple[str, ...], draws: int, message: str
) -> None:
    with pytest.raises(UncertaintyError, match=message):
        Asked(question, STEEL, rules, draws, 1, "mc").check()


@pytest.fixture(scope="module")
def desk() -> Any:
    return uncertainty_desk(STEEL, RULES, 200, 1, "en")


@pytest.mark.parametrize("tab", range(4))
def test_each_question_is_answered_by_the_core_with_figure_table_and_notes(
    desk: Any, look: Any, tab: int
) -> None:
    desk.answered.selected_index = tab
    look.for_(desk.page, "start the calculation", "Button").click()
    desk.runner.job.wait(120)
    question = ("distribution", "paired", "choice", "tornado")[tab]
    assert desk.message.value == ""
    shown = look.html(desk.places[question])
    assert shown.count("<img") == (2 if tab == 0 else 1)
    assert "<table" in shown and "200 draws" in shown
    study = rw.Study(STEEL, RULES)
    expected = {
        "distribution": lambda: study.uncertainty(200, 1),
        "paired": lambda: study.paired(200, 1),
        "choice": lambda: study.decompose(samples=128, seed=1),
        "tornado": lambda: study.sensitivity(RULES[0], "oat"),
    }[question]()
    assert desk.answers[question].result.to_dict() == expected.to_dict()


def test_a_bad_seed_is_told_and_run_is_free_again(desk: Any, look: Any) -> None:
    desk.answered.selected_index = 0
    desk.seed_box.value = "-3"
    look.for_(desk.page, "start the calculation", "Button").click()
    if desk.runner.job is not None:
        desk.runner.job.wait(60)
    assert "seed" in desk.message.value and "Traceback" not in desk.message.value
    assert not desk.runner.run_button.disabled
    desk.seed_box.value = "1"


def test_a_running_desk_refuses_a_second_run_and_can_change_its_language(look: Any) -> None:
    app: Any = uncertainty_desk(STEEL, RULES, 2_000_000, 1, "en")
    look.for_(app.page, "start the calculation", "Button").click()
    app.runner.guarded_start = app.guarded(app.runner.start)
    app.runner.guarded_start()
    assert "still calculating" in app.message.value
    app.switch.value = "zh"
    assert app.runner.stop_button.description == "停止" and not app.runner.stop_button.disabled
    look.for_(app.page, "停止", "Button").click()
    app.runner.job.wait(60)
    assert app.runner.run_button.disabled is False
    assert "停止" in app.message.value or "已停止" in app.runner.said.value


# ---- portfolio board --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def portfolio() -> Any:
    app: Any = portfolio_board("aluminium-smelters-cn", None, 50, 1, "en")
    app.runner.run_button.click()
    app.runner.job.wait(180)
    return app


def test_the_portfolio_board_shows_every_part_of_the_result_of_the_core(portfolio: Any, look: Any) -> None:
    assert portfolio.message.value == ""
    expected = rw.read_portfolio("aluminium-smelters-cn").run(None, 50, 1)
    assert portfolio.result.to_dict() == expected.to_dict()
    for tab in range(5):
        portfolio._take_tab(tab)
        assert look.html(portfolio.parts[tab]) != ""
    rules = portfolio.result.rules
    portfolio.from_, portfolio.to = rules[0], rules[1]
    portfolio._take_tab(4)
    assert "<table" in look.html(portfolio.parts[4])


def test_ranks_without_draws_are_said_to_need_some(look: Any) -> None:
    app: Any = portfolio_board("aluminium-smelters-cn", None, 0, 1, "en")
    app.runner.run_button.click()
    app.runner.job.wait(180)
    app._take_tab(2)
    assert "need draws" in look.html(app.parts[2])


def test_every_app_is_a_function_with_a_notebook_of_its_name() -> None:
    from pathlib import Path

    import rulewright.apps as apps

    folder = Path(__file__).resolve().parents[2] / "notebooks" / "apps"
    assert sorted(path.stem for path in folder.glob("*.ipynb")) == sorted(APPS)
    assert all(callable(getattr(apps, name)) for name in APPS)
    for name in APPS:
        assert f"{name}()" in (folder / f"{name}.py").read_text(encoding="utf-8")
