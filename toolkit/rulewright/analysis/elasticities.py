"""Elasticities: by how many per cent a footprint changes for one per cent of each number, from two solves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rulewright.analysis.ranges import per_unit_outputs
from rulewright.analysis.sensitivity_result import HELD, SensitivityResult
from rulewright.analysis.varied import plain_unit
from rulewright.engine.draws import Draws, uncertain_keys
from rulewright.engine.gradients import Gradient, gradients
from rulewright.reporting.sentences import Sentence

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from rulewright.study import Result

_HEADS = {
    "number": Sentence("数", "number"),
    "name": Sentence("名称", "name"),
    "kind": Sentence("类别", "kind"),
    "amount": Sentence("中心值", "amount"),
    "unit": Sentence("单位", "unit"),
    "derivative": Sentence("导数 [kg CO2e / 单位]", "derivative [kg CO2e / unit]"),
    "elasticity": Sentence("弹性", "elasticity"),
    "variance_share": Sentence("一阶方差份额", "first-order share of variance"),
}
_KINDS = {
    "quantity": Sentence("数量或性质", "amount or property"),
    "parameter": Sentence("参数", "parameter"),
    "characterisation": Sentence("特征化因子", "characterisation factor"),
}
_LOCAL = Sentence(
    "弹性为 1 表示该数增加 1 %，结果增加 1 %。它们是中心值处的导数，没有抽样误差；大的变化和交互作用要用其他方法看。",
    "An elasticity of 1: the result rises by 1 % for 1 % more of the number. These are derivatives at central values, without sampling "
    "error; larger changes and interactions need the other methods.",
)
_PARAMETERS = Sentence(
    "参数的弹性包含它经过的所有公式，所以参数与公式所得的数量不能相加。",
    "A parameter's elasticity includes all formulas that use it, so parameters and the amounts that formulas give do not "
    "add up.",
)


_ZERO = Sentence(
    "结果为零，没有弹性：次序和图按某数增加 1 % 时结果变化多少 kg CO2e。",
    "The result is zero and has no elasticities: order and figure go by the change in kg CO2e for 1 % more of a number.",
)


class ElasticityResult(SensitivityResult):
    """Elasticities of all numbers behind one footprint, the largest by size first."""

    method = "elasticity"

    def __init__(self, result: Result, found: tuple[Gradient, ...]) -> None:
        super().__init__(result)
        ordered = sorted(found, key=lambda each: (-abs(each.derivative * each.amount), each.id))
        self.gradients = found if self.total_kg_co2e else tuple(ordered)

    @property
    def effects(self) -> list[float]:
        """Elasticities [1]; of a footprint of zero the changes for 1 % more of each number [kg CO2e]."""
        if self.total_kg_co2e:
            return [each.elasticity for each in self.gradients]
        return [each.derivative * each.amount / 100 for each in self.gradients]

    def to_dataframe(self, lang: str = "en") -> pd.DataFrame:
        """One row a number."""
        import pandas as pd

        rows = [
            {
                "number": each.id, "name": self.label(each.id, lang), "kind": _KINDS[each.kind](lang),
                "amount": each.amount, "unit": plain_unit(each.unit), "derivative": each.derivative,
                "elasticity": each.elasticity, "variance_share": each.variance_share,
            }
            for each in self.gradients
        ]  # fmt: skip
        return pd.DataFrame(
            [{_HEADS[key](lang): value for key, value in row.items()} for row in rows],
            columns=[head(lang) for head in _HEADS.values()],
        )

    def narrow(self, lang: str = "en") -> pd.DataFrame:
        """The table without the kinds of numbers."""
        return self.to_dataframe(lang).drop(columns=_HEADS["kind"](lang))

    def rows(self) -> list[dict[str, Any]]:
        """Plain data; elasticities are null if the footprint is zero."""
        return [
            {
                "number": each.id,
                "kind": each.kind,
                "amount": each.amount,
                "unit": plain_unit(each.unit),
                "derivative_kg_co2e": each.derivative,
                "elasticity": each.elasticity if self.total_kg_co2e else None,
                "first_order_variance_share": each.variance_share,
            }
            for each in self.gradients
        ]

    def notes(self, lang: str = "en") -> list[str]:
        """What a reader has to know beside the numbers."""
        zero = [] if self.total_kg_co2e else [_ZERO(lang)]
        return [*zero, _LOCAL(lang), _PARAMETERS(lang), HELD(lang)]

    def plot(self, lang: str = "en") -> Figure:
        """The largest elasticities as bars."""
        from rulewright.reporting.figures_sensitivity import elasticity_figure

        return elasticity_figure(self, lang)


def elasticities(result: Result) -> ElasticityResult:
    """Elasticity of one rule's footprint by every exchange, property, parameter and characterisation factor.

    Left out: the reference output of a process with an aggregated factor, which is per unit of that output.
    """
    inventory = result.applied.inventory
    draws = Draws(inventory, 2) if uncertain_keys(inventory) else None
    found = gradients(result.system, inventory.parameters, result.evaluation.dropped, draws, inventory)
    without = per_unit_outputs(inventory)
    return ElasticityResult(result, tuple(each for each in found if each.id not in without))
