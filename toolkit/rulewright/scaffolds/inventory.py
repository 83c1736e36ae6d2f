"""A new inventory: one process with a co-product, every number a marked placeholder."""

from __future__ import annotations

from importlib.resources import files

from rulewright.scaffolds.comments import comment

TEMPLATE = "new_inventory.yaml.j2"


def inventory_scaffold(name: str, year: int, lang: str = "en") -> str:
    """YAML text of a new inventory.

    Parameters
    ----------
    name
        Id of the inventory.
    year
        Year of its data.
    lang
        Language of the comments.
    """
    from jinja2 import Environment, StrictUndefined

    def say(zh: str, en: str, indent: str = "") -> str:
        return f"\n{indent}".join(comment(zh if lang == "zh" else en))

    text = (files("rulewright") / "reporting" / "templates" / TEMPLATE).read_text(encoding="utf-8")
    # YAML, not html: nothing to escape, and all that is put in are a checked id, a year and our own comments
    environment = Environment(autoescape=False, undefined=StrictUndefined, keep_trailing_newline=True)
    return environment.from_string(text).render(say=say, name=name, year=year)
