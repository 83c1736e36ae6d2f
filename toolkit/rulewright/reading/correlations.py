"""Check the correlations of an inventory: what they name, and that they can hold together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from rulewright.correlation import cholesky, normal_coefficients
from rulewright.errors import Mistake
from rulewright.inventory import Correlation, InventoryFile
from rulewright.reading.validation import did_you_mean
from rulewright.reading.yaml_nodes import Document, Path_


def check_correlations(
    files: Sequence[tuple[InventoryFile, Document]],
    uncertain: Mapping[str, bool],
    dropped: AbstractSet[str] = frozenset(),
) -> None:
    """Add the mistakes of all correlations to their documents.

    Parameters
    ----------
    uncertain
        Id of every number of the inventory to whether it states an uncertainty.
    dropped
        Ids of items that have mistakes of their own: that their numbers are missing is no mistake.
    """
    grouped: set[str] = set()
    for file, document in files:
        for number, group in enumerate(file.correlations):
            path: Path_ = ("correlations", number)
            seen: set[str] = set()
            for place, stated in enumerate(group.quantities):
                identity = stated.split("[", 1)[0]  # all windows of one price series are one number
                where = document.where((*path, "quantities", place), "correlation")
                document.mistakes += _mistakes(identity, where, seen, grouped, uncertain, dropped)
                seen.add(identity)
            grouped |= seen
            if cholesky(normal_coefficients(group.coefficients, group.kind)) is None:
                where = document.where((*path, "rho" if group.rho is not None else "matrix"), "correlation")
                document.mistakes.append(_impossible(group, where))


def _mistakes(
    identity: str,
    where: str,
    seen: AbstractSet[str],
    grouped: AbstractSet[str],
    uncertain: Mapping[str, bool],
    dropped: AbstractSet[str],
) -> list[Mistake]:
    if identity not in uncertain:
        names = identity.replace("/", ".").replace(":", ".").split(".")
        if any(name in dropped for name in names):
            return []
        near = did_you_mean(identity, [name for name, is_uncertain in uncertain.items() if is_uncertain])
        mend = f"write its id as results do, e.g. parameter.coke, works/input/ore, coke.price{near}"
        return [Mistake(f"no quantity '{identity}'", where, mend)]
    if not uncertain[identity]:
        mend = "state one, or correlate the parameters of its formula"
        return [Mistake(f"'{identity}' states no uncertainty of its own", where, mend)]
    if identity in seen:
        return [Mistake(f"'{identity}' stands twice in one correlation", where, "name each quantity once")]
    if identity in grouped:
        mend = "put all that vary together into one correlation, with a matrix"
        return [Mistake(f"'{identity}' stands in two correlations", where, mend)]
    return []


def _impossible(group: Correlation, where: str) -> Mistake:
    what = "these correlations cannot hold together: the matrix is not positive definite"
    if group.rho is None:
        return Mistake(what, where, "make the coefficients smaller, or measure all of them on the same data")
    count = len(group.quantities)
    least = f"{-1 / (count - 1):.3g}"
    return Mistake(what, where, f"{count} quantities that share one coefficient need one of at least {least}")
