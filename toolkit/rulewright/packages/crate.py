"""Metadata of a study package as an RO-Crate, version 1.2.

Source: RO-Crate Metadata Specification 1.2, https://w3id.org/ro/crate/1.2 (descriptor, root data entity, data
entities, provenance by CreateAction); terms of schema.org, ``sha256`` among them.
"""

from __future__ import annotations

import mimetypes
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from rulewright.packages.plain import digest
from rulewright.reporting.sentences import Sentence

if TYPE_CHECKING:
    from rulewright.study import Study

SPECIFICATION = "https://w3id.org/ro/crate/1.2"
DESCRIPTOR = "ro-crate-metadata.json"
TYPES = {".yaml": "application/yaml", ".md": "text/markdown"}
NAME = Sentence("{title}：产品碳足迹研究包", "{title}: package of a carbon-footprint study")
DESCRIPTION = Sentence(
    "一份未分配的清单、{rules} 份规则、声明的选择、背景数据和结果；`rulewright verify` 只用这些文件重新计算。",
    "An unallocated inventory, {rules} rules, declared choices, background data and results; `rulewright verify` computes the "
    "results again from these files alone.",
)
BOTH = "{en} / {zh}"
SAID = {
    "data/inventories/": Sentence("清单", "inventory"),
    "data/rules/": Sentence("规则", "rule"),
    "data/gwp.yaml": Sentence("GWP 取值", "GWP sets"),
    "data/elementary_flows.yaml": Sentence("基本流", "elementary flows"),
    "data/study.yaml": Sentence("研究：规则和声明的选择", "study: rules and declared choices"),
    "data/modules.json": Sentence(
        "按其自身规则计入的产品", "products that enter with their own rule's result"
    ),
    "data/changes.json": Sentence("对清单数值的更改", "changes of the inventory's numbers"),
    "results.json": Sentence("结果和决策台账", "results and ledgers of decisions"),
    "table.csv": Sentence("结果表", "table of results"),
    "package.json": Sentence("研究包清单：版本、哈希、种子", "manifest: versions, hashes, seed"),
    "README.md": Sentence("说明", "read me"),
}


def crate(
    study: Study, files: Mapping[str, bytes], versions: Mapping[str, str], published: str
) -> dict[str, Any]:
    """JSON-LD of the package: what each file is, its hash, and what computed the results from the inputs.

    Parameters
    ----------
    files
        All files but the metadata itself.
    published
        ISO 8601 date, at least a year.
    """
    title = study.inventory.file.title
    licences = dict.fromkeys(
        file.licence for file in (study.inventory.file, *study.inventory.backgrounds) if file.licence
    )
    ids = {licence: f"#licence-{number}" for number, licence in enumerate(licences, 1)}
    inputs = [{"@id": name} for name in files if name.startswith("data/")]
    results = [{"@id": name} for name in files if not name.startswith("data/") and name != "README.md"]
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": _both(NAME.text(title=title)),
        "description": _both(DESCRIPTION.text(rules=len(study.rules))),
        "datePublished": published,
        "license": [{"@id": each} for each in ids.values()] or "not stated",
        "hasPart": [{"@id": name} for name in files],
        "mentions": {"@id": "#computation"},
    }
    if study.inventory.file.citation:
        root["creditText"] = study.inventory.file.citation
    graph: list[dict[str, Any]] = [
        {
            "@id": DESCRIPTOR, "@type": "CreativeWork", "about": {"@id": "./"}, "conformsTo": {"@id": SPECIFICATION},
        },
        root,
        *(_file(name, content) for name, content in files.items()),
        *(
            {"@id": identity, "@type": "CreativeWork", "name": licence, "description": licence}
            for licence, identity in ids.items()
        ),
        *_software(versions),
        {
            "@id": "#computation",
            "@type": "CreateAction",
            "name": _both(Sentence("计算结果", "computation of the results").text()),
            "instrument": {"@id": "#rulewright"},
            "object": inputs,
            "result": results,
        },
    ]  # fmt: skip
    return {"@context": f"{SPECIFICATION}/context", "@graph": graph}


def _file(name: str, content: bytes) -> dict[str, Any]:
    said = next(sentence for start, sentence in SAID.items() if name.startswith(start))
    suffix = name[name.rindex(".") :]
    return {
        "@id": name,
        "@type": "File",
        "name": name.rsplit("/", 1)[-1],
        "description": _both(said.text()),
        "encodingFormat": TYPES.get(suffix) or mimetypes.types_map[suffix],
        "contentSize": str(len(content)),
        "sha256": digest(content),
    }


def _software(versions: Mapping[str, str]) -> list[dict[str, Any]]:
    others = [name for name in versions if name != "rulewright"]
    found: list[dict[str, Any]] = [
        {"@id": f"#{name}", "@type": "SoftwareApplication", "name": name, "softwareVersion": versions[name]}
        for name in versions
    ]
    found[list(versions).index("rulewright")]["softwareRequirements"] = [
        {"@id": f"#{name}"} for name in others
    ]
    return found


def _both(text: Any) -> str:
    return BOTH.format(zh=text.zh, en=text.en)
