"""The documentation builds as a site without a warning, and can be read without a network."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from rulewright.rule import CLAUSE_MODELS

ROOT = Path(__file__).resolve().parent.parent
FETCHED = re.compile(
    r"<(?:script|img|iframe)[^>]+src=\"(https?:)?//|<link[^>]+href=\"(https?:)?//|@import|url\((https?:)?//"
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site without its data pages, which tests/reporting looks at."""
    folder = tmp_path_factory.mktemp("site")
    command = [
        sys.executable,
        "-m",
        "sphinx",
        "-q",
        "-W",
        "--keep-going",
        "-d",
        str(folder / "trees"),
        "docs",
        str(folder / "html"),
    ]
    built = subprocess.run(command, cwd=ROOT, env={**os.environ}, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    return folder / "html"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_picture_of_the_readme_shows_the_present_numbers(lang: str) -> None:
    """It is made again by ``python docs/make_picture.py``."""
    from PIL import Image

    specification = spec_from_file_location("make_picture", ROOT / "docs" / "make_picture.py")
    assert specification is not None and specification.loader is not None
    module = module_from_spec(specification)
    specification.loader.exec_module(module)
    with Image.open(ROOT / "docs" / f"picture-{lang}.png") as picture:
        assert json.loads(picture.info[module.KEY]) == module.shown()
    readme = (ROOT / ("README.md" if lang == "en" else "README.zh-CN.md")).read_text(encoding="utf-8")
    assert f"](docs/picture-{lang}.png)" in readme


@pytest.mark.slow
def test_every_page_is_there_in_both_languages_and_fetches_nothing(site: Path) -> None:
    pages = [path for path in sorted((ROOT / "docs").glob("*.md"))]
    assert pages
    for page in pages:
        html = (site / f"{page.stem}.html").read_text(encoding="utf-8")
        assert not FETCHED.search(html), page.name
    for name in ("conventions", "vocabulary"):
        assert (site / "generated" / f"{name}.html").is_file()
        assert (site / "generated" / f"{name}.zh-CN.html").is_file()


@pytest.mark.slow
def test_the_vocabulary_holds_every_setting(site: Path) -> None:
    html = (site / "generated" / "vocabulary.html").read_text(encoding="utf-8")
    for model in CLAUSE_MODELS.values():
        for name in model.setting_names():
            assert f">{name}<" in html


@pytest.mark.slow
def test_the_reference_names_what_is_public(site: Path) -> None:
    import rulewright

    html = (site / "generated" / "python.html").read_text(encoding="utf-8")
    assert all(name in html for name in rulewright.__all__ if not name.startswith("__"))
