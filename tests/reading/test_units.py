"""Units: what converts, and what is refused rather than read as something else."""

from __future__ import annotations

import pytest

from rulewright.units import UnitProblem, check, factor


@pytest.mark.parametrize(
    ("unit", "target", "expected"),
    [
        ("t", "kg", 1000.0),
        ("tonne", "kg", 1000.0),
        ("kWh", "MJ", 3.6),
        ("kgce", "MJ", 29.307),
        ("CNY/t", "CNY/kg", 1e-3),
        ("t*km", "kg*km", 1000.0),
        ("m³", "m3", 1.0),
        ("MJ/(kg)", "kWh/t", 1000 / 3.6),
        ("%", "dimensionless", 0.01),
        ("kg m**2/s**2", "J", 1.0),
    ],
)
def test_units_convert(unit: str, target: str, expected: float) -> None:
    assert factor(unit, target) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("unit", "target", "why"),
    [
        ("MJ", "kg", r"'MJ' \(energy\) cannot be converted to 'kg' \(mass\)"),
        ("Nm3", "m3", r"'Nm3' \(normal volume\) cannot be converted to 'm3' \(volume\)"),
        ("CNY/kg", "CNY/MJ", r"money per mass"),
    ],
)
def test_another_dimension_is_named_in_words(unit: str, target: str, why: str) -> None:
    with pytest.raises(UnitProblem, match=why):
        factor(unit, target)


@pytest.mark.parametrize(
    ("unit", "why"),
    [
        ("ton", "write t for ton"),  # to pint the short ton of 907 kg
        ("CNY/吨", "write t for 吨"),
        ("kwh", "write kWh for kwh"),
        ("Nm^3", "write Nm3 for"),
        ("kg／t", r"it holds FULLWIDTH SOLIDUS \(U\+FF0F\)"),  # pint skips the sign and multiplies
        ("ｋｇ", "FULLWIDTH LATIN SMALL LETTER K"),
        ("kg\u3000", "IDEOGRAPHIC SPACE"),
        ("degC", "has an offset"),
        ("dB", "is logarithmic"),
        ("", "the unit is empty"),
        ("kg CO2e", "unknown unit"),
        ("2 kg", "unknown unit"),
        ("kg**99999999", "is not a unit"),
        ("m**(9**9**9)", "is not a unit"),
        ("__import__('os')", "is not a unit"),
        ("kg/", "unknown unit"),
        ("kg" * 5000, "is not a unit"),
    ],
)
def test_what_is_no_unit_is_refused(unit: str, why: str) -> None:
    with pytest.raises(UnitProblem, match=why) as caught:
        check(unit)
    assert len(str(caught.value)) < 200
