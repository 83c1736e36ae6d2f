"""Generate a background of ecoinvent's shape: seeded, no data of anybody, shares in value terms scaled to units.

Heavy-tailed in rows, columns and sizes; one strong component; the loops' spectral radius is set; three quarters of
the exchanges lognormal. Suppliers are hubs, processes of the same sector or (rarely) anybody, never uniform: else LU
fills in as it does for no real database.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from rulewright.engine.background import EXCHANGE_TYPE, BackgroundData

LOGNORMAL, NO_UNCERTAINTY = 2, 1  # stats_arrays' numbers
FLOWS = 8  # characterised elementary flows
SECTOR = 60  # processes


@dataclass(frozen=True)
class Shape:
    """What is asked of the generator; the defaults are those of a large public life-cycle database."""

    processes: int = 23_500
    inputs: float = 15.9  # mean number of inputs of a process
    emissions: float = 4.55  # mean number of characterised emissions of a process
    radius: float = 0.71  # spectral radius of the loops in value terms
    never_used: float = 0.09  # share of processes whose product nobody uses
    uncertain: float = 0.75
    seed: int = 1


def generate(shape: Shape | None = None) -> BackgroundData:
    """Build the exchanges of a background.

    Returns
    -------
    BackgroundData
        Processes and products have the numbers 0 .. processes - 1, elementary flows follow.
    """
    shape = shape or Shape()
    random = np.random.default_rng(shape.seed)
    rows, columns, shares = _shares(shape, random)
    size = shape.processes
    worth = random.lognormal(0.0, 5.0, size)  # kg CO2e per unit of product: units and sizes differ by orders
    made = np.where(random.random(size) < 0.9, 1.0, random.lognormal(0.0, 4.0, size))
    amounts = shares * worth[columns] * made[columns] / worth[rows]
    inputs = _exchanges(rows, columns, amounts, -1.0, shape, random)
    products = np.zeros(size, dtype=EXCHANGE_TYPE)
    products["row"] = products["column"] = np.arange(size)
    products["amount"], products["sign"], products["kind"] = made, 1.0, NO_UNCERTAINTY
    products["loc"] = made
    for field in ("scale", "shape", "minimum", "maximum"):
        products[field] = np.nan
    within = np.bincount(columns, weights=shares, minlength=size)
    direct = np.maximum(1.0 - within, 0.02) * worth * made
    count = 1 + random.poisson(shape.emissions - 1.0, size)
    owners = np.repeat(np.arange(size), count)
    weights = random.lognormal(0.0, 2.0, len(owners))
    weights /= np.bincount(owners, weights=weights, minlength=size)[owners]
    factors = np.array([1.0, 1.0, 1.0, 29.8, 27.0, 273.0, 1526.0, 25200.0])
    flow = random.integers(0, FLOWS, len(owners))
    emissions = _exchanges(size + flow, owners, weights * direct[owners] / factors[flow], 1.0, shape, random)
    codes = {number: f"process-{number}" for number in range(size)}
    codes |= {size + number: f"flow-{number}" for number in range(FLOWS)}
    return BackgroundData(
        name=f"generated-{size}",
        technosphere=np.concatenate([products, inputs]),
        biosphere=emissions,
        codes=codes,
        factors={"gwp": {size + number: float(factor) for number, factor in enumerate(factors)}},
    )


def _shares(shape: Shape, random: np.random.Generator) -> tuple[Any, Any, Any]:
    """Supplier, user and share in the user's score of every input.

    Sectors of some sixty processes, each with a hub at its end that others buy from: suppliers are hubs (by a heavy-
    tailed popularity), processes further up in the sector, and rarely anybody.
    """
    size = shape.processes
    count = np.maximum(np.round(random.lognormal(np.log(shape.inputs) - 0.32, 0.8, size)), 1.0).astype(int)
    count = np.minimum(count, size // 4)
    hubs = np.arange(SECTOR - 1, size, SECTOR)
    core = random.permutation(hubs)[: max(4, len(hubs) // 7)]
    popular = np.concatenate([core, np.setdiff1d(hubs, core)])
    popularity = 1.0 / (np.arange(len(popular)) + 1.5) ** 1.1
    popularity /= popularity.sum()
    count[core] = 0
    columns = np.repeat(np.arange(size), count)
    total = len(columns)
    kind = random.random(total)
    away = 1 + np.abs(np.round(random.standard_t(1.5, total) * 3)).astype(np.int64)
    back = (kind >= 0.94) & (kind < 0.996)
    place = columns % SECTOR
    near = columns - place + np.where(back, (place + away) % SECTOR, np.maximum(place - away, 0))
    rows = np.where(
        kind < 0.45, popular[random.choice(len(popular), total, p=popularity)], np.minimum(near, size - 1)
    )
    rows = np.where(kind >= 0.996, random.integers(0, size, total), rows)
    never = random.random(size) < shape.never_used
    never[hubs] = False
    kept = ~never[rows]
    rows, columns, back = rows[kept], columns[kept], back[kept]
    among = np.repeat(core, min(len(core) - 1, 25))
    within_sector = np.repeat(core, 3)
    rows = np.concatenate(
        [
            rows,
            core[random.integers(0, len(core), len(among))],
            within_sector - random.integers(1, 12, len(within_sector)),
        ]
    )
    columns = np.concatenate([columns, among, within_sector])
    back = np.concatenate([back, np.zeros(len(among) + len(within_sector), dtype=bool)])
    pairs, first = np.unique(np.stack([rows, columns], axis=1), axis=0, return_index=True)
    other = pairs[:, 0] != pairs[:, 1]
    (rows, columns), back = pairs[other].T, back[first][other]
    inside = np.isin(columns, core)
    size_of = random.lognormal(0.0, np.where(inside, 1.0, 2.5))
    within = np.clip(random.beta(4.0, 2.0, size), 0.05, 0.95)
    within[hubs] *= 0.6
    within[core] = 1.0
    shares = size_of / np.bincount(columns, weights=size_of, minlength=size)[columns] * within[columns]
    shares *= np.where(back, 0.05, 1.0) * np.where(np.isin(rows, hubs) & ~np.isin(rows, core), 0.4, 1.0)
    return rows, columns, _with_radius(rows, columns, shares, inside, shape)


def _with_radius(rows: Any, columns: Any, shares: Any, inside: Any, shape: Shape) -> Any:
    """Scale the inputs of the core (in real databases: power, fuels, transport) so that the loops have the radius."""
    low, high = 0.0, 1.0
    for _ in range(20):
        middle = (low + high) / 2
        if _radius(rows, columns, np.where(inside, middle * shares, shares), shape.processes) < shape.radius:
            low = middle
        else:
            high = middle
    return np.where(inside, low * shares, shares)


def _radius(rows: Any, columns: Any, shares: Any, size: int) -> float:
    """Spectral radius of a non-negative matrix by power iteration."""
    vector = np.ones(size)
    radius = 0.0
    for _ in range(60):
        following = np.bincount(columns, weights=shares * vector[rows], minlength=size)
        radius = float(following.max())
        vector = following / radius
    return radius


def _exchanges(
    rows: Any, columns: Any, amounts: Any, sign: float, shape: Shape, random: np.random.Generator
) -> Any:
    found = np.zeros(len(rows), dtype=EXCHANGE_TYPE)
    uncertain = random.random(len(rows)) < shape.uncertain
    spread = random.gamma(2.0, 0.1, len(rows)) + 0.02
    found["row"], found["column"], found["amount"], found["sign"] = rows, columns, amounts, sign
    found["kind"] = np.where(uncertain, LOGNORMAL, NO_UNCERTAINTY)
    found["loc"] = np.where(uncertain, np.log(amounts), amounts)
    found["scale"] = np.where(uncertain, spread, np.nan)
    for field in ("shape", "minimum", "maximum"):
        found[field] = np.nan
    return found
