"""What the door needs to know of a rule-applied product system: nodes, entries, factors, demand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

IndexArray = NDArray[np.integer[Any]]
FloatArray = NDArray[np.float64]
Entries = tuple[IndexArray, IndexArray, FloatArray]


class SystemNode(Protocol):
    """One product of one process: a row and a column of the technosphere matrix."""

    @property
    def key(self) -> str:
        """``process|flow``, unique in the system."""

    @property
    def process(self) -> str:
        """Id of the process."""

    @property
    def flow(self) -> str:
        """Id of the product."""

    @property
    def unit(self) -> str:
        """Unit of the product, e.g. ``kg``."""

    @property
    def stage(self) -> str:
        """Life-cycle stage."""

    @property
    def name_zh(self) -> str:
        """Chinese name."""

    @property
    def name_en(self) -> str:
        """English name."""

    @property
    def location(self) -> str:
        """Location code, e.g. ``CN``."""


class SystemTerm(Protocol):
    """Where an entry comes from."""

    @property
    def matrix(self) -> Literal["technosphere", "biosphere"]:
        """Which matrix it belongs to."""

    @property
    def row(self) -> str:
        """Node key or elementary flow."""

    @property
    def column(self) -> str:
        """Node key."""

    @property
    def exchange(self) -> str | None:
        """Exchange of the unallocated inventory; None if a clause alone makes the entry."""

    @property
    def apart(self) -> str | None:
        """Item under which it is reported apart; such terms are not in the matrices."""


class MatrixSystem(Protocol):
    """A product system after a rule was applied: square, allocated, ready to solve."""

    @property
    def name(self) -> str:
        """Name for people."""

    @property
    def inventory_id(self) -> str:
        """Id of the inventory."""

    @property
    def rule_id(self) -> str:
        """Id of the rule."""

    @property
    def inventory_hash(self) -> str:
        """Hash of the inventory's content."""

    @property
    def rule_hash(self) -> str:
        """Hash of the rule's content."""

    @property
    def terms(self) -> Sequence[SystemTerm]:
        """What the entries are made of."""

    @property
    def nodes(self) -> Sequence[SystemNode]:
        """Nodes in matrix order, for rows and columns alike."""

    @property
    def elementary(self) -> Sequence[str]:
        """Ids of elementary flows in matrix order."""

    @property
    def characterisation(self) -> Mapping[str, float]:
        """Elementary flow to factor [kg CO2e per unit of flow]; a flow that is not listed is not counted."""

    @property
    def demand(self) -> Mapping[str, float]:
        """Node key to amount [unit of the node]."""

    def technosphere_entries(self, values: None = None) -> Entries:
        """Rows, columns, amounts: production positive, inputs negative; duplicates add up."""

    def biosphere_entries(self, values: None = None) -> Entries:
        """Rows in ``elementary``, columns in ``nodes``, amounts; duplicates add up."""


def system_label(system: MatrixSystem) -> str:
    """Say which system a message is about."""
    return f"inventory {system.inventory_id}, rule {system.rule_id}"


def node_label(node: SystemNode) -> str:
    """Name a product so that a person finds it in the inventory."""
    return f"'{node.flow}' of process '{node.process}'"


def list_some(items: Sequence[str], shown: int = 5) -> str:
    """List the first items and count the rest."""
    rest = len(items) - shown
    return ", ".join(items[:shown]) + (f" and {rest} more" if rest > 0 else "")
