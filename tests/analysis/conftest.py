"""Let the tests here import ``strategies``, one folder up, and ``engine_examples``, beside the engine's tests."""

import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
for folder in (TESTS, TESTS / "engine", TESTS / "analysis"):
    if str(folder) not in sys.path:
        sys.path.append(str(folder))
