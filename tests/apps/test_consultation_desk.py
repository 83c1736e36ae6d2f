"""The consultation desk: upload, effects, decisions that outlive the kernel, the written table."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from rulewright.apps import consultation_desk
from rulewright.apps.models.consultation_desk import (
    LARGEST_UPLOAD_BYTES,
    ConsultationDesk,
    Upload,
    UploadError,
)
from rulewright.apps.models.job import Stopped
from rulewright.errors import ReadingError

STEEL = "steel-hot-rolled-coil-bf-bof"
TABLE = """序号,章节号,原文,修改后内容,理由,提出单位,补丁,处理意见
1,7.5.3,,采用50:50法。,鼓励回收,示例甲,recycling.method = fifty_fifty,
2,7.5.3,,零负荷 <script>alert(1)</script>,一致,示例乙,recycling.method = zero_burden_scrap,采纳
3,,,改错别字,,示例丙,,
"""


def nothing(done: int, count: int) -> None:
    """Hear of progress, do nothing."""


@pytest.fixture
def uploads() -> list[Upload]:
    return [Upload("comments.csv", TABLE.encode())]


@pytest.fixture
def desk(work: Path, uploads: list[Upload]) -> ConsultationDesk:
    made = ConsultationDesk(work / "consultation", work / "rules")
    made.take(uploads)
    return made


def test_a_table_is_read_and_its_effects_are_those_of_the_core(desk: ConsultationDesk) -> None:
    import rulewright as rw

    found = desk.run("gbt-24067-2024", [STEEL], nothing)
    assert desk.place is not None
    expected = rw.consult("gbt-24067-2024", desk.place / "comments.csv", [STEEL])
    assert found.to_dict() == expected.to_dict()
    desk.show(found)
    patched = next(each.comment.index for each in found.handled if "fifty" in each.comment.patch)
    effects = desk.effects(patched, "en")
    assert len(effects) == 1 and STEEL in str(effects.iloc[0].tolist())


def test_decisions_outlive_the_kernel_and_stand_beside_those_of_another_tab(
    desk: ConsultationDesk, work: Path, uploads: list[Upload]
) -> None:
    other = ConsultationDesk(work / "consultation", work / "rules")
    first, _, third = other.take(uploads).comments
    desk.decide(first, "rejected", "与上位标准不一致")
    other.decide(third, "accepted", "")
    anew = ConsultationDesk(work / "consultation", work / "rules")
    anew.take(uploads)
    decided = anew.decided()
    assert decided is not None
    assert [each.decision for each in decided.comments] == ["rejected", "accepted", "accepted"]
    assert decided.comments[0].decision_reason == "与上位标准不一致"


def test_a_decision_shows_in_the_table_at_once_and_in_the_joint_effect_after_the_next_run(
    desk: ConsultationDesk,
) -> None:
    desk.show(desk.run("gbt-24067-2024", [STEEL], nothing))
    assert desk.result is not None
    comment = next(each.comment for each in desk.result.handled if "fifty" in each.comment.patch)
    desk.decide(comment, "accepted", "理由甲")
    assert "理由甲" in desk.result.to_dataframe("zh").to_string()
    assert not desk.is_current
    found = desk.run("gbt-24067-2024", [STEEL], nothing)
    assert comment.index in [each.index for each in found.comments.comments if each.decision == "accepted"]


def test_a_stopped_run_says_so(desk: ConsultationDesk) -> None:
    def stop(done: int, count: int) -> None:
        raise Stopped

    assert desk.run("gbt-24067-2024", [STEEL, "aluminium-ingot-primary-cn"], stop).stopped


def test_everything_is_written_beside_the_uploads(desk: ConsultationDesk) -> None:
    desk.show(desk.run("gbt-24067-2024", [STEEL], nothing))
    written = desk.write()
    names = {path.name for path in written.paths}
    assert {"consultation-zh.docx", "consultation-zh.xlsx", "consultation.json"} <= names
    assert all(path.is_file() for path in written.paths)
    files = list(desk.files("zh"))
    assert [name for name, _, _ in files] == ["consultation-zh.docx", "consultation-zh.xlsx"]
    assert all(content.startswith(b"PK") for _, _, content in files)


@pytest.mark.parametrize(
    ("upload", "message"),
    [
        (Upload("virus.exe", b"MZ"), "no table and no patch"),
        (Upload("patch.yaml", b"a: 1"), "no table of comments"),
        (Upload("big.csv", b"0" * (LARGEST_UPLOAD_BYTES + 1)), "larger than 20 MB"),
    ],
)
def test_what_is_no_table_is_refused(work: Path, upload: Upload, message: str) -> None:
    desk = ConsultationDesk(work / "consultation", work / "rules")
    with pytest.raises(UploadError, match=message):
        desk.take([upload])
    assert not (work / "consultation").exists()


def test_a_name_with_folders_stays_in_the_folder_of_the_uploads(work: Path) -> None:
    desk = ConsultationDesk(work / "consultation", work / "rules")
    desk.take([Upload("../../evil.csv", TABLE.encode())])
    assert not (work / "evil.csv").exists()
    assert [path.name for path in (work / "consultation").rglob("*.csv")] == ["evil.csv"]


def test_a_broken_table_is_told_with_its_mistakes(work: Path) -> None:
    desk = ConsultationDesk(work / "consultation", work / "rules")
    with pytest.raises(ReadingError):
        desk.take([Upload("empty.csv", b"a,b\n1,2\n")])


def test_a_broken_file_of_decisions_is_passed_over(desk: ConsultationDesk, uploads: list[Upload]) -> None:
    assert desk.place is not None
    (desk.place / "decisions.json").write_text('{"x": ["maybe", 1], "y": 3}', encoding="utf-8")
    desk.take(uploads)
    assert desk.decided() is not None
    desk.decide(desk.take(uploads).comments[0], "partly", "r")
    stored = json.loads((desk.place / "decisions.json").read_text(encoding="utf-8"))
    assert list(stored.values()) == [["partly", "r"]]


def test_a_person_uploads_runs_decides_and_writes(work: Path, look: Any) -> None:
    app: Any = consultation_desk(lang="en")
    file = {"name": "c.csv", "type": "text/csv", "size": 1, "content": TABLE.encode()}
    app.upload.value = ({**file, "last_modified": datetime(2026, 11, 1, tzinfo=UTC)},)
    assert "3 comments" in app.message.value
    assert "press Run" in look.html(app.places[0])
    app.runner.run_button.click()
    app.runner.job.wait(120)
    assert app.message.value == ""
    shown = look.html(app.root)
    assert "fifty" in shown or "50:50" in shown
    app.comment_place.children[1].value = "accepted"
    app.comment_place.children[2].value = "agreed"
    assert "Written down" in app.message.value
    for tab in range(4):
        app._take_tab(tab)
    assert "<script" not in look.html(app.root) and "&lt;script&gt;" in look.html(app.root)
    look.for_(app.places[3], "write .docx", "Button").click()
    assert "files are written" in app.message.value
    look.for_(app.places[3], "Download the handling table", "Button").click()
    assert "data:application/vnd" in look.html(app.places[3])
    app.switch.value = "zh"
    assert "采纳" in look.html(app.places[1]) or app.tab == 3
