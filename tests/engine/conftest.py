"""Let the tests here import ``strategies``, one folder up, and ``engine_examples``, beside this file."""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
for folder in (HERE.parent, HERE):
    if str(folder) not in sys.path:
        sys.path.append(str(folder))
