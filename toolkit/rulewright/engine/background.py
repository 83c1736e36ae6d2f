"""A background whose every exchange is uncertain: unit impacts of its products, draw by draw.

One transposed solve a draw gives the unit impacts of all products at once, for every rule, product and demand. The
pattern is fixed once, values are rewritten in place, eight draws go together.
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from rulewright.engine.compiled import NOT_PRODUCTIVE
from rulewright.engine.errors import UncertaintyError
from rulewright.engine.exchange_draws import (
    EXCHANGE_TYPE,
    Group,
    check_distributions,
    group_exchanges,
    identities,
    is_uncertain,
    key_hashes,
)
from rulewright.engine.kernels import LANES, Kernels, aligned, kernels
from rulewright.engine.ordering import Order, order_nodes
from rulewright.engine.sweeps import Pattern, signs_under_unit_burdens, solve, solve_forward
from rulewright.errors import SingularSystemError

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Bytes = npt.NDArray[np.uint8]
    Ints = npt.NDArray[np.int64]

__all__ = ["EXCHANGE_TYPE", "BackgroundData", "Block", "CompiledBackground"]

MEAN_SWEEPS = 400  # for the central values, once
DIGITS = 24  # bits that are kept of the start vector: beyond them, libraries differ
SHOWN = 5
MOST_THREADS = 8  # by default: each holds the numbers of eight draws, and they share the memory's speed
Progress = Callable[[int, int], None]
# what compiling finds, as arrays
_COMPILED = (
    "tech_exchanges", "bio_exchanges", "position", "tech_target", "bio_target", "bio_factor", "_mean", "start", "wanted",
)  # fmt: skip
_PATTERN = ("components", "starts", "suppliers", "scale")


@dataclass(frozen=True)
class BackgroundData:
    """A background database as plain arrays.

    Attributes
    ----------
    name
        For messages.
    technosphere, biosphere
        Exchanges, see :data:`rulewright.engine.exchange_draws.EXCHANGE_TYPE`; technosphere rows are products, columns
        processes, biosphere rows elementary flows.
    codes
        Id of a process, product or flow to a text that stays the same in every copy of the database.
    factors
        Indicator to {elementary flow id: factor} [kg CO2e per unit of flow]; other flows are not counted.
    """

    name: str
    technosphere: Any
    biosphere: Any
    codes: Mapping[int, str]
    factors: Mapping[str, Mapping[int, float]]
    known_hash: str = ""  # of the same content, computed before

    @cached_property
    def hash(self) -> str:
        """SHA-256 of what decides numbers: every exchange with the codes of its ends, and the factors."""
        if self.known_hash:
            return self.known_hash
        digest = hashlib.sha256()
        for exchanges in (self.technosphere, self.biosphere):
            names = np.array([each.encode() for each in identities(exchanges, self.codes)], dtype=object)
            order = np.argsort(names, kind="stable")
            digest.update(b"\0".join(names[order].tolist()))
            for field in (
                "amount",
                "sign",
                "kind",
                "loc",
                "scale",
                "shape",
                "minimum",
                "maximum",
                "negative",
            ):
                digest.update(np.ascontiguousarray(exchanges[field][order]).tobytes())
        factors = {
            name: sorted((str(self.codes.get(flow, flow)), factor) for flow, factor in each.items())
            for name, each in self.factors.items()
        }
        digest.update(json.dumps(factors, sort_keys=True).encode())
        return digest.hexdigest()


@dataclass(frozen=True)
class Block:
    """Draws of a background.

    Attributes
    ----------
    unit_impacts_kg_co2e : (draws, products, indicators)
        kg CO2e per unit of each wanted product.
    status : (draws,) uint8
        See :class:`rulewright.engine.compiled.Block`.
    residuals : (draws,)
        Componentwise backward error [1], the largest over the indicators.
    sweeps : (draws,)
        Sweeps of the slowest loop, the most over the indicators.
    """

    unit_impacts_kg_co2e: Floats
    status: Bytes
    residuals: Floats
    sweeps: Ints


@dataclass(frozen=True)
class Gradients:
    """How each exchange moves the unit impact of one product.

    Attributes
    ----------
    technosphere_exchanges, biosphere_exchanges
        The exchanges that the products draw on, as :data:`rulewright.engine.exchange_draws.EXCHANGE_TYPE`.
    technosphere_kg_co2e, biosphere_kg_co2e : (exchanges,)
        Derivatives with respect to the amounts [kg CO2e per unit of product and unit of the exchange].
    unit_impact_kg_co2e
        kg CO2e per unit of the product.
    """

    technosphere_exchanges: Any
    biosphere_exchanges: Any
    technosphere_kg_co2e: Floats
    biosphere_kg_co2e: Floats
    unit_impact_kg_co2e: float

    @property
    def elasticities(self) -> tuple[Floats, Floats]:
        """Relative change of the unit impact per relative change of each amount [1]: technosphere, biosphere."""
        return (
            self.technosphere_kg_co2e * self.technosphere_exchanges["amount"] / self.unit_impact_kg_co2e,
            self.biosphere_kg_co2e * self.biosphere_exchanges["amount"] / self.unit_impact_kg_co2e,
        )


class CompiledBackground:
    """A background, ready for draws.

    Parameters
    ----------
    data
        Exchanges and factors.
    products
        Ids of the products whose unit impacts are wanted, in this order; default: all. Only what they draw on is
        drawn and solved.
    path
        "numba" or "numpy"; default: see :func:`rulewright.engine.kernels.kernels`.

    Raises
    ------
    SingularSystemError
        If products depend on each other without a net output, or nobody makes one; names some.
    UncertaintyError
        If a distribution cannot be; names the exchanges.
    """

    def __init__(self, data: BackgroundData, products: Sequence[int] | None = None, path: Any = None) -> None:
        self.data = data
        self.kernels: Kernels = kernels(path)
        self.where = f"background '{data.name}'"
        system = _System(data, products, self.where)
        self.products, self.indicators = system.products, tuple(data.factors)
        self.tech_exchanges, self.bio_exchanges = system.technosphere, system.biosphere
        check_distributions(self.tech_exchanges, self._namer(self.tech_exchanges), self.where)
        check_distributions(self.bio_exchanges, self._namer(self.bio_exchanges), self.where)
        self._last: _Source | None = None
        self._order(system)
        self.wanted = self.position[[system.place_of_product[product] for product in self.products]]

    def __getstate__(self) -> dict[str, Any]:
        """What another process needs: all but the buffers of this one's threads."""
        return {**self.__dict__, "_last": None}

    def to_arrays(self) -> dict[str, Any]:
        """All that compiling has found, for :meth:`from_arrays`."""
        found = {name: getattr(self, name) for name in _COMPILED} | {
            f"pattern_{name}": getattr(self.pattern, name) for name in _PATTERN
        }
        found |= {"products": np.array(self.products, dtype=np.int64), "backward": np.array(self.backward)}
        found["hash"] = np.frombuffer(self.data.hash.encode(), dtype=np.uint8)
        return found if self.usual is None else {**found, "usual": self.usual}

    @classmethod
    def from_arrays(
        cls, data: BackgroundData, arrays: Mapping[str, Any], path: Any = None
    ) -> CompiledBackground:
        """The background that :meth:`to_arrays` was called on, without compiling it again; ``data`` is the same."""
        self = cls.__new__(cls)
        self.data = replace(data, known_hash=arrays["hash"].tobytes().decode())
        self.kernels = kernels(path)
        self.where = f"background '{data.name}'"
        self.products, self.indicators = tuple(arrays["products"].tolist()), tuple(data.factors)
        for name in _COMPILED:
            setattr(self, name, arrays[name])
        self.pattern = Pattern(*(arrays[f"pattern_{name}"] for name in _PATTERN))
        self.backward, self.usual = float(arrays["backward"]), arrays.get("usual")
        self._last = None
        return self

    @property
    def hash(self) -> str:
        """SHA-256 of content, order and scale: what decides every bit beside seed and draw index."""
        digest = hashlib.sha256(self.data.hash.encode())
        for part in (self.pattern.components, self.pattern.suppliers, self.pattern.scale, self.start):
            digest.update(np.ascontiguousarray(part).tobytes())
        return digest.hexdigest()

    @property
    def mean_kg_co2e(self) -> Floats:
        """Unit impacts (products, indicators) at the central amounts [kg CO2e per unit]."""
        return self._mean[:, self.wanted].T

    @cached_property
    def facts(self) -> dict[str, Any]:
        """What was compiled: numbers of processes, exchanges and uncertain ones, backward weight of the order."""
        return {
            "processes": self.pattern.size,
            "technosphere_exchanges": len(self.tech_exchanges),
            "biosphere_exchanges": len(self.bio_exchanges),
            "uncertain_exchanges": int(
                is_uncertain(self.tech_exchanges).sum() + is_uncertain(self.bio_exchanges).sum()
            ),
            "links": len(self.pattern.suppliers),
            "largest_loop": int(np.diff(self.pattern.components).max(initial=0)),
            "backward_weight": self.backward,
        }

    def draw(self, start: int, stop: int, seed: int, threads: int | None = None) -> Block:
        """Unit impacts in the draws start..stop-1.

        Parameters
        ----------
        seed
            Integer, 0 .. 2^64 - 1.
        threads
            Blocks of eight draws that are solved at the same time; default: the number of processors, at most 8.
        """
        blocks = list(self.blocks(start, stop, seed, threads))
        return Block(
            np.concatenate([each.unit_impacts_kg_co2e for each in blocks]),
            np.concatenate([each.status for each in blocks]),
            np.concatenate([each.residuals for each in blocks]),
            np.concatenate([each.sweeps for each in blocks]),
        )

    def blocks(self, start: int, stop: int, seed: int, threads: int | None = None) -> Iterator[Block]:
        """The same, block by block, in order."""
        firsts = range(start - start % LANES, stop, LANES)
        source = self._source(seed)
        count = max(1, min(threads or min(os.cpu_count() or 1, MOST_THREADS), len(firsts)))

        def part(first: int) -> Block:
            block = self._solve(*source.fill(first))
            some = slice(max(start - first, 0), min(stop - first, LANES))
            return Block(
                block.unit_impacts_kg_co2e[some],
                block.status[some],
                block.residuals[some],
                block.sweeps[some],
            )

        if count == 1:
            yield from map(part, firsts)
            return
        with ThreadPoolExecutor(count) as pool:
            yield from pool.map(part, firsts)

    def gradients(self, product: int, indicator: str | None = None) -> Gradients:
        """Derivative of a product's unit impact with respect to every exchange, at the central amounts.

        Parameters
        ----------
        product
            One of :attr:`products`.
        indicator
            One of :attr:`indicators`; default: the first.

        Notes
        -----
        One forward solve beside the scores that are there already: an input's derivative is the supply of its
        process times the score of what it takes [kg CO2e per unit of the exchange].
        """
        number = 0 if indicator is None else self.indicators.index(indicator)
        demand = np.zeros(self.pattern.size)
        demand[self.wanted[self.products.index(product)]] = 1.0
        links = len(self.pattern.suppliers)
        entries = self._central()[0][:, 0]
        supply = solve_forward(self.pattern, entries[:links], entries[links:], demand)
        if supply is None:
            raise SingularSystemError(
                "the background is singular: products depend on each other without a net output", self.where,
                "check the amounts in its loops: together these processes use all that they make",
            )  # fmt: skip
        score = self._mean[number]
        rows = np.concatenate([self.pattern.suppliers, np.arange(self.pattern.size)])[self.tech_target]
        columns = np.concatenate([self.pattern.users, np.arange(self.pattern.size)])[self.tech_target]
        technosphere = -self.tech_exchanges["sign"] * score[rows] * supply[columns]
        biosphere = self.bio_exchanges["sign"] * self.bio_factor[number] * supply[self.bio_target]
        return Gradients(
            self.tech_exchanges, self.bio_exchanges, technosphere, biosphere, float(score @ demand)
        )

    def _source(self, seed: int) -> _Source:
        """Where draws of a seed come from; the last one is kept, because naming every exchange takes a second."""
        if self._last is None or self._last.seed != seed:
            self._last = _Source(self, seed)
        return self._last

    def _solve(self, entries: Floats, rights: Floats) -> Block:
        links = len(self.pattern.suppliers)
        values, diagonal = entries[:links], entries[links:]
        solved = solve(self.kernels, self.pattern, values, diagonal, rights, self.start, usual=self.usual)
        return Block(
            solved.y[self.wanted].transpose(2, 0, 1),
            solved.status.max(axis=0),
            np.fmax.reduce(solved.residual, axis=0),
            solved.sweeps.max(axis=0),
        )

    # -- compiling --------------------------------------------------------------------------------

    def _namer(self, exchanges: Any) -> Callable[[int], str]:
        return lambda place: identities(exchanges[place : place + 1], self.data.codes)[0]

    def _order(self, system: _System) -> None:
        """Fix order, pattern, scale and start from the solution at the central amounts."""
        off = system.tech_row != system.tech_column
        suppliers, users = system.tech_row[off], system.tech_column[off]
        first = order_nodes(system.size, suppliers, users, np.ones(len(users)))
        self._fix_pattern(system, first, np.sign(system.production))
        entries, rights = self._central()
        mean = self._solve_mean(system, entries, rights)
        links = len(self.pattern.suppliers)
        score = np.abs(_rounded(mean)).max(axis=0, initial=0.0)
        weights = _weights(self.pattern, entries[:links, 0], entries[links:, 0], score)
        order = order_nodes(
            system.size, first.nodes[self.pattern.suppliers], first.nodes[self.pattern.users], weights
        )
        by_node, mean_by_node = np.empty_like(score), np.empty_like(mean)
        by_node[first.nodes], mean_by_node[:, first.nodes] = score, mean
        self._fix_pattern(system, order, np.sign(system.production) * _power(by_node))
        self.backward = order.backward
        self._mean = mean_by_node[:, order.nodes]
        self.start = _rounded(self._mean)
        self.usual = self._usual_signs()

    def _usual_signs(self) -> Floats | None:
        """Signs of scores under unit burdens at the mean, where credits may turn them; see :mod:`.sweeps`."""
        links, scale = len(self.pattern.suppliers), self.pattern.scale
        entries = self._central()[0][:, 0]
        of_input = entries[:links] * scale[self.pattern.suppliers] * scale[self.pattern.users] <= 0
        if of_input.all():
            return None
        return signs_under_unit_burdens(self.pattern, entries[:links], entries[links:])

    def _fix_pattern(self, system: _System, order: Order, scale: Floats) -> None:
        """Slots of the matrix in sweep order."""
        size = system.size
        self.position = np.empty(size, dtype=np.int64)
        self.position[order.nodes] = np.arange(size)
        rows, columns = self.position[system.tech_row], self.position[system.tech_column]
        off = rows != columns
        distinct, slot = np.unique(columns[off] * size + rows[off], return_inverse=True)
        starts = np.searchsorted(distinct, np.arange(size + 1) * size)
        self.pattern = Pattern(
            order.components, starts.astype(np.int64), (distinct % size).astype(np.uint32), scale[order.nodes]
        )
        self.tech_target = np.empty(len(rows), dtype=np.int64)
        self.tech_target[off] = slot
        self.tech_target[~off] = len(distinct) + rows[~off]
        self.bio_target = self.position[system.bio_column]
        self.bio_factor = system.bio_factor

    def _central(self) -> tuple[Floats, Floats]:
        """Entries (links + n, 8) and right sides (n, indicators, 8) at the central amounts, the same in all lanes."""
        size, links = self.pattern.size, len(self.pattern.suppliers)
        amounts = self.tech_exchanges["amount"] * self.tech_exchanges["sign"]
        entries = _sums(self.tech_target, weights=amounts, minlength=links + size)
        emitted = self.bio_exchanges["amount"] * self.bio_exchanges["sign"]
        rights = _right_sides(self.bio_target, emitted, self.bio_factor, size)
        return np.repeat(entries[:, None], LANES, axis=1), np.repeat(rights[:, :, None], LANES, axis=2)

    def _solve_mean(self, system: _System, entries: Floats, rights: Floats) -> Floats:
        """Scores (indicators, n) at the central amounts, in the present order."""
        links = len(self.pattern.suppliers)
        values, diagonal = entries[:links], entries[links:]
        if not (diagonal[:, 0] * self.pattern.scale > 0).all():
            names = system.names(np.flatnonzero(~(diagonal[:, 0] * self.pattern.scale > 0)), self.position)
            raise SingularSystemError(
                f"processes use up all that they make: {names}", self.where,
                "correct the own use in the database",
            )  # fmt: skip
        begin = (rights[:, :, 0] / diagonal[:, :1]).T
        solved = solve(self.kernels, self.pattern, values, diagonal, rights, begin, MEAN_SWEEPS)
        if (solved.status[:, 0] > NOT_PRODUCTIVE).any():
            raise SingularSystemError(
                "the background is singular: products depend on each other without a net output", self.where,
                "check the amounts in its loops: together these processes use all that they make",
            )  # fmt: skip
        return np.ascontiguousarray(solved.y[:, :, 0].T)


