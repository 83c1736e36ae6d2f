"""Bad files and the messages they promise.

Each file has one mistake, some have several. Its head says what is promised, in the order of the messages::

    # promises: <what> | <mend>                    both are regular expressions
    # promises in other.yaml: <what> | <mend>      the mistake stands in another file

``# <- 2`` marks the line where the second promise has to point to.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from rulewright.cli import main
from rulewright.errors import MistakesError, RulewrightError
from rulewright.reading.checking import check_file

HERE = Path(__file__).parent
FILES = sorted([*HERE.glob("*.yaml"), *(HERE.parent / "bad_inventories").glob("*.yaml")])


@dataclass(frozen=True)
class Promise:
    """What a message says, how to mend it, and the file and line that it names."""

    what: str
    mend: str
    place: str


def promises_of(path: Path) -> list[Promise]:
    """Read the head of a bad file."""
    found = []
    heads = re.findall(r"^# promises(?: in (\S+))?: (.*) \| (.*)$", _text(path), re.MULTILINE)
    for number, (other, what, mend) in enumerate(heads, 1):
        file = path.parent / other if other else path
        own = sum(each == other for each, _, _ in heads[:number])
        found.append(Promise(what, mend, f"{file}:{_marked_line(file, own if other else number)}"))
    return found


def _marked_line(path: Path, number: int) -> int:
    for line, text in enumerate(_text(path).split("\n"), 1):
        mark = re.search(r"# <- ([0-9, ]+)$", text)
        if mark and str(number) in mark[1].split(", "):
            return line
    raise AssertionError(f"{path.name} marks no line with '# <- {number}'")


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8", errors="replace")


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_bad_file_is_told_what_where_and_how_to_mend(path: Path) -> None:
    promises = promises_of(path)
    assert promises, "the head promises nothing"
    with pytest.raises(RulewrightError) as caught:
        check_file(str(path))
    error = caught.value
    mistakes = error.mistakes if isinstance(error, MistakesError) else [error]
    told = "\n".join(str(each) for each in mistakes)
    assert len(mistakes) == len(promises), told
    for mistake, promise in zip(mistakes, promises, strict=True):
        assert re.search(promise.what, mistake.what), f"{promise.what}\n--- is not in\n{told}"
        assert re.search(promise.mend, mistake.mend), f"{promise.mend}\n--- is not in\n{told}"
        assert mistake.where.split(" ")[0] == promise.place, f"{promise.place}\n--- is not in\n{told}"
    assert not re.search(r"pydantic|Traceback|Input should|valid dictionary|extra_forbidden|type=", told)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_check_ends_with_status_1_and_writes_nothing(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["check", str(path), "--lang", "en"]) == 1
    output = capsys.readouterr()
    assert output.out == ""
    assert "where: " in output.err and "mend:  " in output.err
    assert output.err.endswith("1 of 1 files to mend\n")
    assert not list(tmp_path.iterdir())


def test_mistakes_are_numbered(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(HERE / "eight-mistakes.yaml"), "--lang", "en"]) == 1
    lines = capsys.readouterr().err.splitlines()
    assert lines[0].endswith("eight-mistakes.yaml: 8 mistakes")
    assert [line[:2] for line in lines if line[:1].isdigit() and line[1] == "."] == [
        f"{n}." for n in range(1, 9)
    ]
