"""Let the tests here import ``strategies``, one folder up, and ``sheet`` beside them."""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path += [str(folder) for folder in (HERE.parent, HERE) if str(folder) not in sys.path]
