"""Draft a mapping: for every product of our background the activities that could stand for it, all to be reviewed."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rulewright.errors import MistakesError
from rulewright.importing.identifiers import slug
from rulewright.importing.write_inventory import _flow as one_line
from rulewright.mapping.candidates import Wanted, rank
from rulewright.mapping.placing import reached_background
from rulewright.mapping.resolve import find_activities
from rulewright.reading.mappings import MAPPING_FORMAT, Activity, Candidate, Link, MappingFile
from rulewright.reporting.display import tabled
from rulewright.reporting.files import write_together
from rulewright.reporting.sentences import Sentence
from rulewright.rule import Text

if TYPE_CHECKING:
    import pandas as pd

    from rulewright.brightway.packages import Database, DatabaseNode
    from rulewright.study import Result

Progress = Callable[[int, int], None]
FORMAT = "rulewright-mapping-draft/1"
_HEADS = {
    "flow": Sentence("流", "flow"),
    "unit": Sentence("单位", "unit"),
    "location": Sentence("地点", "location"),
    "line": Sentence("条目", "line"),
    "score": Sentence("得分", "score"),
    "candidate": Sentence("最像的活动", "likest activity"),
}
_LINES = {
    "reviewed": Sentence("已审，保留", "reviewed, kept"),
    "shipped": Sentence("待审：取自起始对照表", "to be reviewed: from the mapping to start from"),
    "searched": Sentence("待审：检索所得", "to be reviewed: from the search"),
    "kept": Sentence("留用自带背景", "kept with ours"),
}
_TITLE = Sentence("{inventory} 对照 {database}", "{inventory} to {database}")
_COUNTED = Sentence(
    "{count} 个背景产品：已审 {reviewed} 个（原样保留），待审 {open} 个，留用 {kept} 个。",
    "{count} background products: {reviewed} reviewed (kept as they were), {open} to be reviewed, {kept} kept with ours.",
)
_NEXT = Sentence(
    "检索只看名称、单位和地点，得分不是把握。逐条核对：选定 activity，写 kind（exact、proxy 加理由，或 none 加理由），"
    "把 status 改为 reviewed 并署名和日期；未审的条目不参与计算。",
    "The search knows names, units and places only; a score is no certainty. Look at each line: settle its activity, write its "
    "kind (exact, proxy with a reason, or none with a reason), set status to reviewed and sign with name and date. Lines "
    "that are not reviewed are not computed with.",
)
_NOT_RUN = Sentence(
    "以下规则未能运行，其背景未列入：{rules}。",
    "These rules could not run, their background is not listed: {rules}.",
)


@dataclass(frozen=True)
class DraftMapping:
    """A mapping to look at: reviewed lines as they were, everything else to be reviewed.

    Attributes
    ----------
    file
        The mapping.
    origins
        Flow to where its line comes from: ``reviewed``, ``shipped``, ``searched``, ``kept``.
    not_run
        Rules that could not run.
    """

    file: MappingFile
    wanted: tuple[Wanted, ...]
    origins: Mapping[str, str]
    not_run: tuple[str, ...] = ()

    def to_dataframe(self, lang: str = "en") -> pd.DataFrame:
        """One row a product of our background, with the likest activity."""
        import pandas as pd

        rows = []
        for each in self.wanted:
            link = self.file.link_of(each.flow, each.process)
            best = link.candidates[0] if link is not None and link.candidates else None
            chosen = link.activity.label if link is not None and link.activity is not None else ""
            rows.append(
                {
                    "flow": each.flow, "unit": each.unit, "location": each.location,
                    "line": _LINES[self.origins[each.flow]](lang), "score": "" if best is None else best.score,
                    "candidate": chosen if best is None else _label(best),
                }
            )  # fmt: skip
        return pd.DataFrame(rows, columns=list(_HEADS)).rename(
            columns={name: head(lang) for name, head in _HEADS.items()}
        )

    def notes(self, lang: str = "en") -> list[str]:
        """How many lines there are, and what to do with them."""
        counts = Counter(self.origins[each.flow] for each in self.wanted)
        lines = [
            _COUNTED(
                lang, count=len(self.wanted), reviewed=counts["reviewed"], open=counts["shipped"] + counts["searched"],
                kept=counts["kept"],
            ),
            _NEXT(lang),
        ]  # fmt: skip
        return [*lines, _NOT_RUN(lang, rules=", ".join(self.not_run))] if self.not_run else lines

    def to_dict(self) -> dict[str, Any]:
        """The documented JSON shape (docs/mappings.md)."""
        return {
            "format": FORMAT,
            "mapping": self.file.model_dump(mode="json", exclude_none=True),
            "origins": dict(self.origins),
            "rules_not_run": list(self.not_run),
        }

    def to_json(self) -> str:
        """JSON text with a stable order of keys."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2, allow_nan=False)

    def write(self, path: Path | str) -> Path:
        """Write the mapping as YAML; a file that is there is replaced, whole or not at all.

        Raises
        ------
        FileError
            If it cannot be written.
        """
        target = Path(path).expanduser()

        def write(folder: Path) -> tuple[Text, ...]:
            (folder / target.name).write_text(to_yaml(self.file), encoding="utf-8")
            return ()

        write_together(target.parent, write)
        return target

    def _repr_html_(self) -> str:
        return tabled(self)


