"""Find the activities that a mapping names, and say all that doesn't fit at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rulewright.brightway.units import own_unit
from rulewright.errors import Mistake
from rulewright.mapping.candidates import Wanted, rank
from rulewright.mapping.placing import lines_of, reached_background
from rulewright.matrix_system import list_some
from rulewright.reading.mappings import Activity, Link, MappingFile
from rulewright.reading.validation import did_you_mean
from rulewright.units import factor_or_none

if TYPE_CHECKING:
    from rulewright.brightway.packages import Database, DatabaseNode
    from rulewright.study import Result

NEAREST = 3  # activities that a message names


@dataclass(frozen=True, slots=True)
class Placed:
    """A line of a mapping with the activity that it names; ``units_per_unit``: units of the activity in one of ours."""

    link: Link
    activity: DatabaseNode
    units_per_unit: float


def find_activities(wanted: Activity, activities: Iterable[DatabaseNode]) -> list[DatabaseNode]:
    """Activities that agree with all that is said of one."""
    return [
        node for node in activities
        if wanted.code in (None, node.code)
        and wanted.name in (None, node.name)
        and wanted.location in (None, node.location)
        and wanted.unit in (None, node.unit)
        and wanted.reference_product in (None, node.product)
    ]  # fmt: skip


class Resolved:
    """Lines of a mapping with the activities that they name.

    Parameters
    ----------
    mapping, database
        They have to be for each other.
    unreviewed
        Use lines that are still to be reviewed, too.

    Attributes
    ----------
    mistakes
        Activities that the database does not have or has several of, and units that don't fit.
    """

    def __init__(self, mapping: MappingFile, database: Database, unreviewed: bool = False) -> None:
        self.mapping, self.database, self.unreviewed = mapping, database, unreviewed
        self.mistakes: list[Mistake] = []
        if mapping.database != database.name:
            what = f"the mapping is for the database '{mapping.database}', not '{database.name}'"
            mend = "choose the database that it was made for, or another mapping"
            self.mistakes.append(Mistake(what, f"mapping {mapping.id}", mend))
        self._by_code: dict[str, list[DatabaseNode]] = {}
        self._by_name: dict[str, list[DatabaseNode]] = {}
        for node in database.nodes.values():
            if not node.is_flow and node.database == database.name:
                self._by_code.setdefault(node.code, []).append(node)
                self._by_name.setdefault(node.name, []).append(node)
        self._placed: dict[tuple[str, str | None], Placed | None] = {}

    def nodes(self, results: Mapping[str, Result]) -> dict[str, dict[str, Placed]]:
        """Rule to the nodes of its system that the mapping replaces; ``mistakes`` then holds what is wrong or missing."""
        return {rule: self._nodes(result) for rule, result in results.items()}

    def _nodes(self, result: Result) -> dict[str, Placed]:
        found: dict[str, Placed] = {}
        lines = lines_of(self.mapping, result)
        units = {node.key: node.unit for node in result.system.nodes}
        told: set[str] = set()
        # what nobody draws on is not looked up: a mapping for all inventories may hold more than this database has
        while True:
            fresh = [key for key in reached_background(result, found) if key in lines and key not in told]
            fresh += [key for key, link in lines.items() if link.process is not None and key not in told]
            if not fresh:
                break
            for key in fresh:
                told.add(key)
                placed = self._use(lines[key], units[key])
                if placed is not None:
                    found[key] = placed
        self._tell_unmapped(result, found, lines)
        return found

    def _use(self, link: Link, unit: str) -> Placed | None:
        """The line with its activity, or None for what stays with our background or has its mistake told."""
        where = f"mapping {self.mapping.id}"
        if link.status == "to_review" and not (self.unreviewed and link.kind is not None):
            what = f"the line about '{link.flow}' is still to be reviewed"
            mend = "look at it, choose exact, proxy or none, and set its status to 'reviewed'"
            self._tell(Mistake(what, where, mend))
            return None
        if not link.is_usable:
            return None
        if link.unit != unit:
            what = f"the mapping of flow '{link.flow}' is per {link.unit}, the inventory counts it in {unit}"
            self._tell(Mistake(what, where, f"state it per {unit}"))
        key = (link.flow, link.process)
        if key not in self._placed:
            activity = self._activity(link)
            self._placed[key] = None if activity is None else self._fit(link, activity)
        return self._placed[key]

    def _tell_unmapped(self, result: Result, found: Mapping[str, Placed], lines: Mapping[str, Link]) -> None:
        for key in reached_background(result, found):
            flow = key.split("|", 1)[1]
            if key in lines or flow in self.mapping.keep:
                continue
            near = did_you_mean(flow, (link.flow for link in self.mapping.links))
            mend = f"map it, or name it under 'keep' with the reason{near}"
            self._tell(
                Mistake(
                    f"the input '{flow}' is not mapped to the background", f"mapping {self.mapping.id}", mend
                )
            )

    def _tell(self, mistake: Mistake) -> None:
        if mistake not in self.mistakes:
            self.mistakes.append(mistake)

    def _activity(self, link: Link) -> DatabaseNode | None:
        wanted = link.activity
        assert wanted is not None, "a usable line names an activity"
        known = (
            self._by_name.get(wanted.name or "", [])
            if wanted.code is None
            else self._by_code.get(wanted.code, [])
        )
        fitting = find_activities(wanted, known)
        if len(fitting) == 1:
            return fitting[0]
        where = f"mapping {self.mapping.id}, flow {link.flow}"
        if fitting:
            places = list_some(
                [f"{node.name} ({node.product}, {node.location}, {node.code})" for node in fitting]
            )
            what = f"{len(fitting)} activities fit '{wanted.label}': {places}"
            self._tell(Mistake(what, where, "add location, unit or reference product, or give the code"))
        else:
            what = f"the database '{self.database.name}' has no activity '{wanted.label}'"
            near = self._nearest(link)
            self._tell(Mistake(what, where, f"correct the name or code{near}"))
        return None

    def _nearest(self, link: Link) -> str:
        """The nearest activities, for a message."""
        assert link.activity is not None
        names = [each for each in (link.activity.name, link.activity.reference_product) if each]
        if not names:
            return did_you_mean(link.activity.code or "", self._by_code)
        wanted = Wanted(link.flow, "", tuple(names), link.unit, link.activity.location or "")
        near = rank(wanted, (node for nodes in self._by_code.values() for node in nodes), NEAREST)
        if not near:
            return ""
        said = [f"{each.name} | {each.reference_product} | {each.location} | {each.unit}" for each in near]
        return f"; the nearest: {'; '.join(said)}"

    def _fit(self, link: Link, activity: DatabaseNode) -> Placed | None:
        """The factor between the units, if the units and the line agree about it."""
        where = f"mapping {self.mapping.id}"
        theirs = own_unit(activity.unit)
        factor = None if theirs is None else factor_or_none(link.unit, theirs)
        if factor is None and link.units_per_unit is None:
            what = f"flow '{link.flow}' is in {link.unit}, activity '{activity.name}' in {activity.unit}, and no factor is stated"
            self._tell(Mistake(what, where, "state 'units_per_unit': units of the activity per unit of ours"))
            return None
        if link.units_per_unit is None:
            assert factor is not None
            return Placed(link, activity, factor)
        if factor is not None and abs(factor - link.units_per_unit) > 1e-6 * factor:
            what = f"flow '{link.flow}': 'units_per_unit' is {link.units_per_unit:g}, but 1 {link.unit} is {factor:g} {activity.unit}"
            self._tell(Mistake(what, where, f"write {factor:g}, or leave it out"))
            return None
        return Placed(link, activity, link.units_per_unit)
