"""The order of sweeps: suppliers first, little weight backward, the same everywhere."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from rulewright.engine.ordering import order_nodes


def _place(nodes: np.ndarray) -> np.ndarray:
    place = np.empty(len(nodes), dtype=int)
    place[nodes] = np.arange(len(nodes))
    return place


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=40),
    st.randoms(use_true_random=False),
)
def test_suppliers_stand_before_users_except_inside_loops(
    links: list[tuple[int, int]], random: object
) -> None:
    links = [link for link in links if link[0] != link[1]]
    suppliers = np.array([link[0] for link in links], dtype=np.int64)
    users = np.array([link[1] for link in links], dtype=np.int64)
    order = order_nodes(12, suppliers, users, np.ones(len(links)))
    assert sorted(order.nodes.tolist()) == list(range(12))
    loop = np.searchsorted(order.components, _place(order.nodes), side="right")
    assert (loop[suppliers] <= loop[users]).all()


def test_a_chain_has_no_backward_link() -> None:
    numbers = np.random.default_rng(1).permutation(50)
    order = order_nodes(50, numbers[:-1], numbers[1:], np.ones(49))
    assert order.nodes.tolist() == numbers.tolist()
    assert order.backward == 0


def test_a_loop_is_cut_at_its_weakest_link() -> None:
    order = order_nodes(3, np.array([0, 1, 2]), np.array([1, 2, 0]), np.array([5.0, 4.0, 0.1]))
    assert order.nodes.tolist() == [0, 1, 2]
    assert order.components.tolist() == [0, 3]
    assert abs(order.backward - 0.1 / 9.1) < 1e-12
