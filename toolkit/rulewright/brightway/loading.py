"""A database compiled for draws, kept: the order of its processes is found once, not at every study."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from rulewright.brightway.kept_arrays import cache_directory, code_hash, forget_oldest, read_kept, write_kept
from rulewright.engine.background import BackgroundData, CompiledBackground
from rulewright.engine.kernels import kernels

if TYPE_CHECKING:
    from rulewright.brightway.packages import Database

MOST = 12  # compiled backgrounds that are kept, some 30 MB each for 20,000 processes


def ready_background(
    database: Database,
    factors: Mapping[str, Mapping[int, float]],
    products: Sequence[int],
    *,
    keep: bool = True,
) -> CompiledBackground:
    """Compile a database, or take what was compiled before of the same content, factors and products.

    Parameters
    ----------
    factors
        Indicator to {Brightway's number of a flow: factor} [kg CO2e per unit of flow].
    products
        Brightway's numbers of the processes whose unit impacts are wanted.
    keep
        Use the user's cache directory.

    Raises
    ------
    SingularSystemError
        If the database has no unique solution, or a process makes no product of its own.
    UncertaintyError
        If a distribution cannot be.
    """
    data = BackgroundData(database.name, database.technosphere, database.biosphere, database.codes, factors)
    if not keep:
        return CompiledBackground(data, products)
    made_from = {
        "content": database.digest, "products": list(products), "kernels": kernels().path, "code": code_hash(),
        "factors": {name: sorted(each.items()) for name, each in factors.items()},
    }  # fmt: skip
    name = hashlib.sha256(json.dumps(made_from).encode()).hexdigest()[:24]
    path = cache_directory() / "compiled" / f"{name}.npz"
    kept = read_kept(path, made_from)
    if kept is not None:
        return CompiledBackground.from_arrays(data, kept)
    compiled = CompiledBackground(data, products)
    write_kept(path, made_from, compiled.to_arrays())
    forget_oldest(path.parent, MOST)
    return compiled
