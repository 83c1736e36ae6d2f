"""The examples of this folder and the strategies of all tests can be imported."""

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path += [str(folder) for folder in (HERE.parent, HERE) if str(folder) not in sys.path]
