"""One small story in four formats: a mill with two products, a power station, a works, a treatment of waste.

By mass the mill's oil carries (1.0 kg CO2 + 2 kWh x 0.5) / 1.0 kg = 2.0 kg CO2/kg; a part takes 1 kg of oil, 1 kWh and
the treatment of 0.5 kg of sludge for two: (2.0 + 0.5 + 0.5 x (0.1 + 0.2 x 0.5)) / 2 = 1.3 kg CO2.
"""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import openpyxl

FOOTPRINT = 1.3  # kg CO2e per part
CHOICES = [
    "cut_off.missing_amounts=leave_out", "boundary.internal_loops=net", "characterisation.horizon_years=100",
    "biogenic.convention=0/0", "characterisation.gwp_set=ar6", "recycling.method=cut_off_recycled_content",
    "allocation.physical_property={'*': mass}",
]  # fmt: skip

# ---- ecospold 1 ---------------------------------------------------------------------------------------------


def exchange1(number: int, name: str, unit: str, amount: float | str, group: str, **more: Any) -> str:
    """An exchange; ``group`` is ``in5``, ``out0`` ...; further words are attributes."""
    side = "inputGroup" if group.startswith("in") else "outputGroup"
    said = {"location": "CN", "category": "air" if group == "out4" else "c", "subCategory": "s", **more}
    attributes = " ".join(f'{key}="{value}"' for key, value in said.items())
    return (
        f'<exchange number="{number}" name="{name}" unit="{unit}" meanValue="{amount}" {attributes}>'
        f"<{side}>{group[-1]}</{side}></exchange>"
    )


def dataset1(number: int, name: str, unit: str, *flows: str, kind: str = "1") -> str:
    """A data set."""
    return (
        f'<dataset number="{number}"><metaInformation><processInformation>'
        f'<referenceFunction name="{name}" unit="{unit}" amount="1" category="c" subCategory="s" infrastructureProcess="false"/>'
        '<geography location="CN"/><technology text="as built"/><timePeriod><startDate>2019-01-01</startDate>'
        f'<endDate>2021-12-31</endDate></timePeriod><dataSetInformation type="{kind}"/></processInformation>'
        '<administrativeInformation><dataGeneratorAndPublication copyright="true" accessRestrictedTo="2"/>'
        f"</administrativeInformation></metaInformation><flowData>{''.join(flows)}</flowData></dataset>"
    )


CO2 = "Carbon dioxide, fossil"
ALLOCATION1 = (
    '<allocation referenceToCoProduct="11" allocationMethod="1" fraction="70"><referenceToInputOutput>13</referenceToInputOutput>'
    "<referenceToInputOutput>14</referenceToInputOutput></allocation>"
    '<allocation referenceToCoProduct="12" allocationMethod="1" fraction="30"><referenceToInputOutput>13</referenceToInputOutput>'
    "<referenceToInputOutput>14</referenceToInputOutput></allocation>"
)


def ecospold1() -> str:
    """The story; the mill has no outputGroup 0, as in ecoinvent 2, and an allocation section."""
    sets = [
        dataset1(
            1, "mill", "kg", exchange1(11, "oil", "kg", 0.4, "out2"), exchange1(12, "meal", "kg", 0.6, "out2"),
            exchange1(13, CO2, "kg", 1.0, "out4", uncertaintyType="1", standardDeviation95="1.21"),
            exchange1(14, "power", "kWh", 2.0, "in5", uncertaintyType="2", standardDeviation95="0.4"), ALLOCATION1, kind="5",
        ),
        dataset1(2, "power station", "kWh", exchange1(21, "power", "kWh", 1.0, "out0"),
                 exchange1(22, CO2, "kg", 0.5, "out4", uncertaintyType="3", minValue="0.4", maxValue="0.7")),
        dataset1(
            3, "works", "p", exchange1(31, "part", "p", 2.0, "out0"), exchange1(32, "oil", "kg", 1.0, "in5", location=""),
            exchange1(33, "power", "kWh", 1.0, "in5", uncertaintyType="4", minValue="0.5", maxValue="1.5"),
            exchange1(34, "sludge", "kg", 0.5, "out3"), exchange1(35, "Lead", "kg", 1e-6, "out4", category="water"),
        ),
        dataset1(4, "treatment of sludge", "kg", exchange1(34, "sludge", "kg", 1.0, "out0"),
                 exchange1(42, "power", "kWh", 0.2, "in5"), exchange1(43, CO2, "kg", 0.1, "out4")),
    ]  # fmt: skip
    return f'<?xml version="1.0" encoding="UTF-8"?><ecoSpold xmlns="http://www.EcoInvent.org/EcoSpold01">{"".join(sets)}</ecoSpold>'


