"""The same document as the same bytes: no dates of writing inside."""

from __future__ import annotations

import re
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

MOMENT = "2020-01-01T00:00:00Z"  # stands for every date of writing
_DATES = re.compile(rb'(?<=w:date=")[^"]*(?=")')


def steady(document: bytes) -> bytes:
    """A .docx with fixed dates, of its comments and of the files in it: the same content gives the same bytes."""
    target = BytesIO()
    with ZipFile(BytesIO(document)) as source, ZipFile(target, "w", ZIP_DEFLATED) as made:
        for name in sorted(source.namelist(), key=lambda each: (each != "[Content_Types].xml", each)):
            content = source.read(name)
            if name.startswith("word/comments"):
                content = _DATES.sub(MOMENT.encode(), content)
            entry = ZipInfo(name, (2020, 1, 1, 0, 0, 0))
            entry.compress_type = ZIP_DEFLATED
            made.writestr(entry, content)
    return target.getvalue()
