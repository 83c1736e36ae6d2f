"""The verbs: one module a family of clauses. Each step takes an applied inventory and returns a new one with its decisions.

Choosing and doing are two functions in every module: *choose* names the option and why others were passed over,
*do* attaches multipliers, links or shares to exchanges.
"""
