"""What detectors say, and how to mend it, in both languages."""

from __future__ import annotations

from rulewright.reporting.sentences import Sentence

DOUBLE_SCRAP = Sentence(
    "{flow}无负荷进入（A = 1），同时其末期回收的抵扣计入合计：同一收益计了两次。",
    "{flow} enters free of burden (A = 1), and its recovery is credited in the total: one benefit counts twice.",
)
DOUBLE_SCRAP_MEND = Sentence(
    "声明 recycling.end_of_life_credit 为 apart 或 none，或改用 A < 1 的方法。",
    "declare recycling.end_of_life_credit apart or none, or a method with A < 1",
)
SUPPLY_TWICE = Sentence(
    "供电 {supplies} 用的是同一来源 {source}，各自的份额之和为 {share:.0%}：同一证书或线路可能计了两次。",
    "the supplies {supplies} draw on one source, {source}, and their shares add up to {share:.0%}: one certificate or line may "
    "count twice.",
)
SUPPLY_TWICE_MEND = Sentence(
    "合并为一种供电，份额之和不超过 1。", "make it one supply; shares add up to at most 1"
)
OVER_LINKED = Sentence(
    "{process}的电力有 {share:.1%} 连到供电，超过全部需求。",
    "{share:.1%} of the electricity of {process} is linked to supplies, more than its demand.",
)
OVER_LINKED_MEND = Sentence("改正供电的份额。", "correct the shares of the supplies")
OTHERS_POWER = Sentence(
    "供电 {supply}（{kind}）也用于别人的过程 {processes}：它只能覆盖本厂的需求。",
    "the supply {supply} ({kind}) also covers processes of others, {processes}: it can cover this site's demand only.",
)
OTHERS_POWER_MEND = Sentence("在供电中写明 for_processes。", "name for_processes in the supply")
CUT_WASTE = Sentence(
    "{flow}在{left}未计入，在{treated}却按处理计入：同一种废物两种对待。",
    "{flow} is left out at {left}, but treated at {treated}: one waste is seen in two ways.",
)
CUT_WASTE_MEND = Sentence(
    "补上缺少的数量或处理过程，或对两处作同一声明。",
    "give the missing amount or treatment, or declare the same for both",
)
LEFT_OUT_GAS = Sentence(
    "规则不计{flow}：每声明单位 {amount:.4g} {unit} 未计入（按 {set} 为 {kg:.4g} kg CO2e）。",
    "the rule gives {flow} no factor: {amount:.4g} {unit} per declared unit are not counted ({kg:.4g} kg CO2e by {set}).",
)
LEFT_OUT_GAS_MEND = Sentence(
    "若非有意，在规则的气体清单中加上它；否则在报告中列出数量。",
    "if that is not meant, add it to the gases that the rule counts; else report the amount beside the result",
)
INDIRECT_FLOW = Sentence(
    "{flow}间接影响气候，所用的 GWP 套别没有它的因子：每声明单位 {amount:.4g} {unit}。",
    "{flow} acts on the climate indirectly, and the GWP set has no factor for it: {amount:.4g} {unit} per declared unit.",
)
INDIRECT_MEND = Sentence("在报告中列出数量。", "report the amount beside the result")
UNREACHED = Sentence(
    "{process}：若前面的选项不成立，后面的“按{key}分配”也不能用，{flows}缺少数据。",
    "{process}: should the rungs before fail, sharing by {key} could not follow; {flows} lack the property.",
)
UNREACHED_MEND = Sentence("补上所缺的属性。", "give the missing property")
OVER_LIMIT = Sentence(
    "因无数据或取舍而略去的投入，合计占全部投入质量的 {share:.1%}（有质量数据的），超过规则的合计限值 {limit:.1%}（规则的度量：{measures}）。",
    "inputs left out for want of data or by cut-off make up {share:.1%} of the mass of all inputs (where mass is known), more than the "
    "rule's limit of {limit:.1%} together (measured by {measures}).",
)
OVER_LIMIT_MEND = Sentence("补上其中最大的：{names}。", "find data for the largest: {names}")
OVER_SHARED = Sentence(
    "{process}的各份额之和为 {share:.6g}，大于 1：负荷被重复分配。",
    "the shares of {process} add up to {share:.6g}, more than 1: burdens are given away twice.",
)
OVER_SHARED_MEND = Sentence("改正固定系数或权重。", "correct the fixed factors or weights")
OVER_TAKEN = Sentence(
    "{process}：{flow}的用量是随{reference}所产数量的 {times:.4g} 倍：一份产出被分出去不止一次。",
    "{process}: {flow} is taken {times:.4g} times as much as is made with the {reference} that is drawn: one output is given away more "
    "than once.",
)
OVER_TAKEN_MEND = Sentence(
    "改正用量；不足的部分由外购供应；若主产品另有外售，则不必改。",
    "correct the amounts; let a purchase supply what is missing; if the reference product is also sold elsewhere, all is well",
)
WHOLE_AND_PART = Sentence(
    "{part}是{whole}的一部分，两者都在系统内：负荷计了两次。",
    "{part} is a part of {whole}, and both are in the system: burdens count twice.",
)
WHOLE_AND_PART_MEND = Sentence(
    "让使用者都取整体，或让规则先细分。", "let all users take from the whole, or let the rule subdivide first"
)
FREE_TWICE = Sentence(
    "{flow}在{process}归为{word}，不带走负荷；使用它的过程也没有得到负荷（每声明单位 {amount:.4g} {unit}）：两头都无负荷。",
    "{flow} counts as {word} at {process} and takes no burden along; the process that uses it gets none either ({amount:.4g} {unit} "
    "per declared unit): free at both ends.",
)
FREE_TWICE_MEND = Sentence(
    "把它归为共生产品，或由使用者承担处理负荷。",
    "class it as a co-product, or let its user carry the treatment",
)