class _System:
    """Exchanges that the wanted products draw on, with local numbers of products."""

    def __init__(self, data: BackgroundData, products: Sequence[int] | None, where: str) -> None:
        tech = data.technosphere
        self.codes = data.codes
        processes, column = np.unique(tech["column"], return_inverse=True)
        maker = _makers(tech, processes, data, where)
        made = np.array(sorted(maker), dtype=np.int64)
        node = np.searchsorted(processes, [maker[product] for product in made.tolist()])
        place = np.searchsorted(made, tech["row"])
        place[place == len(made)] = 0
        unmade = np.flatnonzero(made[place] != tech["row"])
        if len(unmade):
            names = _names(
                data.codes.get(each, str(each)) for each in np.unique(tech["row"][unmade]).tolist()
            )
            raise SingularSystemError(
                f"nobody makes {names}", where, "choose the databases that this one draws on, too"
            )
        row = node[place]
        wanted = made.tolist() if products is None else list(products)
        unknown = [each for each in wanted if each not in maker]
        if unknown:
            raise UncertaintyError(
                f"the background does not make {_names(str(data.codes.get(each, each)) for each in unknown)}", where,
                "name products of its processes",
            )  # fmt: skip
        number = {process: place for place, process in enumerate(processes.tolist())}
        start = [number[maker[product]] for product in wanted]
        kept = _reached(len(processes), row, column, start)
        local = np.cumsum(kept) - 1
        inside = kept[column]
        self.technosphere = tech[inside]
        self.tech_row, self.tech_column = local[row[inside]], local[column[inside]]
        self.size = int(kept.sum())
        self.processes = processes[kept]
        outputs = (self.tech_row == self.tech_column) & (self.technosphere["sign"] > 0)
        self.production = _sums(
            self.tech_row[outputs], weights=self.technosphere["amount"][outputs], minlength=self.size
        )
        self.products = tuple(wanted)
        self.place_of_product = {product: int(local[at]) for product, at in zip(wanted, start, strict=True)}
        self._keep_characterised(data, number, kept, local)

    def names(self, positions: Ints, position: Ints) -> str:
        """Codes of the processes at these places of the sweep order."""
        back = np.empty(self.size, dtype=np.int64)
        back[position] = np.arange(self.size)
        return _names(str(self.codes.get(each, each)) for each in self.processes[back[positions]].tolist())

    def _keep_characterised(
        self, data: BackgroundData, number: Mapping[int, int], kept: Any, local: Ints
    ) -> None:
        """Emissions with a factor of processes that are kept; the rest never reaches a result."""
        bio = data.biosphere
        counted = {
            flow for factors in data.factors.values() for flow, factor in factors.items() if factor != 0
        }
        known = np.isin(bio["row"], np.array(sorted(counted), dtype=np.int64))
        processes = np.array(sorted(number), dtype=np.int64)
        place = np.minimum(np.searchsorted(processes, bio["column"]), len(processes) - 1)
        known &= processes[place] == bio["column"]
        known &= kept[place]
        self.biosphere = bio[known]
        self.bio_column = local[place[known]]
        flows, of = np.unique(self.biosphere["row"], return_inverse=True)
        factors = np.array(
            [[each.get(flow, 0.0) for each in data.factors.values()] for flow in flows.tolist()], dtype=np.float64
        ).reshape(len(flows), len(data.factors))  # fmt: skip
        self.bio_factor = factors[of]


