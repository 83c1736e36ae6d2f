"""From an applied inventory to matrix terms: every multiplier, link and share becomes entries of a system."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from rulewright.errors import ApplicationError
from rulewright.inventory import Exchange, Quantity, UnitProcess
from rulewright.reading.elementary_flows import AIRCRAFT_SUFFIX, ElementaryFlow
from rulewright.reading.inventories import elementary_flows
from rulewright.steps.allocation import drawn_on, is_subdivided, replacement
from rulewright.steps.recycling import recycled_node
from rulewright.steps.shares import netted_loops
from rulewright.steps.state import Applied, Link, Recovered, Treatment
from rulewright.terms import WHOLE, Node, ProductSystem, Share, Term

POOL = "pool"  # process part of the node of a scrap pool
END_OF_LIFE = "end-of-life"


def assemble(applied: Applied) -> ProductSystem:
    """Build the product system of the study's product (kept with the applied inventory)."""
    if applied.kept_system is None:
        object.__setattr__(applied, "kept_system", _Assembler(applied).build())
    assert applied.kept_system is not None
    return applied.kept_system


class _Assembler:
    def __init__(self, applied: Applied) -> None:
        self.applied = applied
        self.inventory = applied.inventory
        self.nodes: dict[str, Node] = {}
        self.terms: list[Term] = []
        self.quantities: dict[str, Quantity] = {}
        self.elementary: dict[str, None] = {}
        self.pools: dict[str, None] = {}
        self.known_shares: set[int] = set()

    def build(self) -> ProductSystem:
        applied = self.applied
        for process in used_processes(applied):
            self._add_process(process)
        demand = {f"{applied.process}|{applied.product}": applied.amount}
        for recovered in applied.recovered:
            demand[self._recovered_node(recovered)] = -recovered.amount
        for flow in list(self.pools):
            self._add_pool(flow)
        self._add_copies_without_scrap()
        known = elementary_flows()
        elementary = tuple(self.elementary)
        drawn = {
            identity: applied.factor_quantities[identity]
            for identity in elementary
            if identity in applied.factor_quantities
        }
        self.quantities |= {quantity.id: quantity for quantity in drawn.values()}
        return ProductSystem(
            name=f"{self.inventory.id} | {applied.rule.id}",
            inventory_id=self.inventory.id,
            inventory_hash=self.inventory.hash,
            rule_id=applied.rule.id,
            rule_hash=applied.rule.hash,
            nodes=tuple(self.nodes.values()),
            elementary=elementary,
            kinds={identity: kind_of(identity, known) for identity in elementary},
            characterisation={
                identity: applied.characterisation.get(identity, 0.0) for identity in elementary
            },
            terms=tuple(self.terms),
            quantities=self.quantities,
            demand=demand,
            apart=applied.apart,
            apart_factors={
                identity: applied.apart_factors[identity]
                for identity in elementary
                if identity in applied.apart_factors
            },
            gases={identity: gas_of(identity, known) for identity in elementary},
            factor_quantities={identity: quantity.id for identity, quantity in drawn.items()},
        )

    # -- one process ------------------------------------------------------------------------------

    def _add_process(self, process: UnitProcess) -> None:
        if is_subdivided(self.applied, process):
            for output in process.outputs:
                treatment = self._treatment(output)
                if treatment is not None and treatment.kind == "alias":
                    key = self._node(process, output.flow)
                    self._one(key)
                    self._constant(f"{treatment.part}|{output.flow}", key, -1.0)
            return
        carriers = [
            (output, treatment.share)
            for output in process.outputs
            if (treatment := self._treatment(output)) and treatment.kind == "share"
        ]
        for output, share in carriers:
            key = self._node(process, output.flow)
            self._amount("technosphere", key, key, output, 1.0, 1.0, WHOLE)
            for loop in netted_loops(self.applied, output):
                self._amount("technosphere", key, key, loop, -1.0, 1.0, WHOLE)
            self._add_burdens(process, key, share)
        for output in process.outputs:
            treatment = self._treatment(output)
            if treatment is not None and treatment.kind != "share":
                self._add_side_output(process, output, treatment, carriers)

    def _add_burdens(self, process: UnitProcess, column: str, share: Share) -> None:
        applied = self.applied
        for entered in process.inputs:
            if entered.id in applied.netted or entered.quantity is None:
                continue
            if entered.id in applied.gaps or entered.id in applied.cut:
                continue
            constant, apart = self._constant_and_place(entered)
            if constant == 0.0:
                continue
            for link in self._links(entered):
                by = self._part(link)
                self._amount(
                    "technosphere",
                    link.node,
                    column,
                    entered,
                    -1.0,
                    constant * link.fraction,
                    share,
                    apart,
                    by,
                )
        for emission in process.emissions:
            constant, apart = self._constant_and_place(emission)
            if constant == 0.0 or emission.quantity is None:
                continue
            identity = elementary_id(emission)
            self.elementary[identity] = None
            self._amount("biosphere", identity, column, emission, 1.0, constant, share, apart)
        if process.factor is not None:
            self._add_factor(process, column, share)

    def _add_factor(self, process: UnitProcess, column: str, share: Share) -> None:
        assert process.factor is not None
        identity = f"co2e-aggregated-{process.factor.kind}"
        self.elementary[identity] = None
        reference = process.reference
        assert reference.quantity is not None
        quantity = factor_quantity(process)
        self.quantities[quantity.id] = quantity
        made = reference.quantity
        self.quantities[made.id] = made
        self.terms.append(  # per unit of what is made: a derivative by the amount made is zero
            Term("biosphere", identity, column, quantity.id, 1.0, made.amount, share, scaled_by=(made.id,))
        )

    def _add_side_output(
        self,
        process: UnitProcess,
        output: Exchange,
        treatment: Treatment,
        carriers: list[tuple[Exchange, Share]],
    ) -> None:
        """An output that carries no share: its row entry stands in the columns of those that do."""
        if treatment.kind == "burden_free" or (output.quantity is None and treatment.kind == "internal"):
            # a supply without inputs, so that users of it find a row
            if f"{process.id}|{output.flow}" not in self.nodes:
                self._one(self._node(process, output.flow, treatment))
            return
        if output.quantity is None or self.applied.is_out(output.id):
            return
        if treatment.kind in ("substitute", "internal"):
            row, sign = self._replaced_node(process, output, treatment), 1.0
        elif treatment.kind == "scrap":
            row, sign = self._pool_node(output.flow), 1.0
        else:
            treating = self.applied.treatment_process(output.flow)
            if treating is None:
                return
            row, sign = f"{treating.id}|{output.flow}", -1.0
        for carrier, share in carriers:
            column = f"{process.id}|{carrier.flow}"
            self._amount("technosphere", row, column, output, sign, 1.0, share)
            for loop in netted_loops(self.applied, output):
                self._amount("technosphere", row, column, loop, -sign, 1.0, share)

    # -- nodes ------------------------------------------------------------------------------------

    def _node(self, process: UnitProcess, flow: str, treatment: Treatment | None = None) -> str:
        key = f"{process.id}|{flow}"
        if key not in self.nodes:
            product = self.inventory.flows[flow]
            suffix = process.outputs[0].flow != flow
            kind = treatment.kind if treatment is not None else ""
            self.nodes[key] = Node(
                process.id,
                flow,
                product.unit,
                process.stage,
                f"{process.name.zh}：{product.name.zh}" if suffix else process.name.zh,
                f"{process.name.en}: {product.name.en}" if suffix else process.name.en,
                process.location,
                is_credit=kind == "substitute",
                credit_apart=treatment is not None and treatment.apart,
                is_internal=kind == "internal",
            )
        return key

    def _replaced_node(self, process: UnitProcess, output: Exchange, treatment: Treatment) -> str:
        """Node of a substituted or internal flow: one unit of it stands for what it displaces, less its processing."""
        key = f"{process.id}|{output.flow}"
        if key not in self.nodes:
            self._node(process, output.flow, treatment)
            self._one(key)
            for node, amount, by in replacement(self.applied, output.flow, treatment):
                self._constant(node, key, -amount, amount > 0, by)
        return key

    def _pool_node(self, flow: str) -> str:
        self.pools[flow] = None
        key = f"{POOL}|{flow}"
        if key not in self.nodes:
            product = self.inventory.flows[flow]
            self.nodes[key] = Node(
                POOL,
                flow,
                product.unit,
                "raw_materials",
                f"{product.name.zh}（外购）",
                f"{product.name.en} (bought)",
                "GLO",
                True,
            )
        return key

    def _recovered_node(self, recovered: Recovered) -> str:
        """Node of material recovered at the end of life; what it saves is a credit."""
        key = f"{END_OF_LIFE}|{recovered.flow}"
        product = self.inventory.flows[recovered.flow]
        self.nodes[key] = Node(
            END_OF_LIFE,
            recovered.flow,
            product.unit,
            "end_of_life",
            f"{product.name.zh}（生命末期回收）",
            f"{product.name.en} (recovered at the end of life)",
            "GLO",
            is_credit=True,
        )
        self._one(key)
        for term in recovered.terms:
            self._constant(term.node, key, -term.amount, True, term.scaled_by)
        return key

    def _add_pool(self, flow: str) -> None:
        key = self._pool_node(flow)
        self._one(key)
        for term in self.applied.pool_terms.get(flow, ()):
            self._constant(term.node, key, -term.amount, True, term.scaled_by)

    def _add_copies_without_scrap(self) -> None:
        """Recycled routes that take the scrap themselves, once more without it: what the value of scrap counts with."""
        routes = {
            recycled_node(self.inventory.processes[material.recycled], material.scrap): material
            for file in (self.inventory.file, *self.inventory.backgrounds)
            for material in file.recycling
        }
        wanted = {term.row for term in self.terms} | {
            key for item in self.applied.apart for key in item.amounts
        }
        for key, material in routes.items():
            original = key.removesuffix(f"|without-{material.scrap}")
            if key == original or key not in wanted:
                continue
            self.nodes[key] = replace(self.nodes[original], without=material.scrap)
            self.terms += [
                replace(term, row=key if term.row == original else term.row, column=key)
                for term in self.terms
                if term.column == original and term.row != f"{POOL}|{material.scrap}"
            ]

    # -- entries ----------------------------------------------------------------------------------

    def _links(self, entered: Exchange) -> list[Link]:
        linked = self.applied.links.get(entered.id)
        if linked is not None:
            return list(linked)
        if entered.flow in self.applied.pools:
            return [Link(self._pool_node(entered.flow), 1.0)]
        provider = self.applied.provider_of(entered)
        if provider is None:
            return []
        supplier = self.inventory.processes[provider]
        output = next(each for each in supplier.outputs if each.flow == entered.flow)
        treatment = self._treatment(output)
        if treatment is not None and treatment.kind == "waste":
            # a rule that calls this output waste leaves its user without a producer's burden
            key = f"{supplier.id}|{entered.flow}"
            if key not in self.nodes:
                self._one(self._node(supplier, entered.flow))
        return [Link(f"{provider}|{entered.flow}", 1.0)]

    def _treatment(self, output: Exchange) -> Treatment | None:
        return self.applied.treatments.get((output.process, output.flow))

    def _constant_and_place(self, exchange: Exchange) -> tuple[float, str | None]:
        """Product of the multipliers, and the item under which the exchange is shown apart from the total."""
        attached = self.applied.multipliers.get(exchange.id, ())
        apart = next((each.apart for each in attached if each.apart), None)
        constant = 1.0
        for each in attached:
            constant *= 1.0 if each.apart else each.constant
        return constant, apart

    def _amount(
        self, matrix: str, row: str, column: str, exchange: Exchange, sign: float, constant: float, share: Share,
        apart: str | None = None, scaled_by: tuple[str, ...] = (),
    ) -> None:  # fmt: skip
        assert exchange.quantity is not None
        self.quantities[exchange.quantity.id] = exchange.quantity
        self._share_quantities(share, exchange.process)
        self.terms.append(
            Term(matrix, row, column, exchange.quantity.id, sign, constant, share, apart, False, scaled_by)  # type: ignore[arg-type]
        )

    def _part(self, link: Link) -> tuple[str, ...]:
        """Id of the part of a demand that a link supplies, where it may vary; kept with all it depends on."""
        if link.quantity is None:
            return ()
        for quantity in (link.quantity, *link.quantity.taken):
            if self.quantities.setdefault(quantity.id, quantity) != quantity:
                raise ApplicationError(
                    f"two electricity supplies are called '{quantity.id.removeprefix('supply:')}'",
                    f"inventory {self.inventory.id}",
                    "rename one, so that each uncertain share has a name of its own",
                )
        return (link.quantity.id,)

    def _share_quantities(self, share: Share, process: str) -> None:
        if id(share) in self.known_shares:
            return
        self.known_shares.add(id(share))  # shares live as long as the applied inventory
        for identity in share.quantities():
            if identity not in self.quantities:
                self.quantities[identity] = self._find_quantity(identity, process)

    def _find_quantity(self, identity: str, process_id: str) -> Quantity:
        process = self.inventory.processes[process_id]
        for exchange in (*process.outputs, *process.inputs):
            if exchange.quantity is not None and exchange.quantity.id == identity:
                return exchange.quantity
        name = identity.split("[")[0].rsplit(".", 1)[1]
        for output in process.outputs:
            for years in (None, *range(1, 11)):
                value = self.inventory.property_value(process_id, output.flow, name, years)
                if value is not None and value.quantity.id == identity:
                    return value.quantity
                if name != "price":
                    break
        raise KeyError(identity)

    def _one(self, key: str) -> None:
        self.terms.append(Term("technosphere", key, key, None, 1.0, 1.0))

    def _constant(
        self, row: str, column: str, amount: float, is_credit: bool = False, scaled_by: tuple[str, ...] = ()
    ) -> None:
        for identity in scaled_by:
            self.quantities[identity] = self.inventory.side_numbers[identity]
        self.terms.append(
            Term("technosphere", row, column, None, 1.0, amount, is_credit=is_credit, scaled_by=scaled_by)
        )


