"""Reading YAML: what is refused before anything is built, what counts as a number, and the line of every value."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from rulewright.errors import FileError
from rulewright.reading import yaml_nodes
from rulewright.reading.yaml_nodes import Document, parse_yaml, read_yaml


def _value(text: str) -> Any:
    document = parse_yaml(f"key: {text}", "example.yaml")
    assert not document.mistakes
    return document.data["key"]


def _only_mistake(document: Document) -> str:
    (mistake,) = document.mistakes
    return str(mistake)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1e-5", 1e-5),
        ("5.", 5.0),
        (".5", 0.5),
        ("-3", -3),
        ("007", 7.0),
        ("NO", "NO"),
        ("yes", "yes"),
        ("true", True),
        ("2026-11-22", "2026-11-22"),
        ('"5"', "5"),
        ("1_000", "1_000"),
        ("12:30", "12:30"),
        ("0x10", "0x10"),
        ("~", None),
        ("含2个总量，不计吸收", "含2个总量，不计吸收"),
        ("2个总量，３项", "2个总量，３项"),
    ],
)
def test_plain_values_are_read_as_they_look(text: str, value: object) -> None:
    found = _value(text)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize("text", [".inf", "-.INF", ".nan", "NaN", "1e999", "-1e999", "9" * 400])
def test_a_number_that_is_not_finite_is_a_mistake(text: str) -> None:
    told = _only_mistake(parse_yaml(f"a: 1\nb: {text}", "example.yaml"))
    assert "is not a finite number" in told
    assert "where: example.yaml:2" in told


def test_a_very_long_integer_is_read_as_a_number() -> None:
    assert _value("1" * 30) == pytest.approx(1.1111e29, rel=1e-4)


def test_lines_are_those_of_keys_and_of_the_first_lines_of_items() -> None:
    text = "a:\n\n  # a comment\n  b: 1\nc:\n  - d: 1\n    e: |\n      text\n  -\n    d: 2\nf: {g: 1,\n    h: 2}\n"
    document = parse_yaml(text, "example.yaml")
    assert {path: document.line(path) for path in document.lines if path} == {
        ("a",): 1,
        ("a", "b"): 4,
        ("c",): 5,
        ("c", 0): 6,
        ("c", 0, "d"): 6,
        ("c", 0, "e"): 7,
        ("c", 1): 10,
        ("c", 1, "d"): 10,
        ("f",): 11,
        ("f", "g"): 11,
        ("f", "h"): 12,
    }
    assert document.line(("c", 0, "unknown", 3)) == 6


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_lines_are_counted_with_every_kind_of_line_end(newline: str) -> None:
    text = newline.join(["a: 1", "", "b: .inf"])
    assert "example.yaml:3" in _only_mistake(parse_yaml(text, "example.yaml"))


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    path = tmp_path / "example.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\n")
    assert read_yaml(path).data == {"a": 1}


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ("a: 1\nb: 钢\n".encode("gbk"), r"not UTF-8: byte 0xb8 .*\n  where: .*example.yaml:2"),
        ("a: 1\n".encode("utf-16"), r"not UTF-8: byte 0xff .*\n  where: .*example.yaml:1"),
    ],
)
def test_a_file_that_is_not_utf8_is_refused_with_the_line(tmp_path: Path, content: bytes, what: str) -> None:
    path = tmp_path / "example.yaml"
    path.write_bytes(content)
    with pytest.raises(FileError, match=what):
        read_yaml(path)


def test_utf16_without_its_mark_is_told_by_its_control_characters(tmp_path: Path) -> None:
    path = tmp_path / "example.yaml"
    path.write_bytes("a: 1\n".encode("utf-16-le"))
    assert "control character U+0000" in _only_mistake(read_yaml(path))


def test_a_huge_file_is_refused_without_reading_all_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(yaml_nodes, "LARGEST_FILE_BYTES", 2_000_000)
    path = tmp_path / "example.yaml"
    with path.open("wb") as file:
        file.truncate(10_000_000_000)  # a hole: it takes no room on the disk
    with pytest.raises(FileError, match=r"the file is larger than 2 MB\n.*example.yaml\n.*split it"):
        read_yaml(path)


@pytest.mark.parametrize(
    ("name", "what"), [("absent.yaml", "no file"), (".", "cannot read .*: Is a directory")]
)
def test_what_cannot_be_read_is_named(tmp_path: Path, name: str, what: str) -> None:
    with pytest.raises(FileError, match=what):
        read_yaml(tmp_path / name)


@pytest.mark.parametrize("text", ["[" * 200_000, "- " * 200_000 + "x", "{a: " * 5_000 + "1" + "}" * 5_000])
def test_deep_nesting_is_refused_and_does_not_crash_python(text: str) -> None:
    code = (
        "import sys; from rulewright.reading.yaml_nodes import parse_yaml;"
        "print(parse_yaml(sys.stdin.read(), 'deep.yaml').mistakes[0].what)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], input=text, capture_output=True, text=True, timeout=60, check=False,
        env={"PYTHONPATH": str(Path(yaml_nodes.__file__).parents[2])},
    )  # fmt: skip
    assert (done.returncode, done.stdout.strip()) == (0, "nested too deeply")


def test_forty_levels_are_allowed() -> None:
    depth = yaml_nodes.DEEPEST
    assert not parse_yaml("[" * depth + "]" * depth, "example.yaml").mistakes
    assert parse_yaml("[" * (depth + 1) + "]" * (depth + 1), "example.yaml").mistakes


def test_a_yaml_bomb_is_refused_at_its_first_anchors() -> None:
    lines = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    document = parse_yaml("\n".join(lines), "bomb.yaml")
    assert document.data is None
    assert len(document.mistakes) == 50  # enough is enough
    assert document.mistakes[0].what == "anchor '&a0' is not allowed"


@pytest.mark.parametrize("tag", ["!!python/object/apply:os.system [x]", "!!binary aGk=", "!own x", "!!str 5"])
def test_tags_are_refused(tag: str) -> None:
    assert _only_mistake(parse_yaml(f"a: {tag}", "example.yaml")).startswith("tag ")


@pytest.mark.parametrize(
    ("text", "value", "names"),
    [
        ("１２", 12, "FULLWIDTH DIGIT ONE (U+FF11), FULLWIDTH DIGIT TWO (U+FF12)"),
        ("−1.5", -1.5, "MINUS SIGN (U+2212)"),
        ("1\u00a0", 1, "NO-BREAK SPACE (U+00A0)"),
        ("hot–metal", "hot-metal", "EN DASH (U+2013)"),
        ("hot\u200bmetal", "hotmetal", "ZERO WIDTH SPACE (U+200B)"),
    ],
)
def test_look_alikes_are_told_once_and_read_as_meant(text: str, value: object, names: str) -> None:
    document = parse_yaml(f"key: {text}", "example.yaml")
    assert names in _only_mistake(document)
    assert document.data == {"key": value}


@pytest.mark.parametrize("text", ["T/EXAMPLE 000—2026，第5条", '"a\u200bb"', "《规则》（2024）：第５条"])
def test_full_width_marks_are_right_in_texts(text: str) -> None:
    assert isinstance(_value(text), str)