def draft_mapping(
    results: Mapping[str, Result], database: Database, earlier: MappingFile | None = None,
    start: MappingFile | None = None, most: int = 5, not_run: Iterable[str] = (), progress: Progress | None = None,
) -> DraftMapping:  # fmt: skip
    """Draft a mapping of what results draw from our background to a database.

    Parameters
    ----------
    earlier
        A mapping to the same database: its reviewed lines and what it keeps stay as they are.
    start
        A mapping, e.g. a shipped one, whose names are looked up in the database before the search; what it proposes is to
        be reviewed, too.
    most
        Candidates of a line.
    progress
        Called with (products done, products).

    Raises
    ------
    MistakesError
        If the earlier mapping is for another database.
    """
    from rulewright.errors import Mistake

    if earlier is not None and earlier.database != database.name:
        what = f"the mapping is for the database '{earlier.database}', not '{database.name}'"
        mend = "choose the database that it was made for, or another mapping"
        raise MistakesError(
            f"mapping {earlier.id}: 1 mistake", [Mistake(what, f"mapping {earlier.id}", mend)]
        )
    activities = [
        node for node in database.nodes.values() if not node.is_flow and node.database == database.name
    ]
    wanted = _wanted(results)
    inventory = next(iter(results.values())).inventory
    reviewed = [] if earlier is None else [link for link in earlier.links if link.status == "reviewed"]
    keep = {} if earlier is None else earlier.keep
    links, origins = list(reviewed), {}
    for number, each in enumerate(wanted):
        done = any(link.flow == each.flow and link.process in (None, each.process) for link in reviewed)
        if done or each.flow in keep:
            origins[each.flow] = "reviewed" if done else "kept"
        else:
            link, origins[each.flow] = _draft(each, activities, start, most)
            links.append(link)
        if progress is not None:
            progress(number + 1, len(wanted))
    if earlier is not None:
        file = earlier.model_copy(update={"links": links})
    else:
        title = _TITLE.text(inventory=inventory.file.title, database=database.name)
        identity = f"{inventory.id}-to-{slug(database.name)}"
        file = MappingFile(
            format=MAPPING_FORMAT, id=identity, title=title, database=database.name, links=links
        )
    return DraftMapping(file, tuple(wanted), origins, tuple(not_run))


def to_yaml(file: MappingFile) -> str:
    """Text of a mapping file, one key a line; a value is JSON, which is YAML as well."""
    data = file.model_dump(mode="json", exclude_none=True)
    lines = []
    for key, value in data.items():
        if key in ("links", "keep") or value in ({}, []):
            continue
        lines.append(f"{key}: {one_line(value)}")
    if file.keep:
        lines.append("keep:")
        lines += [f"  {flow}: {one_line(reason)}" for flow, reason in data["keep"].items()]
    lines.append("links:" if data["links"] else "links: []")
    for link in data["links"]:
        candidates = link.pop("candidates")
        lines += [
            f"  {'- ' if number == 0 else '  '}{key}: {one_line(value)}"
            for number, (key, value) in enumerate(link.items())
        ]
        if candidates:
            lines.append("    candidates:")
            lines += [f"      - {one_line(each)}" for each in candidates]
    return "\n".join(lines) + "\n"


def _wanted(results: Mapping[str, Result]) -> list[Wanted]:
    """What all rules draw from our background, by flow; a flow that several processes make is looked for once."""
    found: dict[str, Wanted] = {}
    for result in results.values():
        units = {node.key: node.unit for node in result.system.nodes}
        for key in reached_background(result, ()):
            process, flow = key.split("|", 1)
            made_by, name = result.inventory.processes[process], result.inventory.flows[flow].name
            names = (name.en, name.zh, flow.replace("-", " "))
            found.setdefault(flow, Wanted(flow, process, names, units[key], made_by.location))
    return [found[flow] for flow in sorted(found)]


def _draft(
    wanted: Wanted, activities: list[DatabaseNode], start: MappingFile | None, most: int
) -> tuple[Link, str]:
    candidates = list(rank(wanted, activities, most))
    link = None if start is None else start.link_of(wanted.flow, wanted.process)
    if link is not None and link.unit == wanted.unit:
        more: dict[str, Any] = {
            "status": "to_review",
            "reviewed_by": None,
            "reviewed_on": None,
            "candidates": candidates,
        }
        if link.activity is None:
            return link.model_copy(update=more), "shipped"
        there = find_activities(link.activity, activities)
        if len(there) == 1:
            return link.model_copy(update={**more, "activity": _activity(there[0])}), "shipped"
    return Link(flow=wanted.flow, status="to_review", unit=wanted.unit, candidates=candidates), "searched"


def _activity(node: DatabaseNode) -> Activity:
    return Activity(
        code=node.code, name=node.name, location=node.location or None, unit=node.unit or None,
        reference_product=node.product or None,
    )  # fmt: skip


def _label(candidate: Candidate) -> str:
    parts = (candidate.name, candidate.reference_product, candidate.location, candidate.unit)
    return " | ".join(each for each in parts if each)
