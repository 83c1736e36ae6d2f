"""What docs/import-openlca says: limits, options, mapping keys, and the account of USLCI where the data are here."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from test_uslci import USLCI

from rulewright.commands import bring_in
from rulewright.importing import archives
from rulewright.importing.mapping import ImportMapping, read_import_mapping
from rulewright.reporting.sentences import numbers_of

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGES = {"en": "import-openlca.md", "zh": "import-openlca.zh-CN.md"}


def page(lang: str) -> str:
    return (DOCS / PAGES[lang]).read_text(encoding="utf-8")


@pytest.mark.parametrize("lang", PAGES)
def test_the_limits_are_those_of_the_code(lang: str) -> None:
    last = page(lang).rsplit("\n## ", 1)[1]
    assert f"{archives.MOST_MEMBERS:,}" in last
    for size in (
        archives.LARGEST_MEMBER_BYTES,
        archives.LARGEST_TOTAL_BYTES,
        archives.RATIO_COUNTS_FROM_BYTES,
    ):
        assert f"{size // 10**6:,} MB" in last
    assert re.search(rf"\b{archives.LARGEST_RATIO} (times|倍)", last)


@pytest.mark.parametrize("lang", PAGES)
def test_the_mapping_is_valid_and_names_every_key(lang: str, tmp_path: Path) -> None:
    (text,) = re.findall(r"```yaml\n(.*?)```", page(lang), re.DOTALL)
    (tmp_path / "mapping.yaml").write_text(text, encoding="utf-8")
    assert read_import_mapping(tmp_path / "mapping.yaml").unspecified_origin == "fossil"
    assert set(yaml.safe_load(text)) == set(ImportMapping.model_fields)


@pytest.mark.parametrize("lang", PAGES)
def test_options_that_are_named_exist(lang: str) -> None:
    named = set(re.findall(r"--[a-z][a-z-]+", page(lang))) - {"--rules", "--choice"}
    assert {name.lstrip("-").replace("-", "_") for name in named} <= {*bring_in.HELP, "out"}


def test_both_pages_hold_the_same_numbers() -> None:
    numbers = [sorted(numbers_of(page(lang).replace("{", "").replace("}", ""))) for lang in PAGES]
    assert numbers[0] == numbers[1]


@pytest.mark.skipif(not USLCI.is_file(), reason="the USLCI export is not here")
@pytest.mark.parametrize("lang", PAGES)
def test_the_account_of_uslci_is_what_the_import_says(lang: str, uslci_of_2017: Any) -> None:
    imported = uslci_of_2017.imported
    counts = imported.to_dataframe(lang).iloc[:, 0]
    rows = re.findall(r"^\| (.+?) \| ([\d,]+) \|$", page(lang), re.MULTILINE)
    assert len(rows) == 13
    said = [(what, int(count.replace(",", ""))) for what, count in rows]
    found = list(zip(counts.index, counts.tolist(), strict=True))
    assert [row for row in said if row not in found] == []
    assert "5,539" in page(lang) and f"{imported.account.distributions['of_kept_flows']:,}" in page(lang)