class _Source:
    """Draws of all exchanges into the slots of the matrices; buffers belong to the thread that fills them."""

    def __init__(self, background: CompiledBackground, seed: int) -> None:
        self.seed, self.kernels = seed, background.kernels
        self.factors = background.bio_factor
        tech, bio = background.tech_exchanges, background.bio_exchanges
        self.tech_target, self.bio_target = background.tech_target, background.bio_target
        size, links = background.pattern.size, len(background.pattern.suppliers)
        certain = ~is_uncertain(tech)
        self.base = _sums(
            self.tech_target[certain],
            weights=(tech["amount"] * tech["sign"])[certain],
            minlength=links + size,
        )
        certain_bio = ~is_uncertain(bio)
        emitted = (bio["amount"] * bio["sign"])[certain_bio]
        base_right = _right_sides(self.bio_target[certain_bio], emitted, self.factors[certain_bio], size)
        self.base_right = np.repeat(base_right[:, :, None], LANES, axis=2)
        alone = np.bincount(self.tech_target, minlength=links + size)[self.tech_target] == 1
        none = np.empty((len(tech), 0))
        self.sole = self._groups(background, tech, ~certain & alone, self.tech_target, none)
        self.shared = self._groups(background, tech, ~certain & ~alone, self.tech_target, none)
        self.emitted = self._groups(background, bio, ~certain_bio, self.bio_target, self.factors)
        self.reset = np.unique(self.tech_target[~certain & ~alone])
        self.buffers = threading.local()

    def fill(self, start: int) -> tuple[Floats, Floats]:
        """Entries (links + n, 8) and right sides (n, indicators, 8) of the eight draws from ``start`` on.

        The arrays are the thread's own and are written again by its next call.
        """
        if not hasattr(self.buffers, "entries"):
            self.buffers.entries = aligned(len(self.base), LANES)
            self.buffers.entries[:] = self.base[:, None]
            self.buffers.rights = aligned(*self.base_right.shape)
        entries, rights = self.buffers.entries, self.buffers.rights
        entries[self.reset] = self.base[self.reset, None]
        rights[:] = self.base_right
        with np.errstate(all="ignore"):  # a draw that fails gets a status, not a warning
            for group, targets, _ in self.sole:
                for some, amounts in group.chunks(start):
                    self.kernels.put_rows(amounts, targets[some], entries)
            for group, targets, _ in self.shared:
                for some, amounts in group.chunks(start):
                    self.kernels.add_rows(amounts, targets[some], entries)
            for group, targets, factors in self.emitted:
                for some, amounts in group.chunks(start):
                    self.kernels.add_scaled_rows(amounts, factors[some], targets[some], rights)
        return entries, rights

    def _groups(
        self, background: CompiledBackground, exchanges: Any, chosen: Any, target: Ints, factors: Floats
    ) -> list[tuple[Group, Ints, Floats]]:
        """Groups of the chosen exchanges, their targets and factors, in the order of targets.

        Memory is then written from front to back.
        """
        places = np.flatnonzero(chosen)
        places = places[np.argsort(target[places], kind="stable")]
        keys = key_hashes(identities(exchanges[places], background.data.codes))
        groups = [
            Group(places[group.places], group.draw)
            for group in group_exchanges(exchanges[places], keys, self.seed, self.kernels, background.where)
        ]
        return [
            (group, target[group.places], np.ascontiguousarray(factors[group.places])) for group in groups
        ]


