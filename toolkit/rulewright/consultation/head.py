"""Facts of a consultation that no comment table holds: dates, stage, how many bodies were asked; a small YAML file."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from rulewright.errors import ReadingError
from rulewright.reading.validation import title, validate
from rulewright.reading.yaml_nodes import read_yaml
from rulewright.rule import Strict, Text

Count = Annotated[int, Field(ge=0)]
Stage = Literal["group", "industry", "national"]


class ConsultationHead(Strict):
    """What is said on top of and below the table of comments; what is absent stays open.

    ``from_`` and ``to`` are the first and the last day for comments. ``sent``, ``replied``, ``with_comments``,
    ``no_comment`` and ``no_reply`` count bodies; what the comment tables themselves state is overruled.
    """

    model_config = ConfigDict(populate_by_name=True)

    format: Literal["rulewright-consultation/1"] = "rulewright-consultation/1"
    project: Text | None = None
    stage: Stage | None = None
    from_: date | None = Field(default=None, alias="from")
    to: date | None = None
    drafting_body: Text | None = None
    contact: str | None = None
    telephone: str | None = None
    filled_in: date | None = None
    sent: Count | None = None
    replied: Count | None = None
    with_comments: Count | None = None
    no_comment: Count | None = None
    no_reply: Count | None = None

    def counts(self) -> dict[str, int]:
        """The counts that are stated."""
        names = ("sent", "replied", "with_comments", "no_comment", "no_reply")
        return {name: value for name in names if (value := getattr(self, name)) is not None}


def read_consultation_head(path: str | Path) -> ConsultationHead:
    """Read the file with the facts of a consultation.

    Raises
    ------
    ReadingError
        With all its mistakes.
    FileError
        If it cannot be found or read.
    """
    document = read_yaml(Path(path))
    head = None if document.mistakes else validate(ConsultationHead, document)
    if head is None or document.mistakes:
        raise ReadingError(title("file", path, document.mistakes), document.mistakes)
    return head
