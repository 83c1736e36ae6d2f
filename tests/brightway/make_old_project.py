"""Make a small project with Brightway 2 (metapackage brightway2 2.4.7), to be run in an environment of its own.

``BRIGHTWAY2_DIR=folder python make_old_project.py`` fills the folder. The fixture ``brightway2-project.zip`` was made
this way; a slow test makes it anew. Nothing here imports Rulewright.
"""

import json
from importlib.metadata import version

LOGNORMAL, NORMAL, TRIANGULAR, NO_UNCERTAINTY = 2, 3, 5, 1


def main() -> None:
    """Fill the folder that BRIGHTWAY2_DIR names, and print what it holds as JSON."""
    import bw2data
    from bw2data.backends.single_file import SingleFileDatabase
    from bw2data.parameters import parameters

    bw2data.projects.set_current("old works 钢厂")

    flows = bw2data.Database("biosphere3")
    flows.write(
        {
            ("biosphere3", "349b29d1-3e58-4c66-98b9-9d1a076efd2e"): {
                "name": "Carbon dioxide, fossil", "categories": ("air",), "unit": "kilogram", "type": "emission",
                "exchanges": [],
            },
            ("biosphere3", "0795345f-c7ae-410c-ad25-1845784c75f5"): {
                "name": "Methane, fossil", "categories": ("air",), "unit": "kilogram", "type": "emission", "exchanges": [],
            },
            ("biosphere3", "sulfur"): {
                "name": "Sulfur dioxide", "categories": ("air",), "unit": "kilogram", "type": "emission", "exchanges": [],
            },
        }
    )  # fmt: skip

    grid = SingleFileDatabase("grid")
    grid.register()
    grid.write(
        {
            ("grid", "power"): {
                "name": "electricity, medium voltage", "reference product": "electricity", "unit": "kilowatt hour",
                "location": "CN", "type": "process",
                "exchanges": [
                    {"input": ("biosphere3", "349b29d1-3e58-4c66-98b9-9d1a076efd2e"), "amount": 0.6, "type": "biosphere"},
                ],
            },
        }
    )  # fmt: skip

    works = bw2data.Database("works")
    works.write(
        {
            ("works", "steel"): {
                "name": "steel making", "reference product": "steel 钢", "unit": "ton", "location": "CN",
                "comment": "two tonnes a heat", "type": "process",
                "exchanges": [
                    {"input": ("works", "steel"), "amount": 2.0, "type": "production"},
                    {
                        "input": ("works", "coke"), "amount": 700.0, "type": "technosphere", "uncertainty type": NORMAL,
                        "loc": 700.0, "scale": 35.0,
                    },
                    {
                        "input": ("grid", "power"), "amount": 500.0, "type": "technosphere",
                        "uncertainty type": TRIANGULAR, "loc": 500.0, "minimum": 400.0, "maximum": 700.0,
                    },
                    {"input": ("works", "sludge"), "amount": -0.25, "type": "technosphere"},
                    {"input": ("works", "gravel"), "amount": 0.3, "type": "substitution"},
                    {
                        "input": ("biosphere3", "349b29d1-3e58-4c66-98b9-9d1a076efd2e"), "amount": 40.0,
                        "formula": "carbon * 10", "type": "biosphere", "uncertainty type": LOGNORMAL,
                        "loc": 3.6888794541139363, "scale": 0.1,
                    },
                    {
                        "input": ("biosphere3", "sulfur"), "amount": 0.02, "type": "biosphere",
                        "uncertainty type": NO_UNCERTAINTY,
                    },
                ],
            },
            ("works", "coke"): {
                "name": "coke making", "reference product": "coke", "unit": "kilogram", "location": "CN", "type": "process",
                "exchanges": [
                    {"input": ("biosphere3", "0795345f-c7ae-410c-ad25-1845784c75f5"), "amount": 0.001, "type": "biosphere"},
                    {"input": ("biosphere3", "349b29d1-3e58-4c66-98b9-9d1a076efd2e"), "amount": 0.5, "type": "biosphere"},
                ],
            },
            ("works", "sludge"): {
                "name": "treatment of sludge", "reference product": "sludge", "unit": "ton", "location": "CN",
                "type": "process",
                "exchanges": [
                    {"input": ("works", "sludge"), "amount": -1.0, "type": "production"},
                    {"input": ("biosphere3", "349b29d1-3e58-4c66-98b9-9d1a076efd2e"), "amount": 12.0, "type": "biosphere"},
                ],
            },
            ("works", "gravel"): {
                "name": "gravel, crushed", "reference product": "gravel", "unit": "ton", "location": "CN",
                "type": "process",
                "exchanges": [
                    {"input": ("works", "gravel"), "amount": 1.0, "type": "production"},
                    {"input": ("biosphere3", "349b29d1-3e58-4c66-98b9-9d1a076efd2e"), "amount": 5.0, "type": "biosphere"},
                ],
            },
        }
    )  # fmt: skip

    steel = bw2data.get_activity(("works", "steel"))
    parameters.new_project_parameters([{"name": "share", "amount": 0.5}])
    parameters.new_database_parameters([{"name": "load", "formula": "share * 4"}], "works")
    parameters.new_activity_parameters(
        [{"name": "carbon", "formula": "load + 2", "database": "works", "code": "steel"}], "steel group"
    )
    parameters.add_exchanges_to_group("steel group", steel)
    parameters.recalculate()

    print(
        json.dumps(
            {
                "bw2data": version("bw2data"),
                "brightway2": version("brightway2"),
                "directory": str(bw2data.projects.dir),
                "databases": sorted(bw2data.databases),
            }
        )
    )


if __name__ == "__main__":
    main()
