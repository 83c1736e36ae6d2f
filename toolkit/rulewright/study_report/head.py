"""What a report needs beside its study: who commissioned it, for whom it is, who reviewed it; from a small YAML file."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Literal

from rulewright.errors import ReadingError
from rulewright.reading.validation import in_file_order, title, validate
from rulewright.reading.yaml_nodes import read_yaml
from rulewright.rule import Strict, Text


class ReportHead(Strict):
    """Facts of the report that neither rule nor inventory hold; what is absent becomes a marked gap, never a text made up.

    ``compared_in_public``: whether results are meant to be compared with those of other products in public.
    """

    format: Literal["rulewright-report-head/1"] = "rulewright-report-head/1"
    number: str | None = None
    issued: date | None = None
    commissioner: Text | None = None
    practitioner: Text | None = None
    contact: str | None = None
    producer: Text | None = None
    site: Text | None = None
    product_type: Text | None = None
    product_description: Text | None = None
    function: Text | None = None
    reasons: Text | None = None
    application: Text | None = None
    audience: Text | None = None
    compared_in_public: bool | None = None
    data_period: Text | None = None
    use_scenario: Text | None = None
    end_of_life_scenario: Text | None = None
    reviewer: Text | None = None
    review: Text | None = None
    performance_tracking: Text | None = None
    limitations: list[Text] | None = None


def read_report_head(path: str | Path) -> ReportHead:
    """Read a head file.

    Raises
    ------
    ReadingError
        With all its mistakes.
    FileError
        If it cannot be found or read.
    """
    document = read_yaml(Path(path))
    head = None if document.mistakes else validate(ReportHead, document)
    if head is None or document.mistakes:
        raise ReadingError(title("file", path, document.mistakes), in_file_order(document.mistakes))
    return head