# ---- ecospold 2 ---------------------------------------------------------------------------------------------

CO2_UUID = "349b29d1-3e58-4c66-98b9-9d1a076efd2e"  # carbon dioxide, fossil, to air, in biosphere3


def exchange2(
    kind: str, name: str, unit: str, amount: float | str, group: str, inner: str = "", **more: Any
) -> str:
    """An exchange of ecospold 2; its id is made from its name."""
    elementary = kind == "e"
    identity = more.pop("identity", name.replace(" ", "-"))
    tag = "elementaryExchange" if elementary else "intermediateExchange"
    attributes = " ".join(f'{key}="{value}"' for key, value in more.items())
    side = "inputGroup" if group.startswith("in") else "outputGroup"
    place = "<compartment><compartment>air</compartment><subcompartment>unspecified</subcompartment></compartment>"
    return (
        f'<{tag} id="{identity}-{group}" {tag}Id="{identity}" amount="{amount}" {attributes}><name xml:lang="en">{name}</name>'
        f"<unitName>{unit}</unitName>{inner}{place if elementary else ''}<{side}>{group[-1]}</{side}></{tag}>"
    )


def property2(name: str, amount: float, unit: str, more: str = "") -> str:
    """A property."""
    return (
        f'<property propertyId="id-{name}" amount="{amount}" {more}><name xml:lang="en">{name}</name>'
        f"<unitName>{unit}</unitName></property>"
    )


def uncertainty2(kind: str, pedigree: bool = False, **values: Any) -> str:
    """A distribution, with pedigree scores if asked for."""
    attributes = " ".join(f'{key}="{value}"' for key, value in values.items())
    scores = (
        '<pedigreeMatrix reliability="2" completeness="3" temporalCorrelation="1" geographicalCorrelation="1" '
        'furtherTechnologyCorrelation="2"/>'
    )
    return f"<uncertainty><{kind} {attributes}/>{scores if pedigree else ''}</uncertainty>"


def activity2(identity: str, name: str, *flows: str, tag: str = "activityDataset", more: str = "") -> str:
    """A .spold file."""
    return (
        f'<?xml version="1.0" encoding="utf-8"?><ecoSpold xmlns="http://www.EcoInvent.org/EcoSpold02"><{tag}>'
        f'<activityDescription><activity id="{identity}" type="1" {more}><activityName xml:lang="zh">{name}（中）</activityName>'
        f'<activityName xml:lang="en">{name}</activityName><generalComment><text xml:lang="en" index="1">as measured</text>'
        "</generalComment></activity><geography><shortname>CN</shortname></geography>"
        '<timePeriod startDate="2019-01-01" endDate="2021-12-31"/></activityDescription>'
        f"<flowData>{''.join(flows)}</flowData></{tag}></ecoSpold>"
    )


