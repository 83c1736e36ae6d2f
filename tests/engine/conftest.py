"""Let the tests here import ``strategies``, the builders and hypothesis strategies that stand one folder up."""

import sys
from pathlib import Path

TESTS = str(Path(__file__).resolve().parent.parent)
if TESTS not in sys.path:
    sys.path.append(TESTS)
