"""The JSON Schemas that are shipped for editors."""

import json

import pytest

from rulewright.reading.find import rules_dir
from rulewright.reading.schema import MODELS, json_schema


@pytest.mark.parametrize("kind", MODELS)
def test_the_shipped_schema_is_that_of_the_models(kind) -> None:
    # after a change of the models: rulewright schema KIND > toolkit/rulewright/rules/schema/KIND.json
    shipped = json.loads((rules_dir() / "schema" / f"{kind}.json").read_text(encoding="utf-8"))
    assert shipped == json_schema(kind)
