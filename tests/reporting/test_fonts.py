"""The font that travels with the package."""

from __future__ import annotations

import warnings
from importlib.resources import files
from pathlib import Path

import matplotlib
import pytest

from rulewright.reading.find import databases_dir, rules_dir
from rulewright.reporting import fonts
from rulewright.reporting.fonts import FAMILY, FONT_FILE, missing_glyphs, register, use_font

FOLDER = FONT_FILE.parent


def gb2312_hanzi() -> str:
    """The 6,763 hanzi of GB/T 2312, rows 16 to 87."""
    codes = [bytes([row + 0xA0, cell + 0xA0]) for row in range(16, 88) for cell in range(1, 95)]
    return "".join(code.decode("gb2312", errors="ignore") for code in codes)


def test_every_hanzi_of_gb_2312_has_a_glyph() -> None:
    hanzi = gb2312_hanzi()
    assert len(hanzi) == 6763
    assert missing_glyphs(hanzi) == []


def test_signs_that_units_and_numbers_need_have_glyphs() -> None:
    assert (
        missing_glyphs("CO₂e CH₄ N₂O m³ − – — · × ± ≤ ≥ ≈ € ¥ ° ℃ ㎡ µ Ω “” ‘’ 「」 （） ％ … ⁻¹ ₀₁₂₃₄₅₆₇₈₉")
        == []
    )


@pytest.mark.parametrize("folder", [rules_dir(), databases_dir()], ids=["rules", "databases"])
def test_every_shipped_text_can_be_drawn(folder: Path) -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in folder.rglob("*.yaml"))
    assert missing_glyphs(text) == []


def test_a_glyph_that_is_missing_is_a_warning_which_our_tests_make_an_error() -> None:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with use_font():
        figure = Figure()
        figure.text(0.5, 0.5, "𠮷")
        with warnings.catch_warnings(), pytest.raises(UserWarning, match="missing from"):
            warnings.simplefilter("error")
            FigureCanvasAgg(figure).draw()


def test_settings_outside_the_context_stay_as_they_were() -> None:
    register()
    before = dict(matplotlib.rcParams)
    with use_font():
        assert matplotlib.rcParams["font.family"][0] == FAMILY
    assert dict(matplotlib.rcParams) == before


def test_the_font_is_small_and_its_licence_stands_beside_it() -> None:
    assert FONT_FILE.stat().st_size < 4_000_000
    licence = (FOLDER / "OFL.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    assert "Reserved Font Name 'Source'" in licence


def test_the_modified_font_bears_no_reserved_name_and_keeps_copyright_and_licence() -> None:
    from matplotlib.ft2font import FT2Font

    names = {key[3]: value.decode("utf-16-be") for key, value in FT2Font(str(FONT_FILE)).get_sfnt().items()}
    for number in (1, 4, 6):
        assert "Source" not in names[number]
        assert "Noto" not in names[number]
    assert names[1] == FAMILY
    assert "Adobe" in names[0]
    assert "Open Font License" in names[13]


def test_the_readme_names_the_source_that_the_script_needs() -> None:
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    for part in ("sha256", "make_font_subset.py", "OFL.txt", "@expo-google-fonts/noto-sans-sc"):
        assert part in readme


def test_the_font_is_found_inside_the_package() -> None:
    assert files("rulewright").joinpath("reporting/fonts/RulewrightSansSC-Regular.ttf").is_file()
    assert fonts.FAMILIES[0] == FAMILY
