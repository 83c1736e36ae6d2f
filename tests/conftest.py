"""Settings of all tests: places of their own, a fixed locale, steady examples.

The environment is set when pytest reads this file, before any test module can import Brightway or matplotlib,
because both look for their directories at import. Commands and notebook kernels that tests start inherit it.
"""

import os
import tempfile
from pathlib import Path

import hypothesis
import pytest

_PLACE = tempfile.TemporaryDirectory(prefix="rulewright-tests-", ignore_cleanup_errors=True)
_VARIABLES = (
    "RULEWRIGHT_BRIGHTWAY_DIR",
    "RULEWRIGHT_CACHE_DIR",
    "BRIGHTWAY2_DIR",
    "MPLCONFIGDIR",
    "IPYTHONDIR",
    "JUPYTER_RUNTIME_DIR",
)

for _variable in _VARIABLES:
    _directory = Path(_PLACE.name, _variable.lower())
    _directory.mkdir()
    os.environ[_variable] = str(_directory)

os.environ["MPLBACKEND"] = "Agg"  # no window
os.environ["COLUMNS"] = "120"  # tables break lines alike, in whatever terminal the tests run
for _variable in ("LC_ALL", "LANGUAGE", "LC_MESSAGES"):
    os.environ.pop(_variable, None)
os.environ["LANG"] = "C.UTF-8"  # messages don't follow the tester's language; tests of zh say so

# No time limit per example: a busy machine is no failure. The same examples each time: failures come again.
hypothesis.settings.register_profile("steady", deadline=None, derandomize=True)
# New examples each time, for the weekly job: pytest --hypothesis-profile=search
hypothesis.settings.register_profile("search", deadline=None, print_blob=True, max_examples=500)
hypothesis.settings.load_profile("steady")


@pytest.fixture(scope="session", autouse=True)
def own_places() -> None:
    """Stop if a place was changed after this file was read: no test may touch a reader's own projects."""
    for variable in _VARIABLES:
        assert Path(os.environ[variable]).is_relative_to(_PLACE.name), f"{variable} was changed"


def pytest_unconfigure() -> None:
    """Delete the places."""
    _PLACE.cleanup()
