"""Apps without a browser: widgets as Python objects, files in a folder of the test's own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from rulewright.apps.places import WORK_VARIABLE


@pytest.fixture(autouse=True)
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Folder in which the app was "started"."""
    monkeypatch.setenv(WORK_VARIABLE, str(tmp_path))
    monkeypatch.delenv("RULEWRIGHT_LANG", raising=False)
    return tmp_path


class Look:
    """Looks for widgets, as a person looks for them on the page."""

    def inside(self, widget: Any) -> list[Any]:
        """A widget and all inside it."""
        found = [widget]
        for child in getattr(widget, "children", ()):
            found += self.inside(child)
        return found

    def for_(self, widget: Any, text: str, kind: str | None = None) -> Any:
        """The one widget inside whose description or tooltip contains a text."""
        found = [
            each
            for each in self.inside(widget)
            if text in f"{getattr(each, 'description', '')} {getattr(each, 'tooltip', '') or ''}"
            and (kind is None or type(each).__name__ == kind)
        ]
        assert len(found) == 1, [getattr(each, "description", "") for each in found]
        return found[0]

    def html(self, widget: Any) -> str:
        """All HTML inside a widget."""
        return "\n".join(each.value for each in self.inside(widget) if type(each).__name__ == "HTML")


@pytest.fixture
def look() -> Look:
    """Where to find what on a page."""
    return Look()
