"""Borders in: rules, inventories and studies from YAML; all validation happens here."""
