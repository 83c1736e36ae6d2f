"""The documentation as a site: ``make site``. Sphinx reads the pages of this folder; what can be generated is.

The index pages (README.md, README.zh-CN.md) are the tables of contents: a page listed there is in the site, in that
order. Generated beside the pages, and not kept in git: the vocabulary of the rule format, the conventions, the
reference of the Python names, and, if ``pages`` is set, a data page for every product and rule.
"""

from __future__ import annotations

import logging
import re
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path.insert(0, str(ROOT / "toolkit"))
sys.path.insert(0, str(HERE))

import site_parts  # noqa: E402  # after the path that it lies on

from rulewright import __version__  # noqa: E402  # likewise

project = "Rulewright"
author = "The Rulewright founders"
project_copyright = author
release = version = __version__
language = "en"
root_doc = "README"
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_build", "benchmarks*.svg"]
myst_enable_extensions = ["colon_fence", "dollarmath"]
myst_heading_anchors = 3
autodoc_typehints = "description"
autodoc_member_order = "bysource"
napoleon_google_docstring = False
html_theme = "furo"
html_title = f"Rulewright {__version__}"
html_show_sourcelink = False
html_copy_source = False
html_last_updated_fmt = None
html_math_renderer = "mathml"  # drawn by the browser itself: nothing is fetched, the site can be read offline
logging.getLogger("bw2calc").setLevel(logging.WARNING)  # it tells of every object that it makes
LINK = re.compile(r"\]\((?P<target>[^)#\s]+)(?P<anchor>#[^)\s]*)?\)")


def setup(app: Any) -> None:
    """Tell Sphinx what is ours."""
    app.add_html_math_renderer(
        "mathml",
        inline_renderers=(site_parts.inline_formula, None),
        block_renderers=(site_parts.formula, None),
    )
    app.add_config_value("pages", False, "html", [bool])
    app.connect("builder-inited", generate)
    app.connect("source-read", prepare)
    app.connect("build-finished", add_pages)


def generate(app: Any) -> None:
    """Write the generated pages before the others are read."""
    site_parts.write_all(HERE / "generated")


def prepare(app: Any, name: str, content: list[str]) -> None:
    """Contents from an index page's table; links out of this folder lead to their copies, or are said as names."""
    text = content[0]
    if name in ("README", "README.zh-CN"):
        text += site_parts.contents(text, name)
    content[0] = LINK.sub(lambda found: site_parts.link(found, name), text)


def add_pages(app: Any, failed: Exception | None) -> None:
    """The data pages, which are made by the toolkit itself."""
    if failed is None and app.config.pages:
        from rulewright.reporting.pages import write_pages

        write_pages(Path(app.outdir) / "pages")