def ecospold2() -> dict[str, str]:
    """The story, undefined: file name to text. The mill has properties, parameters and formulas."""
    normal = {"meanValue": 0.5, "variance": 0.0004, "varianceWithPedigreeUncertainty": 0.0025}
    lognormal = {"meanValue": 1.0, "mu": 0.0, "variance": 0.01, "varianceWithPedigreeUncertainty": 0.04}
    oil = (
        property2("price", 0.9, "EUR2005") + property2("dry mass", 1.0, "kg") + property2("wet mass", 1.0, "kg")
        + property2("carbon content, fossil", 0.0, "dimensionless") + property2("carbon content, non-fossil", 0.77, "dimensionless")
        + property2("heating value, net", 37.0, "MJ") + property2("lifetime", 1.0, "year")
    )  # fmt: skip
    meal = (
        property2("price", 0.3, "EUR2005")
        + property2("dry mass", 0.88, "kg")
        + property2("wet mass", 1.0, "kg")
    )
    parameter = (
        '<parameter parameterId="p" variableName="load" amount="0.5"><name xml:lang="en">load of the press</name>'
        + uncertainty2("triangular", minValue=0.4, mostLikelyValue=0.5, maxValue=0.8)
        + '</parameter><parameter parameterId="q" variableName="need" amount="2" mathematicalRelation="4*load"><name>need</name></parameter>'
    )
    return {
        "mill.spold": activity2(
            "a-mill", "mill",
            exchange2("i", "oil", "kg", 0.4, "out0", oil, variableName="oil_out"),
            exchange2("i", "meal", "kg", 0.6, "out2", meal, mathematicalRelation="1-oil_out"),
            exchange2("e", CO2, "kg", 1.0, "out4", uncertainty2("lognormal", True, **lognormal), identity=CO2_UUID),
            exchange2("i", "power", "kWh", 2.0, "in5", mathematicalRelation="need"),
            exchange2("i", "straw", "kg", 3.0, "in5", mathematicalRelation="if(load>1;2;3)"), parameter,
            more='masterAllocationPropertyId="id-price"',
        ),
        "power.spold": activity2(
            "a-power", "power station", exchange2("i", "power", "kWh", 1.0, "out0"),
            exchange2("e", CO2, "kg", 0.5, "out4", uncertainty2("normal", **normal), identity=CO2_UUID),
        ),
        "works.spold": activity2(
            "a-works", "works", exchange2("i", "part", "unit", 2.0, "out0"),
            exchange2("i", "oil", "kg", 1.0, "in5", activityLinkId="a-mill"),
            exchange2("i", "power", "kWh", 1.0, "in5", uncertainty2("uniform", minValue=0.5, maxValue=1.5)),
            exchange2("i", "sludge", "kg", 0.5, "out2"),
            exchange2("e", "Lead", "kg", 1e-6, "out4"),
        ),
        "treatment.spold": activity2(
            "a-treatment", "treatment of sludge", exchange2("i", "sludge", "kg", -1.0, "out0"),
            exchange2("i", "power", "kWh", 0.2, "in5"), exchange2("e", CO2, "kg", 0.1, "out4", identity=CO2_UUID),
        ),
    }  # fmt: skip


def ecospold2_cut_off() -> dict[str, str]:
    """The story allocated by mass: the mill twice, by-products of 0, wastes as inputs below zero, links."""
    child = {"tag": "childActivityDataset"}

    def mill(made: str, other: str) -> str:
        return activity2(
            "a-mill", "mill", exchange2("i", made, "kg", 1.0, "out0"), exchange2("i", other, "kg", 0.0, "out2"),
            exchange2("e", CO2, "kg", 1.0, "out4", identity=CO2_UUID),
            exchange2("i", "power", "kWh", 2.0, "in5", activityLinkId="a-power"), **child,
        )  # fmt: skip

    files = ecospold2()
    return {
        "a-mill_oil.spold": mill("oil", "meal"), "a-mill_meal.spold": mill("meal", "oil"), "a-power_power.spold": files["power.spold"],
        "a-treatment_sludge.spold": files["treatment.spold"],
        "a-works_part.spold": activity2(
            "a-works", "works", exchange2("i", "part", "unit", 2.0, "out0"),
            exchange2("i", "oil", "kg", 1.0, "in5", activityLinkId="a-mill"),
            exchange2("i", "power", "kWh", 1.0, "in5", activityLinkId="a-power"),
            exchange2("i", "sludge", "kg", -0.5, "in5", activityLinkId="a-treatment"), **child,
        ),
    }  # fmt: skip


# ---- SimaPro CSV --------------------------------------------------------------------------------------------


