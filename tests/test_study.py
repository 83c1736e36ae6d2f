"""A study from a file, and the picture of one result."""

import warnings

from rulewright.study import Study


def test_a_study_file_gives_the_same_result_as_its_parts() -> None:
    from_file = Study.from_file("aluminium-ingot-primary-cn")
    by_hand = Study("aluminium-ingot-primary-cn", ["pact-3"])
    total = from_file.result("pact-3").evaluation.total_kg_co2e
    assert total == by_hand.result("pact-3").evaluation.total_kg_co2e
    assert len(from_file.rules) == 8


def test_a_result_draws_its_processes_in_both_languages() -> None:
    result = Study("aluminium-ingot-primary-cn", ["pact-3"]).result("pact-3")
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # a missing glyph is a warning
        texts = {lang: result.plot(lang)._repr_png_() for lang in ("zh", "en")}
    assert texts["zh"] != texts["en"]