def used_processes(applied: Applied) -> list[UnitProcess]:
    """Processes that the product draws on under this rule, the product's own first."""
    order: dict[str, None] = {}
    queue = [applied.process]
    queue += [node.split("|")[0] for item in applied.apart for node in item.amounts]
    queue += [term.node.split("|")[0] for recovered in applied.recovered for term in recovered.terms]
    while queue:
        name = queue.pop(0)
        if name in order or name == POOL:
            continue
        order[name] = None
        process = applied.inventory.processes[name]
        queue += drawn_on(applied, process)
        flows = {each.flow for each in (*process.inputs, *process.outputs)}
        queue += [
            term.node.split("|")[0]
            for flow, terms in applied.pool_terms.items()
            if flow in flows
            for term in terms
        ]
    return [applied.inventory.processes[name] for name in order]


def elementary_id(emission: Exchange) -> str:
    """Row of an emission; emissions of aircraft get rows of their own, so that they can be shown apart."""
    return f"{emission.flow}{AIRCRAFT_SUFFIX}" if "aircraft" in emission.tags else emission.flow


def kind_of(identity: str, known: Mapping[str, ElementaryFlow]) -> str:
    """Kind under which an elementary row is shown: fossil, biogenic, dluc or aircraft."""
    if identity.endswith(AIRCRAFT_SUFFIX):
        return "aircraft"
    return known[identity].kind or "fossil"


def gas_of(identity: str, known: Mapping[str, ElementaryFlow]) -> str:
    """Gas of an elementary row; "other" for flows that are no greenhouse gas."""
    return known[identity.removesuffix(AIRCRAFT_SUFFIX)].gas or "other"


def factor_quantity(process: UnitProcess) -> Quantity:
    """The aggregated factor of a process as a quantity [kg CO2e per unit of its reference product]."""
    from rulewright.units import factor as convert

    stated = process.factor
    assert stated is not None and process.reference.quantity is not None
    scale = convert(stated.unit, f"kg/({process.reference.quantity.unit})")
    window = f"[{stated.year}]" if stated.series else ""  # years of one series are one number in draws
    return Quantity(
        f"{process.id}/factor{window}", stated.amount * scale, f"kg/({process.reference.quantity.unit})", stated.source,
        stated.mark, stated.uncertainty, None, scale,
    )  # fmt: skip
