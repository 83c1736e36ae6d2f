"""What a product or waste exchange of openLCA is here, and with which sign.

openLCA links product inputs and waste outputs to providers. A process whose reference is a waste input, or a product
output below zero, treats that waste; a waste taken in beside another reference is a further function (a co-product); a
waste output below zero is an input below zero. An avoided product is a co-product: substituting is the rule's decision.
"""

from __future__ import annotations

from typing import Literal

from rulewright.importing.openlca_model import OlcaExchange, OlcaFlow

Role = Literal["reference", "co_product", "waste", "input"]


def role_of(each: OlcaExchange, flow: OlcaFlow, is_treated_by_sign: bool) -> tuple[Role, int]:
    """Role of an exchange, and the sign to multiply its amount by.

    Parameters
    ----------
    is_treated_by_sign
        Whether the treatment of this flow is written as a product output below zero.
    """
    if each.is_reference:
        return "reference", -1 if each.amount < 0 else 1
    if is_treated_by_sign and each.is_input:
        return ("waste", -1) if each.amount < 0 else ("input", -1)
    if flow.type == "WASTE_FLOW":
        if each.is_avoided:
            return "input", -1
        if each.is_input:
            return ("co_product", 1) if each.amount >= 0 else ("waste", -1)
        return ("waste", 1) if each.amount >= 0 else ("input", 1)
    if each.is_input and not each.is_avoided:
        return "input", 1
    return ("co_product", 1) if each.amount >= 0 else ("input", -1)
