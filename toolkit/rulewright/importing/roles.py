"""What a product or waste exchange is here, and with which sign.

A format may say it itself, exchange by exchange. Else openLCA's way of counting holds: it links product inputs and waste
outputs to providers. A process whose reference is a waste input, or a product output below zero, treats that waste; a
waste taken in beside another reference is a further function (a co-product); a waste output below zero is an input below
zero. An avoided product is a co-product: substituting is the rule's decision.
"""

from __future__ import annotations

from rulewright.importing.source import Role, SourceExchange, SourceFlow


def role_of(each: SourceExchange, flow: SourceFlow, is_treated_by_sign: bool) -> tuple[Role, int]:
    """Role of an exchange, and the sign to multiply its amount by.

    Parameters
    ----------
    is_treated_by_sign
        Whether the treatment of this flow is written as a product output below zero.
    """
    if each.role is not None:
        return each.role
    if each.is_reference:
        return "reference", -1 if each.amount < 0 else 1
    if is_treated_by_sign and each.is_input:
        return ("waste", -1) if each.amount < 0 else ("input", -1)
    if flow.kind == "waste":
        if each.is_avoided:
            return "input", -1
        if each.is_input:
            return ("co_product", 1) if each.amount >= 0 else ("waste", -1)
        return ("waste", 1) if each.amount >= 0 else ("input", 1)
    if each.is_input and not each.is_avoided:
        return "input", 1
    return ("co_product", 1) if each.amount >= 0 else ("input", -1)
