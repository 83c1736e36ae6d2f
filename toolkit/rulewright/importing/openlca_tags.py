"""What openLCA has no field for travels as tags of the data sets that we write: our id, the Chinese name, the stage."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import get_args

from rulewright.words import Stage

START = "rulewright-"
_ID = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*$")


def to_tags(identity: str, zh: str, en: str, stage: str = "") -> list[str]:
    """Tags of a data set; a tag has no commas, so a name with one goes without.

    Examples
    --------
    >>> to_tags("lime", "石灰", "lime", "production")
    ['rulewright-id lime', 'rulewright-zh 石灰', 'rulewright-stage production']
    """
    tags = [f"{START}id {identity}"]
    if zh != en and "," not in zh:
        tags.append(f"{START}zh {zh}")
    if stage:
        tags.append(f"{START}stage {stage}")
    return tags


def of_tags(tags: Iterable[str]) -> dict[str, str]:
    """What our tags say; others are left alone, and so are ours if somebody changed them into something else."""
    found = {}
    for tag in tags:
        word, _, value = tag.removeprefix(START).partition(" ")
        if not tag.startswith(START) or not value:
            continue
        if word == "id" and not _ID.match(value):
            continue
        if word == "stage" and value not in get_args(Stage):
            continue
        found[word] = value
    return found
