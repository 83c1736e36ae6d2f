"""A stored Brightway database in the shape that all formats share: what each node and edge is, in all its shapes.

Four shapes are read. *Plain*: a process makes what its production edges say, or one unit of itself if it has none.
*Process and product nodes*: the same, with products as nodes of their own. *multifunctional*: edges marked
``functional`` are what a process is for, their ``properties`` are plain numbers. *bw_functional*: product nodes name their
``processor`` and have ``properties`` of ``{unit, amount, normalize}``. Allocated twins (``readonly_process``) are skipped.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from rulewright.brightway.stored import Key, Stored, StoredParameter
from rulewright.brightway.units import own_unit
from rulewright.errors import Mistake
from rulewright.importing.brightway_distributions import distribution_of, pedigree_of
from rulewright.importing.brightway_properties import Properties
from rulewright.importing.mapping import ImportMapping
from rulewright.importing.named_units import BRIGHTWAY, NamedUnits
from rulewright.importing.source import (
    Role,
    Source,
    SourceExchange,
    SourceFactor,
    SourceFlow,
    SourceParameter,
    SourceProcess,
)
from rulewright.reporting.sentences import Sentence
from rulewright.rule import Text

PRODUCTION = ("production", "generic production")
CONSUMPTION = ("technosphere", "generic consumption")
SUBSTITUTION, BIOSPHERE = "substitution", "biosphere"
NO_PROCESS = (
    "emission", "natural resource", "inventory indicator", "economic", "social", "product", "waste", "orphaned_product",
    "readonly_process",
)  # fmt: skip
NO_UNIT = "(no unit)"

IMPLICIT = Sentence(
    "{count} 个过程没有产出一项：按 Brightway 的读法，产出一单位的自身。",
    "{count} processes state no output: each makes one unit of itself, as Brightway reads them.",
)
FIRST = Sentence(
    "{count} 个多产出过程没有指明参考产品：取来源列出的第一个产品。这不影响分配，只影响名称与单位。",
    "{count} multi-output processes name no reference product: it is the first that the source lists. Nothing is shared by "
    "it; it decides names and units only.",
)
ALLOCATED = Sentence(
    "{count} 个由来源分配得到的过程（readonly_process）没有引入：引入的是分配前的过程。",
    "{count} processes that the source made by allocation (readonly_process) are not in: their unallocated parent is.",
)
NOTHING_MADE = Sentence(
    "{count} 个过程不产出任何产品，没有引入：{names}",
    "{count} processes make no product and are not in: {names}",
)
LINKED = Sentence(
    "链接：数据库“{database}”的 {activities} 个活动被使用 {uses} 次；没有引入，在清单中是数据缺口。"
    "用 --linked include 一并引入，或用对照把它们接到该背景数据库。",
    "Linked: {activities} activities of the database '{database}' are used {uses} times; they are not in, and are data gaps "
    "here. Bring them in with --linked include, or map them to that database as background.",
)
INCLUDED = Sentence(
    "链接：一并引入数据库“{database}”的 {processes} 个过程。",
    "Linked: {processes} processes of the database '{database}' came in with it.",
)
OTHER_UNITS = Sentence(
    "{count} 个输入输出写的单位与其所链接的节点不同；Brightway 不看它，数值按节点的单位计。",
    "{count} exchanges state another unit than the node that they link to; Brightway doesn't look at it, and amounts count "
    "in the unit of the node.",
)
NOT_LOADED = Sentence(
    "未载入的 Python 对象：{names}。只读取数值与文字；不运行项目里存放的代码。",
    "Python objects that were not loaded: {names}. Only numbers and texts are read; no code stored in a project is run.",
)
OLDER = Sentence(
    "项目由 Brightway 2 所建；它被原样读取，没有升级。",
    "The project was made by Brightway 2; it was read as it is, and not migrated.",
)
MOST_NAMED = 5


def brightway_source(stored: Stored, database: str, mapping: ImportMapping) -> Source:
    """The databases that were read whole, as every format ends up."""
    return _Reader(stored, database, mapping).source()


class _Reader:
    def __init__(self, stored: Stored, database: str, mapping: ImportMapping) -> None:
        self.stored, self.database = stored, database
        self.units = NamedUnits(BRIGHTWAY, mapping.units, own_unit)
        self.properties = Properties(mapping.units)
        self.counts: Counter[str] = Counter()
        self.mistakes: list[Mistake] = []
        self.flows: dict[str, SourceFlow] = {}
        self.idle: list[str] = []
        self.uses: Counter[Key] = Counter()
        self.elementary: dict[Key, tuple[str, bool]] = {}
        codes = Counter(code for _, code in stored.nodes)
        self.keys = {key: key[1] if codes[key[1]] == 1 else f"{key[1]} {key[0]}" for key in stored.nodes}
        self.whole = frozenset(stored.names)
        self.treated = {
            exchange["input"]
            for exchanges in stored.exchanges.values()
            for exchange in exchanges
            if exchange["type"] in PRODUCTION and _amount(exchange) < 0
        }
        self.taken_in = {
            exchange["input"]
            for exchanges in stored.exchanges.values()
            for exchange in exchanges
            if exchange["type"] in CONSUMPTION and exchange.get("functional")
        }

    def source(self) -> Source:
        processes = {}
        for key, node in self.stored.nodes.items():
            if key[0] in self.whole and self._is_process(node):
                process = self._process(key, node)
                if process is not None:
                    processes[self.keys[key]] = process
        about = self.stored.about[self.database]
        backend = about.get("backend") or "sqlite"
        found = f"Brightway {self.stored.place.generation} database ({backend})"
        return Source(
            self.database, found, self.flows, processes, self.units, tuple(self._parameters("project", "database")),
            said=tuple(self._said()), mistakes=tuple(self.mistakes),
        )  # fmt: skip

    # -- nodes ----------------------------------------------------------------------------------------

    def _is_process(self, node: Mapping[str, Any]) -> bool:
        kind = node.get("type")
        self.counts["allocated"] += kind == "readonly_process"
        return kind not in NO_PROCESS

    def _process(self, key: Key, node: Mapping[str, Any]) -> SourceProcess | None:
        exchanges = self.stored.exchanges.get(key, [])
        made = self._made(key, exchanges)
        if not made and not any(each["type"] in PRODUCTION for each in exchanges) and _may_be_implicit(node):
            made = [{"input": key, "amount": 1.0, "type": "production", "id": None}]
            exchanges = [*made, *exchanges]
            self.counts["implicit"] += 1
        name = _text(node.get("name")) or key[1]
        if not made:
            self.idle.append(name)
            return None
        reference = self._reference(key, made)
        self.counts["first"] += len(made) > 1 and not any(each["input"] == key for each in made)
        functions = {id(each) for each in made}
        lines = [
            self._exchange(number, key, each, each is reference, id(each) in functions)
            for number, each in enumerate(exchanges, 1)
        ]
        factors = tuple(self._factors(made))
        category = _classification(node)
        parameters = tuple(self._parameters("activity", owner=key))
        return SourceProcess(
            self.keys[key], name, category, _text(node.get("location")), None, _text(node.get("comment")), "", "",
            tuple(lines), allocation=factors, parameters=parameters, origin=f"{key[0]}, code {key[1]}",
        )  # fmt: skip

    def _made(self, key: Key, exchanges: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """What a process is for: functional edges if any are marked, else its production edges."""
        functional = [each for each in exchanges if each.get("functional")]
        if functional:
            return functional
        return [each for each in exchanges if each["type"] in PRODUCTION]

    def _reference(self, key: Key, made: list[dict[str, Any]]) -> dict[str, Any]:
        own = [each for each in made if each["input"] == key]
        sound = [each for each in made if _amount(each) != 0]
        return (own or sound or made)[0]

    def _factors(self, made: list[dict[str, Any]]) -> Iterator[SourceFactor]:
        if len(made) < 2:
            return
        for each in made:
            node = self.stored.nodes.get(each["input"], {})
            value = each.get("mf_allocation_factor", node.get("allocation_factor"))
            if isinstance(value, int | float):
                yield SourceFactor("MANUAL_ALLOCATION", self._product(each)[0], float(value))

    # -- edges ----------------------------------------------------------------------------------------

    def _exchange(
        self, number: int, key: Key, each: dict[str, Any], is_reference: bool, is_made: bool
    ) -> SourceExchange:
        amount = _amount(each)
        self._check_amount(key, each)
        formula = _text(each.get("formula"))
        said = _text(each.get("comment"))
        if each["type"] == BIOSPHERE or each["type"] not in (*PRODUCTION, *CONSUMPTION, SUBSTITUTION):
            flow, is_input = self._elementary(each["input"])
            role, is_avoided = None, False
        else:
            flow, unit = self._product(each)
            is_input = each["type"] in CONSUMPTION
            role = self._role(each, amount, is_reference, is_made)
            is_avoided = each["type"] == SUBSTITUTION
            self._count_link(each["input"])
        unit = self.flows[flow].unit
        written = _text(each.get("unit"))
        self.counts["other_units"] += (
            bool(written) and written != unit and own_unit(written) != own_unit(unit)
        )
        return SourceExchange(
            number, flow, is_input, amount, "", unit, formula=_in_common(formula), is_reference=is_reference,
            is_avoided=is_avoided, distribution=distribution_of(each), pedigree=pedigree_of(each.get("pedigree")),
            description=said, role=role,
            properties=self.properties.of(each, self.stored.nodes.get(each["input"], {}), amount, unit) if is_made else (),
        )  # fmt: skip

    def _role(
        self, each: dict[str, Any], amount: float, is_reference: bool, is_made: bool
    ) -> tuple[Role, int]:
        """What an edge is here: see the module's first lines, and the signs of waste treatment.

        A production edge below zero, and a functional input, treat a waste; whoever has that waste states a negative
        input in the first case, a production edge without a function in the second.
        """
        target = each["input"]
        if is_made:
            role: Role = "reference" if is_reference else "co_product"
            return role, -1 if amount < 0 else 1
        if each["type"] in CONSUMPTION:
            if target in self.treated:
                return ("waste", -1) if amount < 0 else ("input", -1)
            return "input", 1
        if each["type"] == SUBSTITUTION:
            return ("co_product", 1) if amount >= 0 else ("input", -1)
        return ("waste", 1) if amount >= 0 else ("input", -1)

    def _check_amount(self, key: Key, each: Mapping[str, Any]) -> None:
        amount = each.get("amount")
        if isinstance(amount, bool) or not _is_finite(amount):
            where = f"database '{key[0]}', process {key[1]}, link to {each['input'][1]}"
            self.mistakes.append(
                Mistake(f"an amount is {amount!r}, no number", where, "correct it in Brightway")
            )

    def _product(self, each: Mapping[str, Any]) -> tuple[str, str]:
        """Flow of an edge between processes, and its unit."""
        target: Key = each["input"]
        node = self.stored.nodes[target]
        own = self.keys[target]
        if each.get(
            "mf_artificial_code"
        ):  # not allocated yet: all functional edges lead to the process itself
            own = f"{own} {_text(each.get('desired_code')) or _text(each.get('name'))}"
        if own not in self.flows:
            name = (
                _text(node.get("reference product")) or _text(node.get("product")) or _text(node.get("name"))
            )
            unit = _text(node.get("unit"))
            if each.get("mf_artificial_code") or node.get("type") in ("multifunctional", "readonly_process"):
                name, unit = _text(each.get("name")) or name, _text(each.get("unit")) or unit
            if node.get("type") in ("product", "waste") and not node.get("processor"):
                name = _text(node.get("name")) or name
            self.flows[own] = SourceFlow(
                own, name or target[1], "product", "", unit or NO_UNIT, _classification(node),
                self._from_elsewhere(target, node), keeps_unit=True,
            )  # fmt: skip
        return own, self.flows[own].unit

    def _from_elsewhere(self, target: Key, node: Mapping[str, Any]) -> str:
        if target[0] in self.whole:
            return ""
        place = f", {node['location']}" if node.get("location") else ""
        return f"made in database '{target[0]}': {_text(node.get('name'))}{place} (code {target[1]})"

    def _count_link(self, target: Key) -> None:
        if target[0] not in self.whole:
            self.uses[target] += 1

    def _elementary(self, target: Key) -> tuple[str, bool]:
        if target not in self.elementary:
            self.elementary[target] = self._read_elementary(target)
        return self.elementary[target]

    def _read_elementary(self, target: Key) -> tuple[str, bool]:
        node = self.stored.nodes[target]
        own = self.keys[target]
        categories = [_text(each) for each in node.get("categories") or ()]
        is_resource = node.get("type") == "natural resource" or (
            bool(categories) and categories[0].lower().startswith("natural resource")
        )
        if own not in self.flows:
            self.flows[own] = SourceFlow(
                own, _text(node.get("name")), "elementary", "", _text(node.get("unit")) or NO_UNIT,
                "/".join(categories), cas=_text(node.get("CAS number")),
            )  # fmt: skip
        return own, is_resource

    # -- parameters and what is told --------------------------------------------------------------------

    def _parameters(self, *levels: str, owner: Key | None = None) -> Iterator[SourceParameter]:
        for each in self.stored.parameters:
            if each.level in levels and (owner is None or each.owner == owner):
                yield self._parameter(each)

    def _parameter(self, each: StoredParameter) -> SourceParameter:
        process = self.keys.get(each.owner, "") if each.level == "activity" else ""
        value = float(each.amount) if each.amount is not None else 0.0
        comment = _text(each.data.get("comment") or each.data.get("description"))
        return SourceParameter(
            each.name, process, value, _in_common(each.formula), distribution_of(each.data), comment
        )

    def _said(self) -> Iterator[Text]:
        counts = self.counts
        if self.stored.place.generation == "2":
            yield OLDER.text()
        for name, sentence in (("implicit", IMPLICIT), ("first", FIRST), ("allocated", ALLOCATED)):
            if counts[name]:
                yield sentence.text(count=counts[name])
        if self.idle:
            yield NOTHING_MADE.text(count=len(self.idle), names="; ".join(self.idle[:MOST_NAMED]))
        for name in self.stored.names:
            if name != self.database:
                count = sum(key[0] == name for key in self.stored.exchanges)
                yield INCLUDED.text(database=name, processes=count)
        by_database: dict[str, list[int]] = defaultdict(list)
        for (name, _), count in self.uses.items():
            by_database[name].append(count)
        for name, uses in by_database.items():
            yield LINKED.text(database=name, activities=len(uses), uses=sum(uses))
        if counts["other_units"]:
            yield OTHER_UNITS.text(count=counts["other_units"])
        yield from self.properties.said()
        if self.stored.not_loaded:
            named = ", ".join(
                f"{name} {count}" for name, count in self.stored.not_loaded.most_common(MOST_NAMED)
            )
            yield NOT_LOADED.text(names=named)


def _may_be_implicit(node: Mapping[str, Any]) -> bool:
    """Whether a process without a production edge makes itself; bw_functional says which ones make nothing."""
    return node.get("type") not in ("nonfunctional", "multifunctional")


def _amount(exchange: Mapping[str, Any]) -> float:
    amount = exchange.get("amount")
    return float(amount) if _is_finite(amount) else 0.0  # type: ignore[arg-type]  # told by _check_amount


def _is_finite(amount: object) -> bool:
    try:
        number = float(amount)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return False
    return number - number == 0


def _text(stated: object) -> str:
    """A text field, spaces at its ends and bytes that are no text taken off; other values as they print."""
    return "" if not stated else " ".join(str(stated).split())


def _classification(node: Mapping[str, Any]) -> str:
    """First classification of a node, for the stages of a mapping."""
    found = node.get("classifications") or ()
    first = next(iter(found), None) if isinstance(found, list | tuple) else None
    return _text(first[-1]) if isinstance(first, list | tuple) and first else ""


def _in_common(formula: str) -> str:
    """A formula of asteval in the words in which all formats hand theirs over: ``^`` for powers, ``ln``.

    Examples
    --------
    >>> _in_common("log(load) * 2**3")
    'ln(load) * 2^3'
    """
    return formula and re.sub(r"\blog\s*\(", "ln(", formula.replace("**", "^"))