def _makers(tech: Any, processes: Ints, data: BackgroundData, where: str) -> dict[int, int]:
    """Product to the process that makes it: every process makes one product, every product has one maker."""
    outputs = tech[(tech["sign"] > 0) & (tech["amount"] != 0)]
    own = outputs[outputs["row"] == outputs["column"]]
    maker = {each: each for each in own["row"].tolist()}
    without = set(processes.tolist()) - set(maker)
    for row, column in zip(outputs["row"].tolist(), outputs["column"].tolist(), strict=True):
        if column in without and row not in maker:
            maker[row] = column
            without.discard(column)
    if without:
        names = _names(str(data.codes.get(each, each)) for each in sorted(without))
        raise SingularSystemError(
            f"no product of its own is made by {names}", where,
            "allocate or substitute processes with several outputs first: one product a process",
        )  # fmt: skip
    return maker


def _reached(size: int, row: Ints, column: Ints, start: Sequence[int]) -> npt.NDArray[np.bool_]:
    """Processes that the processes ``start`` draw on, and these (size,)."""
    order = np.argsort(column, kind="stable")
    starts = np.searchsorted(column[order], np.arange(size + 1))
    suppliers = row[order]
    found = np.zeros(size, dtype=bool)
    fresh = np.unique(np.array(start, dtype=np.int64))
    while len(fresh):
        found[fresh] = True
        parts = [suppliers[starts[each] : starts[each + 1]] for each in fresh.tolist()]
        reached = np.unique(np.concatenate(parts))
        fresh = reached[~found[reached]]
    return found