def simapro(
    decimal: str = ",", separator: str = "Semicolon", comment: str = "as measured", avoided: bool = False
) -> str:
    """The story; amounts by formulas and parameters, decimal commas, a place in braces."""
    sign = {"Semicolon": ";", "Tab": "\t", "Comma": ","}[separator]

    def row(*cells: str) -> str:
        said = [cell if cell.isalpha() else cell.replace(".", decimal) for cell in cells]
        return sign.join(f'"{cell}"' if sign in cell else cell for cell in said)

    def process(name: str, kind: str, *sections: str) -> str:
        head = (
            f"Process\n\nCategory type\n{kind}\n\nProcess identifier\nid-{name.replace(' ', '-')}\n\nType\nUnit process\n\n"
            f"Process name\n{name}\n\nTime period\n2015-2019\n\nGeography\nUnspecified\n\nInfrastructure\nNo\n\n"
            f"Comment\n{comment}\n\n"
        )
        return head + "\n\n".join(sections) + "\n\nEnd\n"

    undefined = ("Undefined", "0", "0", "0", "")
    mill = process(
        "mill", "material",
        "Products\n" + row("oil {CN}", "kg", "0.4", "70", "not defined", "Fats", "") + "\n"
        + row("meal {CN}", "kg", "0.6", "30%", "not defined", "Fats", ""),
        "Materials/fuels",
        "Electricity/heat\n" + row("power", "kWh", "need", "Normal", "0.4", "0", "0", "metered"),
        "Emissions to air\n" + row(CO2, "", "kg", "1.0", "Lognormal", "1.21", "0", "0", ""),
        "Input parameters\n" + row("load", "0.5", "Triangle", "0", "0.4", "0.8", "No", "load of the press"),
        "Calculated parameters\n" + row("need", "Factor*Load", "electricity per run"),
    )  # fmt: skip
    power = process(
        "power station", "energy", "Products\n" + row("power", "kWh", "1", "100", "not defined", "Power", ""),
        "Emissions to air\n" + row(CO2, "high. pop.", "g", "500", *undefined),
    )  # fmt: skip
    works = process(
        "works", "material", "Products\n" + row("part", "p", "2", "100", "not defined", "Parts", ""),
        *(["Avoided products\n" + row("scrap saved", "kg", "0.01", *undefined)] if avoided else []),
        "Materials/fuels\n" + row("oil {CN}", "kg", "1", *undefined),
        "Electricity/heat\n" + row("power", "kWh", "iff(load0 > 1; 3; 1.0)", "Uniform", "0", "0.5", "1.5", ""),
        "Emissions to water\n" + row("Lead", "river", "kg", "1E-6", *undefined),
        "Final waste flows\n" + row("Slags", "", "kg", "0.2", *undefined),
        "Waste to treatment\n" + row("sludge", "kg", "0.5", *undefined),
        "Input parameters\n" + row("load0", "0.5", "Undefined", "0", "0", "0", "No", ""),
    )  # fmt: skip
    treatment = process(
        "treatment of sludge", "waste treatment", "Waste treatment\n" + row("sludge", "kg", "1", "All waste types", "Others", ""),
        "Electricity/heat\n" + row("power", "kWh", "0.2", *undefined),
        "Emissions to air\n" + row(CO2, "", "kg", "0.1", *undefined),
    )  # fmt: skip
    header = "\n".join((
        "{SimaPro 9.5.0.0}", "{processes}", "{Project: Story}", "{CSV Format version: 9.0.0}", f"{{CSV separator: {separator}}}",
        f"{{Decimal separator: {decimal}}}", "{Short date format: yyyy-MM-dd}",
    ))  # fmt: skip
    tail = (
        "Project Input parameters\n" + row("factor", "4", "Undefined", "0", "0", "0", "No", "") + "\n\nEnd\n\n"
        "Airborne emissions\n" + row(CO2, "kg", "000124-38-9", "") + "\n\nEnd\n\n"
        "Quantities\nMass" + sign + "Yes\n\nEnd\n\nUnits\n" + row("kg", "Mass", "1", "kg") + "\n\nEnd\n"
    )  # fmt: skip
    return header + "\n\n" + "\n".join((mill, power, works, treatment)) + "\n" + tail


# ---- Brightway Excel ----------------------------------------------------------------------------------------

HEAD = [
    "name", "amount", "unit", "location", "categories", "type", "reference product", "formula", "uncertainty type", "loc",
    "scale", "minimum", "maximum", "comment",
]  # fmt: skip
Row = list[Any]


