"""Inventories and rules that read well, and stop only when one is applied to the other.

The head of an inventory names the rule beside it and says what is promised::

    # rule: by-price
    # options: --product slag                  more words of `rulewright compare`, if any
    # promises: <what> | <where> | <mend>      regular expressions, in the order of the messages
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from rulewright.cli import main

HERE = Path(__file__).parent / "applied"
INVENTORIES = sorted(path for path in HERE.glob("*.yaml") if "# rule: " in path.read_text(encoding="utf-8"))


def _head(path: Path, word: str) -> list[str]:
    return re.findall(rf"^# {word}: (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("path", INVENTORIES, ids=lambda path: path.stem)
def test_a_study_that_cannot_run_says_what_where_and_how_to_mend(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rule = HERE / f"{_head(path, 'rule')[0]}.yaml"
    assert main(["check", str(path), str(rule), "--lang", "en"]) == 0
    capsys.readouterr()
    options = shlex.split(" ".join(_head(path, "options")))
    folder = tmp_path / "results"
    words = ["compare", str(path), "--rules", str(rule), "--lang", "en", "--out", str(folder), *options]
    assert main(words) == 1
    output = capsys.readouterr()
    assert output.out == ""
    assert not list(tmp_path.iterdir()), "nothing is written"
    told = re.findall(r"^(?:\d+\. )?(\S.*)\n  where: (.*)\n  mend:  (.*)$", output.err, re.MULTILINE)
    promises = [promise.split(" | ") for promise in _head(path, "promises")]
    assert len(told) == len(promises), output.err
    for parts, promised in zip(told, promises, strict=True):
        for part, expected in zip(parts, promised, strict=True):
            assert re.search(expected, part), f"{expected}\n--- is not in\n{output.err}"
