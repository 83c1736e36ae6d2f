"""Small backgrounds with known answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from rulewright.engine.background import EXCHANGE_TYPE, BackgroundData

FLOW = 1_000
Link = tuple[int, int, float]


def table(rows: Sequence[tuple[int, int, float, float]], **fields: Any) -> Any:
    """Exchanges (row, column, amount, sign); certain unless ``fields`` say more."""
    found = np.zeros(len(rows), dtype=EXCHANGE_TYPE)
    for place, (row, column, amount, sign) in enumerate(rows):
        found[place]["row"], found[place]["column"] = row, column
        found[place]["amount"], found[place]["sign"] = amount, sign
        found[place]["position"] = sum(1 for other in rows[:place] if other[:2] == (row, column))
    found["kind"], found["loc"] = 1, found["amount"]
    for field in ("scale", "shape", "minimum", "maximum"):
        found[field] = np.nan
    for field, value in fields.items():
        found[field] = value
    return found


def lognormal(exchanges: Any, sd: float) -> Any:
    """The same exchanges, their inputs and emissions lognormal around their amounts."""
    found = exchanges.copy()
    moves = (found["row"] != found["column"]) & (found["amount"] != 0)
    found["kind"][moves], found["loc"][moves] = 2, np.log(np.abs(found["amount"][moves]))
    found["scale"][moves], found["negative"] = sd, found["amount"] < 0
    return found


def background(
    inputs: Sequence[Link],
    emissions: Mapping[int, float],
    sd: float = 0.0,
    made: Mapping[int, float] | None = None,
) -> BackgroundData:
    """Processes 0.. with inputs (supplier, user, amount) and emissions of one gas [kg CO2e]; lognormal if sd > 0."""
    made = made or {}
    size = 1 + max([*emissions, *(place for link in inputs for place in link[:2])])
    products = [(number, number, made.get(number, 1.0), 1.0) for number in range(size)]
    technosphere = table([*products, *((row, column, amount, -1.0) for row, column, amount in inputs)])
    biosphere = table([(FLOW, process, amount, 1.0) for process, amount in emissions.items()])
    if sd:
        technosphere, biosphere = lognormal(technosphere, sd), lognormal(biosphere, sd)
    codes = {number: f"bg|p{number}" for number in range(size)} | {FLOW: "bg|gas"}
    return BackgroundData("bg", technosphere, biosphere, codes, {"gwp": {FLOW: 1.0}})


def random_background(size: int, seed: int, radius: float, sd: float) -> BackgroundData:
    """A background with loops of the given spectral radius and inputs in units of very different size."""
    random = np.random.default_rng(seed)
    links = sorted({(int(a), int(b)) for a, b in random.integers(0, size, (5 * size, 2)) if a != b})
    shares = random.lognormal(0.0, 1.0, len(links))
    matrix = np.zeros((size, size))
    for (row, column), share in zip(links, shares, strict=True):
        matrix[column, row] = share
    shares *= radius / float(np.abs(np.linalg.eigvals(matrix)).max())
    worth = random.lognormal(0.0, 4.0, size)
    inputs = [
        (row, column, share * worth[column] / worth[row])
        for (row, column), share in zip(links, shares.tolist(), strict=True)
    ]
    return background(inputs, {number: float(worth[number]) for number in range(size)}, sd)


def dense_scores(data: BackgroundData) -> Any:
    """Unit impacts of all products at the central amounts, by a dense solution."""
    size = int(data.technosphere["column"].max()) + 1
    matrix, right = np.zeros((size, size)), np.zeros(size)
    np.add.at(
        matrix,
        (data.technosphere["row"], data.technosphere["column"]),
        data.technosphere["amount"] * data.technosphere["sign"],
    )
    np.add.at(right, data.biosphere["column"], data.biosphere["amount"])
    return np.linalg.solve(matrix.T, right)