def excel() -> dict[str, list[Row]]:
    """The story: sheet to rows. The mill has two production rows and parameters."""
    none = [None] * 7
    air = "air::unspecified"
    return {
        "story": [
            ["Database", "story"], ["note", "as measured"], [],
            ["Project parameters"], ["name", "amount"], ["factor", 4], [],
            ["Activity", "mill"], ["location", "CN"], ["unit", "kilogram"], ["reference product", "oil"], ["comment", "pressed"],
            ["Parameters"], ["name", "amount", "formula", "uncertainty type", "minimum", "maximum", "loc"],
            ["load", 0.5, None, 5, 0.4, 0.8, 0.5], ["need", None, "factor*load"], [],
            ["Exchanges"], [*HEAD],
            ["mill", 0.4, "kilogram", "CN", None, "production", "oil", *none],
            ["mill", 0.6, "kilogram", "CN", None, "production", "meal", *none],
            ["power station", 2, "kilowatt hour", "CN", None, "technosphere", "power", "need", *none[1:]],
            [CO2, 1, "kilogram", None, air, "biosphere", None, None, 2, 0.0, 0.1, None, None, None], [],
        ],
        "more": [
            ["Activity", "power station"], ["location", "CN"], ["unit", "kilowatt hour"], ["reference product", "power"],
            ["Exchanges"], [*HEAD],
            ["power station", 1, "kilowatt hour", "CN", None, "production", "power", *none],
            [CO2, 0.5, "kilogram", None, air, "biosphere", None, None, 3, 0.5, 0.05, None, None, None], [],
            ["Activity", "works"], ["location", "CN"], ["unit", "unit"], ["reference product", "part"], ["Exchanges"], [*HEAD],
            ["works", 2, "unit", "CN", None, "production", "part", *none],
            ["mill", 1, "kilogram", "CN", None, "technosphere", "oil", *none],
            ["power station", 1, "kilowatt hour", None, None, "technosphere", None, None, 4, None, None, 0.5, 1.5, None],
            ["treatment of sludge", -0.5, "kilogram", "CN", None, "technosphere", "sludge", *none],
            ["Lead", 1e-6, "kilogram", None, "water::river", "biosphere", None, *none], [],
            ["Activity", "treatment of sludge"], ["location", "CN"], ["unit", "kilogram"], ["reference product", "sludge"],
            ["Exchanges"], [*HEAD],
            ["treatment of sludge", -1, "kilogram", "CN", None, "production", "sludge", *none],
            ["power station", 0.2, "kilowatt hour", "CN", None, "technosphere", "power", *none],
            [CO2, 0.1, "kilogram", None, air, "biosphere", None, *none], [],
        ],
    }  # fmt: skip


# ---- files --------------------------------------------------------------------------------------------------


def write_spolds(files: dict[str, str], place: Path) -> Path:
    """A folder of .spold files."""
    place.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (place / name).write_text(text, encoding="utf-8")
    return place


def write_zip(files: dict[str, Any], place: Path) -> Path:
    """An archive of texts or bytes."""
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, text in files.items():
            opened.writestr(name, text)
    return place


def write_text(text: str, place: Path, encoding: str = "utf-8") -> Path:
    """One text file."""
    place.write_bytes(text.encode(encoding))
    return place


def write_book(sheets: dict[str, list[Row]], place: Path) -> Path:
    """A workbook."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(place)
    return place


def story(kind: str, folder: Path) -> Path:
    """The story in one format, in a folder of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    if kind == "ecospold2":
        return write_zip(ecospold2(), folder / "story.zip")
    if kind == "ecospold1":
        return write_text(ecospold1(), folder / "story.xml")
    if kind == "simapro":
        return write_text(simapro(), folder / "story.csv")
    return write_book(excel(), folder / "story.xlsx")


def two_products(kind: str, amounts: tuple[float, float, float], folder: Path) -> Path:
    """A process with two products [kg] and an emission of fossil CO2 [kg], written in one format."""
    one, two, emitted = amounts
    if kind == "ecospold2":
        flows = (exchange2("i", "oil", "kg", repr(one), "out0"), exchange2("i", "meal", "kg", repr(two), "out2"),
                 exchange2("e", CO2, "kg", repr(emitted), "out4"))  # fmt: skip
        return write_text(activity2("a", "mill", *flows), folder / "a.spold")
    if kind == "ecospold1":
        flows = (exchange1(1, "oil", "kg", repr(one), "out0"), exchange1(2, "meal", "kg", repr(two), "out2"),
                 exchange1(3, CO2, "kg", repr(emitted), "out4"))  # fmt: skip
        namespace = "http://www.EcoInvent.org/EcoSpold01"
        return write_text(
            f'<ecoSpold xmlns="{namespace}">{dataset1(1, "mill", "kg", *flows)}</ecoSpold>', folder / "a.xml"
        )
    if kind == "simapro":
        rows = [
            f"oil;kg;{one!r};50;;;",
            f"meal;kg;{two!r};50;;;",
            "",
            "Emissions to air",
            f"{CO2};;kg;{emitted!r};Undefined;0;0;0;",
        ]
        text = "{SimaPro 9}\n{CSV separator: Semicolon}\n{Decimal separator: ,}\n\nProcess\n\nProcess name\nmill\n\nProducts\n"
        return write_text(text + "\n".join(rows).replace(".", ",") + "\n\nEnd\n", folder / "a.csv")
    table = [["mill", one, "kilogram", None, None, "production", "oil"], ["mill", two, "kilogram", None, None, "production", "meal"],
             [CO2, emitted, "kilogram", None, "air", "biosphere"]]  # fmt: skip
    return write_book(
        {"s": [["Activity", "mill"], ["reference product", "oil"], ["Exchanges"], [*HEAD], *table]},
        folder / "a.xlsx",
    )