def _sums(places: Ints, weights: Floats, minlength: int) -> Floats:
    """Sums of the weights of each place; NumPy counts in integers where there are none."""
    return np.asarray(np.bincount(places, weights=weights, minlength=minlength), dtype=np.float64)


def _right_sides(places: Ints, emitted: Floats, factors: Floats, size: int) -> Floats:
    """Sums (size, indicators) of what is emitted (n,), times its factors (n, indicators), at its places (n,)."""
    return np.stack([_sums(places, emitted * factor, size) for factor in factors.T], axis=1)


def _weights(pattern: Pattern, entries: Floats, diagonal: Floats, score: Floats) -> Floats:
    """Part of the user's score that comes through each link (links,) [1]."""
    own = np.abs(diagonal) * score
    through = np.abs(entries) * score[pattern.suppliers]
    shares = np.divide(through, own[pattern.users], out=np.zeros(len(entries)), where=own[pattern.users] > 0)
    return np.asarray(shares)


def _power(sizes: Floats) -> Floats:
    """Power of two next above each size, 1 for zero."""
    _, exponents = np.frexp(np.where(sizes > 0, sizes, 1.0))
    return np.asarray(np.ldexp(1.0, exponents))


def _rounded(numbers: Floats) -> Floats:
    """Numbers with :data:`DIGITS` bits, so that the last bits of a library don't reach the draws."""
    mantissa, exponent = np.frexp(numbers)
    return np.asarray(np.ldexp(np.rint(mantissa * 2.0**DIGITS) * 2.0**-DIGITS, exponent))


def _names(names: Iterable[str]) -> str:
    every = list(names)
    rest = len(every) - SHOWN
    return ", ".join(f"'{name}'" for name in every[:SHOWN]) + (f" and {rest} more" if rest > 0 else "")
