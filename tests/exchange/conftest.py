"""Let the tests here import ``pact_examples`` and ``data_quality_examples``."""

import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
for folder in (TESTS / "exchange", TESTS / "analysis"):
    if str(folder) not in sys.path:
        sys.path.append(str(folder))
