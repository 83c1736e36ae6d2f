"""What a contributor's file must have: `rulewright check databases/` is the one command that says it."""

from __future__ import annotations

from pathlib import Path

import pytest

from rulewright.cli import main
from rulewright.errors import ReadingError
from rulewright.reading.checking import check_file, files_of
from rulewright.reading.find import databases_dir
from rulewright.reading.whole_library import library_mistakes
from rulewright.reading.yaml_nodes import read_yaml

LIME = databases_dir() / "inventories" / "quicklime.yaml"


def damaged(tmp_path: Path, *replacements: tuple[str, str]) -> Path:
    text = LIME.read_text(encoding="utf-8")
    for old, new in replacements:
        assert old in text, old
        text = text.replace(old, new, 1)
    path = tmp_path / "quicklime.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def told(path: Path) -> list[tuple[str, int]]:
    with pytest.raises(ReadingError) as caught:
        check_file(str(path))
    return [(each.what, int(each.where.split(":")[1].split(" ")[0])) for each in caught.value.mistakes]


def first_source() -> str:
    lines = LIME.read_text(encoding="utf-8").splitlines()
    keys = [
        line.strip().split(":")[0] for line in lines[lines.index("sources:") + 1 :] if line.startswith("  ")
    ]
    return keys[0]


def test_a_whole_file_is_fine(tmp_path: Path) -> None:
    assert check_file(str(damaged(tmp_path))).endswith("no mistakes")


def test_a_source_that_no_reference_list_holds_is_told_with_its_line(tmp_path: Path) -> None:
    key = first_source()
    path = damaged(tmp_path, (f"source: {key}", f"source: {key}-x"))
    ((what, line),) = told(path)
    assert what == f"the source '{key}-x' is not listed"
    assert f"{key}-x" in path.read_text(encoding="utf-8").splitlines()[line - 1]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("unit: kg", "unit: kgg", "kgg"),
        ("source: ", "sorce: ", "sorce"),
    ],
)
def test_other_mistakes_of_a_data_file_are_told_with_their_lines(
    tmp_path: Path, old: str, new: str, expected: str
) -> None:
    path = damaged(tmp_path, (old, new))
    mistakes = told(path)
    assert any(expected in what for what, _ in mistakes)
    lines = path.read_text(encoding="utf-8").splitlines()
    assert any(expected in lines[line - 1] or expected in lines[max(line - 2, 0)] for _, line in mistakes)


@pytest.mark.parametrize("blank", ["''", "'  '"])
def test_an_empty_source_is_no_source(tmp_path: Path, blank: str) -> None:
    ((what, line),) = told(damaged(tmp_path, (f"source: {first_source()}", f"source: {blank}")))
    assert what == "the source is empty" and line > 1


def test_a_key_is_not_listed_where_there_is_no_list(tmp_path: Path) -> None:
    path = damaged(tmp_path)
    text = path.read_text(encoding="utf-8")
    start, end = text.index("sources:\n"), text.index("products:\n")
    path.write_text(text[:start] + text[end:], encoding="utf-8")
    assert (f"the source '{first_source()}' is not listed") in {what for what, _ in told(path)}


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("gwp.yaml", "source: ar4-table-2.14, mark", "source: ar4-table-2.15, mark"),
        ("portfolios/steel-plants-cn.yaml", "source: range-coke", "source: range-coek"),
        ("registry/china-product-rules.yaml", "source: cisa-news", "source: cisa-new"),
    ],
)
def test_sources_of_every_kind_of_data_file_are_held_against_its_list(
    tmp_path: Path, file: str, old: str, new: str
) -> None:
    text = (databases_dir() / file).read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / Path(file).name
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    wrong = new.removeprefix("source: ").partition(",")[0]
    ((what, line),) = told(path)
    assert what == f"the source '{wrong}' is not listed"
    assert wrong in path.read_text(encoding="utf-8").splitlines()[line - 1]


def test_a_process_in_two_files_of_a_library_is_told_with_both_places(tmp_path: Path) -> None:
    shelf = tmp_path / "inventories"
    shelf.mkdir()
    text = LIME.read_text(encoding="utf-8")
    (shelf / "quicklime.yaml").write_text(text, encoding="utf-8")
    assert library_mistakes(tmp_path) == []
    (shelf / "second.yaml").write_text(text, encoding="utf-8")
    (wrong_name, *twice) = library_mistakes(tmp_path)
    assert wrong_name.what == "the id is 'quicklime', the file is named 'second.yaml'"
    assert {each.what for each in twice} == {
        f"the process '{name}' stands in two files of the library"
        for name in ("lime-kiln-rotary", "lime-hydration")
    }
    line = int(twice[0].where.rpartition(":")[2])
    assert (
        twice[0].where.startswith(str(shelf / "second.yaml"))
        and str(shelf / "quicklime.yaml") in twice[0].mend
    )
    assert "lime-kiln-rotary" in text.splitlines()[line - 1]


def test_the_shipped_library_is_whole() -> None:
    assert library_mistakes(databases_dir()) == []


def test_every_data_file_states_its_licence() -> None:
    files = [Path(name) for name in files_of(str(databases_dir()))]
    stated = {path.name: read_yaml(path).data.get("licence") for path in files}
    assert len(files) > 150
    assert [name for name, licence in stated.items() if not licence] == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_command_looks_at_a_library_as_a_whole(
    tmp_path: Path, lang: str, capsys: pytest.CaptureFixture[str]
) -> None:
    shelf = tmp_path / "inventories"
    shelf.mkdir()
    text = LIME.read_text(encoding="utf-8")
    (shelf / "quicklime.yaml").write_text(text, encoding="utf-8")
    assert main(["check", str(tmp_path), "--lang", lang]) == 0
    capsys.readouterr()
    (shelf / "again.yaml").write_text(text.replace("id: quicklime\n", "id: again\n", 1), encoding="utf-8")
    assert main(["check", str(tmp_path), "--lang", lang]) == 1
    told = capsys.readouterr().err
    assert f"{shelf / 'quicklime.yaml'}:" in told and "lime-kiln-rotary" in told
    assert ("2 个文件中有 1 个须修改" if lang == "zh" else "1 of 2 files to mend") in told
