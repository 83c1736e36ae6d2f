"""What the command line says when something has to be mended, in Chinese.

Errors are raised in English: what, where, how to mend. Each sentence is found here by its English template and
said in Chinese with the same gaps. A sentence that isn't here stays English: it is never guessed.
"""

from __future__ import annotations

import re
import string
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from rulewright.errors import Mistake, MistakesError, RulewrightError
from rulewright.words import WORDS


@dataclass(frozen=True, slots=True)
class Message:
    """One sentence in English and Chinese with the same named gaps; a literal brace is doubled."""

    en: str
    zh: str


def in_language(error: RulewrightError, lang: str) -> str:
    """Give the text of an error in ``lang``.

    Examples
    --------
    >>> error = RulewrightError("nobody makes 'lime'", "inventory works", "add a process that makes it")
    >>> print(in_language(error, "zh"))
    没有过程产出“lime”
      位置：清单 works
      改法：补上产出它的过程
    """
    if lang != "zh":
        return str(error)
    if isinstance(error, MistakesError):
        numbered = (f"{number}. {_block(each)}" for number, each in enumerate(error.mistakes, 1))
        return "\n".join([translate(error.title), *numbered])
    return _block(error)


def _block(told: RulewrightError | Mistake) -> str:
    what = (told.what_zh if isinstance(told, Mistake) else "") or translate(told.what)
    return f"{what}\n  位置：{translate_place(told.where)}\n  改法：{translate(told.mend)}"


def translate(sentence: str) -> str:
    """Give a sentence in Chinese; one that no template matches stays as it is."""
    for template in _templates(MESSAGES):
        said = template.say(sentence)
        if said is not None:
            return said
    return sentence


# ---- places ---------------------------------------------------------------------------------------------

# the first words of each part of a place, the longest first
PLACE_WORDS = {
    "electricity supply": "供电",
    "special ladder": "专用优先序",
    "recycling of": "再生",
    "imbalance of": "不平衡",
    "correlation": "相关",
    "condition": "条件",
    "background": "背景",
    "inventory": "清单",
    "parameter": "参数",
    "portfolio": "组合",
    "plant": "工厂",
    "emission": "排放",
    "database": "数据库",
    "property": "属性",
    "process": "过程",
    "product": "产品",
    "project": "项目",
    "mapping": "对照表",
    "choice": "选择",
    "clause": "条款",
    "output": "产出",
    "class": "类别",
    "extra": "可选依赖",
    "input": "输入",
    "price": "价格",
    "code": "代码",
    "rule": "规则",
    "rung": "选项",
}
WHOLE_PLACES = {
    "declared choices": "声明的选择",
    "declared unit": "声明单位",
    "mass balance": "质量平衡",
    "carbon balance": "碳平衡",
    "energy balance": "能量平衡",
    "correlation": "相关",
    "the file": "文件",
    "factor": "因子",
    "package": "研究包",
}
_FILE_AND_LINE = re.compile(
    r"^(?P<file>.+?(?::\d+|![A-Z]{1,3}\d+))(?: \((?P<label>.*)\))?(?: and line (?P<other>\d+))?$", re.DOTALL
)
_INPUTS = re.compile(r"^(\d+) electricity inputs(?= \()")
_OWNER = re.compile(r"^property (?P<property>\S+) of (?P<flow>\S+)$")
_START = re.compile(rf"^({'|'.join(re.escape(word) for word in PLACE_WORDS)}) ")


def translate_place(where: str) -> str:
    """Say where something is: fixed words in Chinese, names, ids and paths as they are."""
    found = _FILE_AND_LINE.match(where)
    if found is None:
        return _parts(where)
    label = f"（{_parts(found['label'])}）" if found["label"] else ""
    other = f"，另见第 {found['other']} 行" if found["other"] else ""
    return f"{found['file']}{label}{other}"


def _parts(where: str) -> str:
    if where.endswith((".yaml", ".yml")):
        return where
    if where.startswith("shipped: "):
        return f"随附：{_list(where.removeprefix('shipped: '))}"
    where = _INPUTS.sub(r"\1 个电力输入", where)
    several = re.match(r"^processes (?P<names>[^(]*)(?P<rest> \(.*)$", where)
    if several is not None:
        return f"过程 {_list(several['names'])}{_parts('process x' + several['rest']).removeprefix('过程 x')}"
    return "；".join("，".join(_part(part) for part in each.split(", ")) for each in where.split("; "))


def _part(part: str) -> str:
    """One part of a place, e.g. ``process 'mine' (inventory works)``."""
    if part in WHOLE_PLACES:
        return WHOLE_PLACES[part]
    owner = _OWNER.match(part)
    if owner is not None:
        return f"{owner['flow']} 的属性 {owner['property']}"
    inner = re.match(r"^(?P<outer>.*?) \((?P<inner>inventory .*)\)$", part)
    if inner is not None:
        return f"{_part(inner['outer'])}（{_part(inner['inner'])}）"
    part = re.sub(r"^(project '[^']*') in (.*)$", r"\1（位于 \2）", part)
    return re.sub(r"^(\S+) '([^']*)'", r"\1“\2”", _START.sub(lambda match: f"{PLACE_WORDS[match[1]]} ", part))


# ---- matching -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Template:
    message: Message
    pattern: re.Pattern[str]
    parts: tuple[
        str, ...
    ]  # the text outside the gaps, which a sentence must hold: looked for before the pattern

    def say(self, sentence: str, tails: int = 0) -> str | None:
        """Give the Chinese sentence; None if this one is not meant."""
        if not sentence.startswith(self.parts[0]) or not all(part in sentence for part in self.parts):
            return None
        found = self.pattern.match(sentence)
        if found is None:
            return None
        gaps = found.groupdict()
        tail = gaps.pop("tail_", None) or ""
        return self.message.zh.format(**{name: _gap(name, text) for name, text in gaps.items()}) + _tail(
            tail, tails + 1
        )


@cache
def _templates(messages: tuple[Message, ...]) -> tuple[_Template, ...]:
    """Templates, the most specific (with the longest text outside its gaps) first."""
    tails = "|".join(_regex(each.en, named=False) for each in TAILS)
    found = [
        _Template(
            each,
            re.compile(f"^{_regex(each.en)}(?P<tail_>(?:{tails}){{0,{MOST_TAILS}}})$", re.DOTALL),
            _fixed_parts(each.en),
        )
        for each in messages
    ]
    return tuple(sorted(found, key=lambda each: -len(fixed_text(each.message.en))))


def _fixed_parts(template: str) -> tuple[str, ...]:
    """Texts between the gaps of a template; the first is what it starts with, empty if that is a gap."""
    return tuple(text for text, _, _, _ in string.Formatter().parse(template)) or ("",)


def fixed_text(template: str) -> str:
    """Give the text of a template outside its gaps."""
    return "".join(text for text, _, _, _ in string.Formatter().parse(template))


def _regex(template: str, named: bool = True) -> str:
    pattern = ""
    for text, name, _, _ in string.Formatter().parse(template):
        pattern += re.escape(text)
        if name is not None:
            gap = SHAPES.get(_kind(name), ".*?")
            pattern += f"(?P<{name}>{gap})" if named else f"(?:{gap})"
    return pattern


def _tail(tail: str, number: int) -> str:
    """What is said after a sentence: what was found, what was perhaps meant."""
    if not tail or number > MOST_TAILS:
        return tail
    for template in _templates(TAILS):
        said = template.say(tail, number)
        if said is not None:
            return said
    return tail


def _kind(name: str) -> str:
    """Kind of a gap: its name without the number that tells two of a kind apart."""
    return name.rstrip("0123456789")


def _gap(name: str, text: str) -> str:
    return GAPS[_kind(name)](text) if _kind(name) in GAPS else text


def _phrase(text: str) -> str:
    for template in _templates(PHRASES):
        said = template.say(text)
        if said is not None:
            return said
    return translate(text)


def _list(text: str) -> str:
    if text == "none":
        return "无"
    body, more, count = text, "", re.search(r" and (\d+) more$", text)
    if count is not None:
        body, more = text[: count.start()], f" 等，另有 {count[1]} 项"
    return body.replace(", ", "、") + more


def _products(text: str) -> str:
    """List of products, each with its process."""
    text = re.sub(r" in process '([^']*)'", r"（用于过程“\1”）", text)
    text = re.sub(r"'([^']*)' of '([^']*)' of process '([^']*)'", r"过程“\3”中“\2”的“\1”", text)
    return _list(re.sub(r"'([^']*)' of process '([^']*)'", r"过程“\2”的“\1”", text))


def _reasons(text: str) -> str:
    """Why each option was passed over, joined by semicolons."""
    said = []
    for each in re.split(rf"; (?={_OPTION})", text):
        option = re.match(_OPTION, each)
        if option is None:
            said.append(_phrase(each))
        else:
            said.append(f"{_option(option[0].removesuffix(': '))}：{_phrase(each[option.end() :])}")
    return "；".join(said)


_OPTION = (
    r"(?:subdivide|substitute(?: \([^)]*\))?|share by \w+|fixed|stop|on_site|direct_line|contract|supplier_mix|residual_mix"
    r"|grid_average|fossil_mix): "
)
_VERBS = {"subdivide": "细分", "substitute": "替代", "fixed": "固定系数", "stop": "停止"}


def _option(option: str) -> str:
    verb, _, rest = option.partition(" ")
    if option.startswith("share by "):
        return f"按{_word(option.removeprefix('share by '))}分配"
    said = _VERBS.get(verb) or _word(verb)
    return f"{said}（{_list(rest.strip('()'))}）" if rest else said


_ZH_OF = {en: zh for zh, en in WORDS.values()} | {word: zh for word, (zh, _) in WORDS.items()}
_PROPERTIES = (
    "mass", "dry_mass", "lhv", "energy", "exergy", "carbon", "biogenic_carbon", "metal", "amount_of_substance",
    "pieces", "price", "quality", "physical",
)  # fmt: skip


def _word(text: str) -> str:
    return _ZH_OF.get(text, text)


def _found(text: str) -> str:
    if text == "none":
        return "：无"
    return _beside(re.sub(r"^'(.*)'$", r"“\1”", text, flags=re.DOTALL))


def _quoted(text: str) -> str:
    return re.sub(r"'([^']*)'", r"“\1”", _list(text))


def _owner(text: str) -> str:
    return _beside(_phrase(text) if text.startswith(("'", "item ")) else _parts(text), after=True)


def _beside(text: str, after: bool = False) -> str:
    """A text with a space between it and the Chinese before or after it, where it needs one."""
    if not text or not text[-1 if after else 0].isascii():
        return text
    return f"{text} " if after else f" {text}"


def _dimension(text: str) -> str:
    if text in _DIMENSIONS:
        return _DIMENSIONS[text]
    return re.sub(
        r"\[(\w+)\]", lambda match: f"[{_DIMENSIONS.get(match[1].replace('_', ' '), match[1])}]", text
    )


# what a gap may hold, where its name says so; any text otherwise
SHAPES = {
    "count": r"\d[\d,]*",
    "flow": r"[^']*",
    "near": r"[^']*",
    "characters": r"[^';]*",
    "kind": r"rule|inventory|background|study|portfolio|registry|file|library|table|choice|declared choices for rule",
    "property": "|".join(re.escape(WORDS[name][1]) for name in _PROPERTIES),
    "language": "zh|en",
    "distribution": "beta_pert|beta|discrete_uniform|gamma|gumbel|lognormal|none|normal|pedigree|student_t|triangular|"
    "uniform|weibull",
}
_KINDS = {
    "rule": "规则",
    "inventory": "清单",
    "background": "背景数据",
    "study": "研究",
    "portfolio": "组合",
    "file": "文件",
    "library": "数据库",
    "registry": "登记",
    "table": "意见表",
    "choice": "选择",
    "declared choices for rule": "规则的声明选择",
    "a rule": "规则",
    "an inventory": "清单",
    "a study": "研究",
    "a portfolio": "组合",
}
_DISTRIBUTIONS = {
    "lognormal": "对数正态",
    "normal": "正态",
    "triangular": "三角",
    "uniform": "均匀",
    "discrete_uniform": "离散均匀",
    "beta": "贝塔",
    "beta_pert": "贝塔 PERT",
    "gamma": "伽马",
    "weibull": "韦布尔",
    "student_t": "t ",
    "gumbel": "耿贝尔",
    "pedigree": "谱系",
}
_DIMENSIONS = {
    "mass": "质量",
    "energy": "能量",
    "volume": "体积",
    "area": "面积",
    "length": "长度",
    "time": "时间",
    "money": "货币",
    "currency": "货币",
    "substance": "物质的量",
    "piece": "件数",
    "normal volume": "标准体积",
    "amount of substance": "物质的量",
    "pieces": "件数",
    "mass times distance": "质量乘距离",
    "money per mass": "单位质量的货币",
    "energy per mass": "单位质量的能量",
    "dimensionless": "无量纲",
}
# how a gap is said, where it is more than a name, an id or a number
GAPS: dict[str, Callable[[str], str]] = {
    "kind": lambda text: _KINDS.get(text, text),
    "property": _word,
    "word": _word,
    "language": lambda text: "中文" if text == "zh" else "英文",
    "distribution": lambda text: _DISTRIBUTIONS.get(text, text),
    "dimension": _dimension,
    "named": _phrase,
    "owner": _owner,
    "decided": lambda text: _beside(_phrase(text)),
    "reason": _phrase,
    "reasons": _reasons,
    "missing": lambda text: "；".join(_phrase(each) for each in text.split("; ")),
    "list": _list,
    "characters": _list,
    "aspect": lambda text: {"ladder": "优先序", "factor family": "因子类别"}.get(text, text),
    "either": lambda text: text.replace(" or ", " 或 "),
    "quoted": _quoted,
    "nodes": _products,
    "found": _found,
}

MOST_TAILS = 8
# said after any sentence
TAILS: tuple[Message, ...] = (
    Message(" (did you mean '{near}'?)", "（是否指“{near}”？）"),
    Message("; did you mean '{near}'?", "；是否指“{near}”？"),
    Message("; the nearest: {activities}", "；最接近的：{activities}"),
    Message("; found {found}", "；实际为{found}"),
    Message(", which holds {characters}", "，其中有字符 {characters}"),
    Message("; it holds {characters}", "；其中有字符 {characters}"),
    Message("; the line holds {characters}", "；该行有字符 {characters}"),
)

# parts of sentences
PHRASES: tuple[Message, ...] = (
    Message("the file", "文件"),
    Message("the inventory", "清单"),
    Message("the hash of the inventory", "清单的哈希"),
    Message("the product", "产品"),
    Message("the declared unit", "声明单位"),
    Message("the rules", "规则"),
    Message("the hash of rule {rule}", "规则 {rule} 的哈希"),
    Message("the hash of the declared choices", "声明的选择的哈希"),
    Message("the seed", "种子"),
    Message("the sampling", "抽样方式"),
    Message("the generator", "随机数发生器"),
    Message("the pedigree set", "谱系系数的套别"),
    Message("the version of {name}", "{name} 的版本"),
    Message("the hash of the distributions", "分布的哈希"),
    Message("the central value of {rule}", "规则 {rule} 的中心值"),
    Message("the background", "背景数据库"),
    Message("the split", "拆分"),
    Message("the drawing of characterisation factors", "是否抽取特征化因子"),
    Message("the number of draws in a block", "每块的抽样次数"),
    Message("the number of draws", "抽样次数"),
    Message("item {count} of {named}", "{named}的第 {count} 项"),
    Message("'{key}'", "“{key}”"),
    Message("the class of {flow}", "{flow} 的类别"),
    Message("the ladder of process {process}", "过程 {process} 的优先序"),
    Message("the ladder of product {flow}", "产品 {flow} 的优先序"),
    # why a rung or a supply is passed over
    Message("the inventory offers no sub-processes", "清单没有可用的子过程"),
    Message("the study does not declare that it expands the system", "研究没有声明采用系统扩展"),
    Message(
        "the rule asks for a physical relationship; nothing says which property",
        "规则要求物理关系，但没有说明用哪一种属性",
    ),
    Message("the displaced product is not known for every co-product", "被替代产品不是都已知"),
    Message("{list} not in the rule's list", "{list} 不在规则的名单内"),
    Message("not every output is an energy carrier", "并非所有产出都是能源产品"),
    Message("cannot be tested: no price for {list}", "无法检验：{list} 没有价格"),
    Message(
        "cannot be tested: outputs have different units and lack a mass",
        "无法检验：产出的单位不同，且缺少质量属性",
    ),
    Message(
        "co-products bring {share} of the revenue, above {limit}",
        "共生产品的收入占比为 {share}，高于 {limit}",
    ),
    Message("unit value ratio {list} is not above {limit}", "单位价值比 {list} 不高于 {limit}"),
    Message("unit value ratio {list} is not at most {limit}", "单位价值比 {list} 高于 {limit}"),
    Message(
        "unit revenue gap {list}, limit {limit}: the condition does not hold",
        "单位收入差 {list}，界限 {limit}：条件不成立",
    ),
    Message("group ({list}): {reason}", "组（{list}）：{reason}"),
    Message("the rule says stop", "规则要求停止"),
    Message("the inventory offers no such supply", "清单中没有这种供电"),
    Message(
        "only factors of the other family; the rule asks for {word} factors, and the two are never mixed",
        "只有另一类因子；规则要求{word}因子，两类不混用",
    ),
    Message("no supply of scope {scope}", "没有范围为 {scope} 的供电"),
    Message("the certificate that the rule asks for is missing", "缺少规则要求的证书"),
    # why an amount or a factor is missing
    Message("exists, no number found", "存在，但没有找到数值"),
    Message("the inventory has no process that treats this waste", "清单没有处理这种废物的过程"),
    Message(
        "{name} has no factor of biogenic methane that fits the convention {convention}",
        "{name} 没有与惯例 {convention} 相符的生物源甲烷因子",
    ),
    Message("{name} lists no factor '{factor}'", "{name} 未列出因子“{factor}”"),
    # what the operating system says
    Message("No such file or directory", "没有这个文件或文件夹"),
    Message("Permission denied", "没有权限"),
    Message("Is a directory", "这是文件夹"),
    Message("Not a directory", "不是文件夹"),
    Message("File exists", "文件已存在"),
    Message("Read-only file system", "文件系统只读"),
    Message("No space left on device", "磁盘空间不足"),
    Message("File name too long", "文件名太长"),
    Message("Directory not empty", "文件夹不为空"),
    Message("a folder has the name of a file that is written", "有文件夹与要写出的文件同名"),
    # what the YAML parser says
    Message("mapping values are not allowed in this context", "此处不能写“键: 值”"),
    Message("found character that cannot start any token", "有不能作为开头的字符"),
    Message("found character '{character}' that cannot start any token", "有不能作为开头的字符“{character}”"),
    Message("could not find expected ':'", "缺少“:”"),
    Message("did not find expected key", "此处应为键"),
    Message("did not find expected ',' or ']'", "缺少“,”或“]”"),
    Message("did not find expected ',' or '}}'", "缺少“,”或“}}”"),
    Message("did not find expected '-' indicator", "缺少“-”"),
    Message("did not find expected node content", "此处应有内容"),
    Message("did not find expected <document start>", "文件开头之后还有多余的内容"),
    Message("did not find expected alphabetic or numeric character", "此处应为字母或数字"),
    Message("found unexpected end of stream", "文件在内容未完时结束"),
    Message("found unexpected document indicator", "内容未完时出现“---”或“...”"),
    Message("found unknown escape character", "有未知的转义字符"),
    Message("block sequence entries are not allowed in this context", "此处不能写列表项“- ”"),
    Message("expected <block end>, but found {list}", "缩进的内容未正常结束，却出现 {list}"),
    Message("expected the node content, but found {list}", "此处应有内容，却出现 {list}"),
    Message(
        "the amount is not a finite number",
        "数量不是有限的数",
    ),
    Message(
        "the kind of distribution is not known",
        "分布的种类不明",
    ),
    Message(
        "the scale is not a finite number above zero",
        "scale 不是大于零的有限数",
    ),
    Message(
        "the scale is below zero",
        "scale 小于零",
    ),
    Message(
        "a bound is missing",
        "缺少界限",
    ),
    Message(
        "the minimum is not below the maximum",
        "最小值不小于最大值",
    ),
    Message(
        "a lognormal of a negative amount lacks its flag 'negative'",
        "负数量的对数正态分布缺少“negative”标记",
    ),
    Message(
        "the location is not a finite number",
        "loc 不是有限的数",
    ),
    Message(
        "the mode lies outside the bounds",
        "众数在界限之外",
    ),
    Message(
        "the shape is not a finite number above zero",
        "shape 不是大于零的有限数",
    ),
    Message(
        "an extreme-value distribution has a shape other than zero",
        "极值分布的 shape 不为零",
    ),
    Message(
        "the location is not above zero",
        "loc 不大于零",
    ),
    Message(
        "the probability lies outside 0 to 1",
        "概率在 0 至 1 之外",
    ),
    # why a formula of another tool gives no number
    Message("no parameter '{name}'", "没有参数“{name}”"),
    Message("it is no formula", "这不是公式"),
    Message("it has no finite result", "没有有限的结果"),
    Message("it depends on itself", "它依赖自身"),
    Message("it is nested too deeply", "嵌套太深"),
    Message("it holds something that is no arithmetic", "其中有算术以外的内容"),
    Message("the function '{name}' is not known", "函数“{name}”未知"),
    Message("it has more than {count} characters", "超过 {count} 个字符"),
    Message("'{name}' takes a condition and two numbers", "“{name}”需要一个条件和两个数"),
    Message("'{name}' has {count} arguments", "“{name}”有 {count} 个参数"),
)

MESSAGES: tuple[Message, ...] = (
    # ---- titles
    Message("{kind} {name}: 1 mistake", "{kind} {name}：1 处错误"),
    Message("{kind} {name}: {count} mistakes", "{kind} {name}：{count} 处错误"),
    Message(
        "rule {rule} on {inventory}: 1 open decision; no clause settles them",
        "规则 {rule} 用于 {inventory}：有 1 项未定，没有条款作出规定",
    ),
    Message(
        "rule {rule} on {inventory}: {count} open decisions; no clause settles them",
        "规则 {rule} 用于 {inventory}：有 {count} 项未定，没有条款作出规定",
    ),
    # ---- finding and reading files
    Message("no file '{path}'", "没有文件“{path}”"),
    Message(
        "check the path; `rulewright list` prints the ids of what is shipped",
        "检查路径；`rulewright list` 列出随附内容的编号",
    ),
    Message("cannot read '{path}': {reason}", "无法读取“{path}”：{reason}"),
    Message("check that it is a readable file", "检查它是否为可读的文件"),
    Message("the file is larger than {size} MB", "文件大于 {size} MB"),
    Message("split it into several files", "拆分为几个文件"),
    Message("not UTF-8: byte 0x{byte} cannot be decoded", "不是 UTF-8：字节 0x{byte} 无法解码"),
    Message(
        "save the file as UTF-8 (in many editors: Save as, encoding UTF-8); convert it if it is GBK",
        "把文件存为 UTF-8（多数编辑器：另存为，编码选 UTF-8）；若原为 GBK，先转换",
    ),
    Message("the shipped databases are missing", "随附的数据库缺失"),
    Message("install rulewright again", "重新安装 rulewright"),
    Message("no {kind} '{name}'", "没有{kind}“{name}”"),
    Message("give one of these ids or a path to a .yaml file", "给出随附内容的编号，或 .yaml 文件的路径"),
    Message("no file or shipped id '{name}'", "没有文件“{name}”，随附内容中也没有这个编号"),
    Message(
        "give a path to a .yaml file, or an id of `rulewright list`",
        "给出 .yaml 文件的路径，或 `rulewright list` 中的编号",
    ),
    Message(
        "the file is not a rule, inventory or study: it does not hold keys and values",
        "文件不是规则、清单或研究：其中没有键和值",
    ),
    Message("'format' is missing", "缺少“format”"),
    Message("unknown format '{format}'", "未知的格式“{format}”"),
    Message("start with 'format:' and one of: {list}", "以“format:”开头，取值为以下之一：{list}"),
    Message(
        "the file is not a rule: its format is '{found_format}', not '{format}'",
        "文件不是规则：其格式为“{found_format}”，不是“{format}”",
    ),
    Message(
        "the file is not an inventory: its format is '{found_format}', not '{format}'",
        "文件不是清单：其格式为“{found_format}”，不是“{format}”",
    ),
    Message(
        "the file is not a study: its format is '{found_format}', not '{format}'",
        "文件不是研究：其格式为“{found_format}”，不是“{format}”",
    ),
    Message("name a rule here", "此处写规则"),
    Message("name an inventory here", "此处写清单"),
    Message("name a study here", "此处写研究"),
    # ---- YAML
    Message("the file holds the control character {character}", "文件中有控制字符 {character}"),
    Message(
        "remove it; if there are many, the file is not plain UTF-8 text",
        "删去它；若有很多，则文件不是纯 UTF-8 文本",
    ),
    Message("the file is empty", "文件为空"),
    Message("the file holds nothing but null", "文件中只有 null"),
    Message(
        "start from a shipped file; `rulewright schema` prints what a file may hold",
        "从随附的文件改起；`rulewright schema` 输出文件可含的内容",
    ),
    Message("a second YAML document ('---')", "有第二个 YAML 文档（“---”）"),
    Message("keep one document a file", "每个文件只留一个文档"),
    Message("alias '*{name}' is not allowed", "不允许使用别名“*{name}”"),
    Message("write the content out where it is used", "在使用处写出内容"),
    Message("anchor '&{name}' is not allowed", "不允许使用锚点“&{name}”"),
    Message("remove it and write the content out", "删去它，写出内容"),
    Message("tag '{tag}' is not allowed", "不允许使用标签“{tag}”"),
    Message("remove the tag; only plain values are read", "删去标签；只读取普通的值"),
    Message("nested too deeply", "嵌套太深"),
    Message("at most {count} levels are allowed", "最多 {count} 层"),
    Message("not valid YAML: a tab in front of '{text}'", "YAML 无效：“{text}”前有制表符"),
    Message("indent with spaces", "用空格缩进"),
    Message("not valid YAML: {reason}", "YAML 无效：{reason}"),
    Message("type colons, brackets and spaces with ASCII characters", "冒号、括号和空格用 ASCII 字符"),
    Message(
        "check indentation, quotes and colons on this line and the one before",
        "检查此行和上一行的缩进、引号和冒号",
    ),
    Message("a key that is not a plain word", "键不是普通的词"),
    Message("use a plain word as key", "用普通的词作键"),
    Message("key '{key}' appears twice (first in line {line})", "键“{key}”出现两次（先在第 {line} 行）"),
    Message("keep one of the two", "两者留一"),
    Message("{named} has no value", "{named}没有值"),
    Message("give a value, or remove the key", "给出值，或删去此键"),
    Message("'{text}' is not a finite number", "“{text}”不是有限的数"),
    Message(
        "give a number, or `missing: true` if none is known; quote it if it is a word",
        "给出数值；没有已知数值则写 `missing: true`；若是词，加引号",
    ),
    Message(
        "key '{text}' holds a look-alike or invisible character: {characters}",
        "键“{text}”含有形近或不可见的字符：{characters}",
    ),
    Message(
        "value '{text}' holds a look-alike or invisible character: {characters}",
        "值“{text}”含有形近或不可见的字符：{characters}",
    ),
    Message(
        "text '{text}' holds a look-alike or invisible character: {characters}",
        "文字“{text}”含有形近或不可见的字符：{characters}",
    ),
    Message("remove it, or quote the text if it is meant", "删去它；若确有此意，给文字加引号"),
    Message("type it with ASCII characters: {text}", "用 ASCII 字符书写：{text}"),
    # ---- what a file may hold
    Message("'{key}' is missing in {owner}", "{owner}缺少“{key}”"),
    Message("add '{key}:'", "补上“{key}:”"),
    Message("unknown key '{key}' in {owner}", "{owner}有未知的键“{key}”"),
    Message("use one of: {list}", "用以下之一：{list}"),
    Message("use one of: {list}, ...", "用以下之一：{list} 等"),
    Message("remove it", "删去它"),
    Message("unknown family '{family}'", "未知的条款族“{family}”"),
    Message("the clause names no 'family'", "条款没有写“family”"),
    Message("add 'family:' (boundary, allocation, ...)", "补上“family:”（boundary、allocation 等）"),
    Message("{named} has an unknown value", "{named}的值未知"),
    Message("a condition needs a key that says what is tested", "条件缺少说明检验内容的键"),
    Message("write {{key: value}} with one of: {list}", "写 {{key: value}}，键为以下之一：{list}"),
    Message("unknown condition {quoted}", "未知的条件{quoted}"),
    Message("{named} is not an id", "{named}不是编号"),
    Message(
        "use small letters a-z, digits and underscores, a letter first",
        "用小写字母 a-z、数字和下划线，以字母开头",
    ),
    Message("use small letters a-z, digits and single hyphens", "用小写字母 a-z、数字和单个连字符"),
    Message("{named} is not a mapping", "{named}不是“键: 值”的形式"),
    Message("write 'key: value', one a line", "写“键: 值”，每行一个"),
    Message("write its keys and values: {list}", "写出它的键和值：{list}"),
    Message(
        "correct it; `rulewright schema` prints what is allowed", "改正；`rulewright schema` 输出允许的内容"
    ),
    Message(
        "correct the value; `rulewright schema` prints what is allowed",
        "改正此值；`rulewright schema` 输出允许的内容",
    ),
    Message("{named} is not a number", "{named}不是数"),
    Message("{named} is not a whole number", "{named}不是整数"),
    Message(
        "give a number without unit, quotes or percent sign, e.g. 0.03 for 3 %",
        "给出数值，不带单位、引号和百分号，例如 3 % 写 0.03",
    ),
    Message("{named} is not a finite number", "{named}不是有限的数"),
    Message(
        "give a number, or `missing: true` if none is known", "给出数值；没有已知数值则写 `missing: true`"
    ),
    Message("{named} is not text", "{named}不是文字"),
    Message(
        "put it in quotes if it looks like a number or is true or false",
        "若形似数值，或为 true、false，加引号",
    ),
    Message("{named} is neither true nor false", "{named}既非 true 也非 false"),
    Message("write true or false, without quotes", "写 true 或 false，不加引号"),
    Message("{named} is not a list", "{named}不是列表"),
    Message("write [a, b], or one item a line with '- ' in front", "写 [a, b]，或每行一项，前加“- ”"),
    Message("{named} has to be above {limit}", "{named}应大于 {limit}"),
    Message("{named} has to be at least {limit}", "{named}应不小于 {limit}"),
    Message("{named} has to be below {limit}", "{named}应小于 {limit}"),
    Message("{named} has to be at most {limit}", "{named}应不大于 {limit}"),
    Message("correct the value", "改正此值"),
    Message("correct the value; a share of 3 % is 0.03", "改正此值；占比 3 % 写 0.03"),
    Message(
        "{named} has {count} items; at least {count2} needed", "{named}有 {count} 项，至少要 {count2} 项"
    ),
    Message("add what is missing", "补上所缺"),
    Message("{named} has more than {count} items", "{named}多于 {count} 项"),
    Message("remove what is too much", "删去多余的项"),
    Message("{named} is not a date", "{named}不是日期"),
    Message("write year-month-day, e.g. 2026-11-22", "写年-月-日，例如 2026-11-22"),
    # ---- rules
    Message("'based_on' goes in a circle: {circle}", "“based_on”成环：{circle}"),
    Message("remove one of these", "删去其中之一"),
    Message("cannot be based on '{rule}': {reason}", "无法继承自“{rule}”：{reason}"),
    Message(
        "based on '{rule}', but {file} holds the rule '{other}'",
        "继承自“{rule}”，但 {file} 中是规则“{other}”",
    ),
    Message("give the file the name of its rule", "文件名与其规则的编号一致"),
    Message("two clauses have the id '{clause}'", "两个条款的编号同为“{clause}”"),
    Message("give each clause its own id", "每个条款用各自的编号"),
    Message(
        "clauses '{clause}' and '{clause2}' both decide {decided}",
        "条款“{clause}”和“{clause2}”都规定了{decided}",
    ),
    Message("clause '{clause}' decides twice {decided}", "条款“{clause}”两次规定了{decided}"),
    Message("keep it in one place", "只留一处"),
    Message(
        "the ladder can run out: its last rung is '{verb}', which has conditions",
        "优先序可能用尽：最后的选项“{verb}”带有条件",
    ),
    Message(
        "the ladder can run out: its last rung is '{verb}', which may not be applicable to a process",
        "优先序可能用尽：最后的选项“{verb}”未必适用于每个过程",
    ),
    Message(
        "end the ladder with `- stop: {{}}` (the study then stops and lists the process)",
        "优先序以 `- stop: {{}}` 结尾（研究届时停下并列出该过程）",
    ),
    Message("rungs after an unconditional stop can never be reached", "无条件的 stop 之后的选项永远用不到"),
    Message("move stop to the end", "把 stop 移到末尾"),
    Message("the electricity ladder can run out after '{supply}'", "电力优先序可能在“{supply}”之后用尽"),
    Message(
        "end it with {{supply: grid_average}} or {{supply: stop}}",
        "以 {{supply: grid_average}} 或 {{supply: stop}} 结尾",
    ),
    Message("rungs after 'stop' can never be reached", "“stop”之后的选项永远用不到"),
    Message("give a unit such as kg, t, kWh, MJ, m3, piece", "给出单位，例如 kg、t、kWh、MJ、m3、piece"),
    Message("clause '{clause}' has no source document", "条款“{clause}”没有来源文件"),
    Message("name the document it comes from", "写明它来自哪份文件"),
    Message("clause '{clause}' has no {language} text", "条款“{clause}”没有{language}文字"),
    Message("write the text in {language}", "写出{language}文字"),
    Message("a two-level share needs both 'groups' and 'inside'", "两级分配要同时有“groups”和“inside”"),
    Message("{list} stands in two groups; a flow belongs to one", "{list} 出现在两组中；一个流只属于一组"),
    Message("fixed factors sum to {total}, not 1", "固定系数合计为 {total}，不是 1"),
    Message(
        "a rung has exactly one of {list}; found {list2}", "一个选项恰有以下之一：{list}；实际为：{list2}"
    ),
    Message("a special ladder names 'processes' or 'products'", "专用优先序要写“processes”或“products”"),
    Message("not_settled names {list}; allowed here: {list2}", "not_settled 列有 {list}；此处允许：{list2}"),
    Message("{list} is both stated and listed as not_settled", "{list} 既已规定，又列在 not_settled 中"),
    Message(
        "the clause decides nothing: give a setting or list it under not_settled",
        "条款没有规定任何内容：给出设置，或列在 not_settled 中",
    ),
    # ---- studies and declared choices
    Message(
        "a choice for the rule '{rule}', which the study does not use",
        "有针对规则“{rule}”的选择，但研究没有用到它",
    ),
    Message("name a rule of the study or '*'", "写研究中的规则，或“*”"),
    Message("'{text}' is not a choice", "“{text}”不是选择"),
    Message(
        "write [RULE:]family.setting=value, e.g. biogenic.convention=0/0",
        "写 [规则:]族.设置=值，例如 biogenic.convention=0/0",
    ),
    Message("'{text}' is not a value", "“{text}”不是值"),
    Message("write one plain value", "写一个普通的值"),
    Message("'{key}' is not a setting of {family}", "“{key}”不是 {family} 的设置"),
    Message(
        "rule {rule} does not leave {setting} open; a choice cannot add to it",
        "规则 {rule} 没有把 {setting} 留作未定；不能用选择补充",
    ),
    Message(
        "write a patch: a rule file with based_on: {rule} that states {setting}",
        "写补丁：一个含 based_on: {rule} 的规则文件，其中规定 {setting}",
    ),
    Message(
        "rule {rule} settles {setting} itself (clause {clause}); a choice cannot override it",
        "规则 {rule} 自己规定了 {setting}（条款 {clause}）；不能用选择改变",
    ),
    Message(
        "write a patch: a rule file with based_on: {rule} that states another {setting}",
        "写补丁：一个含 based_on: {rule} 的规则文件，其中另行规定 {setting}",
    ),
    # ---- inventories
    Message(
        "the background '{name}' is named twice, or is this file itself",
        "背景数据“{name}”写了两次，或就是本文件",
    ),
    Message("name each background once", "每份背景数据只写一次"),
    Message("two products have the id '{flow}'", "两个产品的编号同为“{flow}”"),
    Message("two processes have the id '{process}'", "两个过程的编号同为“{process}”"),
    Message("two electricity supplies have the id '{supply}'", "两个供电的编号同为“{supply}”"),
    Message("give each its own id", "各用各的编号"),
    Message("two parameters are called '{parameter}'", "两个参数同名“{parameter}”"),
    Message("rename one", "给其中一个改名"),
    Message("two linked files define '{name}'", "两份相连的文件都定义了“{name}”"),
    Message(
        "keep it in one file, or rename one; the other stands in {place}",
        "只留在一份文件中，或给其中一个改名；另一处在 {place}",
    ),
    Message("unknown elementary flow '{flow}'", "未知的基本流“{flow}”"),
    Message("did you mean {either}?", "是否指 {either}？"),
    Message("see databases/elementary_flows.yaml", "见 databases/elementary_flows.yaml"),
    Message("'{formula}' gives {amount}, not a finite number", "“{formula}”得出 {amount}，不是有限的数"),
    Message("correct the formula", "改正公式"),
    Message("nobody makes '{flow}'", "没有过程产出“{flow}”"),
    Message(
        "add a process that makes it, name a background that does, or say `supply_missing:` at the product",
        "补上产出它的过程，或写上产出它的背景数据，或在该产品处写 `supply_missing:`",
    ),
    Message("add a process that makes it", "补上产出它的过程"),
    Message("{count} processes make '{flow}': {list}", "有 {count} 个过程产出“{flow}”：{list}"),
    Message("say which one with `from:`", "用 `from:` 写明是哪一个"),
    Message("say which one with `process:`", "用 `process:` 写明是哪一个"),
    Message("makers of {flow}: {list}", "产出 {flow} 的过程：{list}"),
    Message("no process '{process}'", "没有过程“{process}”"),
    Message("process '{process}' does not make {flow}", "过程“{process}”不产出 {flow}"),
    Message("name a process of the inventory", "写清单中的过程"),
    Message("the reference output needs an amount above zero", "基准产出的数量应大于零"),
    Message("give its amount", "给出它的数量"),
    Message("a negative output ({amount})", "产出为负（{amount}）"),
    Message("state it as an input", "写为输入"),
    Message(
        "a process has either a factor or inputs and emissions, not both",
        "一个过程或有因子，或有输入和排放，不能兼有",
    ),
    Message("split it into two processes", "拆分为两个过程"),
    Message(
        "the reference output of a process with a factor has an uncertainty or formula",
        "有因子的过程，其基准产出带有不确定性或公式",
    ),
    Message("state the uncertainty at the factor", "在因子处给出不确定性"),
    Message("give either share or formula", "share 和 formula 给出其一"),
    Message("share: 1 covers the whole demand", "share: 1 覆盖全部需求"),
    Message("share {share} is not above 0 and at most 1", "占比 {share} 不在大于 0 且不大于 1 的范围内"),
    Message("correct share or formula", "改正 share 或 formula"),
    Message("nobody makes the product '{flow}'", "没有过程产出产品“{flow}”"),
    Message("name a flow that a process makes", "写某个过程产出的流"),
    Message("the inventory has a product but no declared_unit", "清单有 product，却没有 declared_unit"),
    Message("add declared_unit: {{amount: 1, unit: t}}", "补上 declared_unit: {{amount: 1, unit: t}}"),
    Message("'{part}' is not a process with part_of: {process}", "“{part}”不是含 part_of: {process} 的过程"),
    Message("define the sub-process and its part_of", "定义该子过程及其 part_of"),
    Message("amount {amount} lies outside {low} .. {high}", "数量 {amount} 在 {low} .. {high} 之外"),
    Message("correct the amount or the range", "改正数量或范围"),
    Message("a lognormal amount cannot be zero", "对数正态分布的数量不能为零"),
    Message("use another distribution", "用另一种分布"),
    Message("{flow} states '{property_name}' twice", "{flow} 两次给出“{property_name}”"),
    Message("keep one", "只留一个"),
    Message(
        "write a unit such as kg, t, MJ, kWh, m3, Nm3, piece, CNY/kg",
        "写出单位，例如 kg、t、MJ、kWh、m3、Nm3、piece、CNY/kg",
    ),
    Message("give the amount in a unit of the kind of '{unit}'", "用与“{unit}”同类的单位给出数量"),
    Message("product '{flow}' is not defined", "产品“{flow}”没有定义"),
    Message(
        "define it under 'products' of this file or of a background",
        "在本文件或某份背景数据的“products”下定义",
    ),
    Message("define it under 'parameters' or correct the formula", "在“parameters”下定义，或改正公式"),
    Message("a {distribution} distribution needs {list}", "{distribution}分布要给出 {list}"),
    Message("a {distribution} distribution takes no {list}", "{distribution}分布不用 {list}"),
    Message("pedigree scores alone take no {list}", "只有谱系评分时不用 {list}"),
    Message("a none distribution takes no pedigree scores", "none 分布不用谱系评分"),
    Message(
        "the bounds of a discrete_uniform distribution are whole numbers",
        "discrete_uniform 分布的上下限须为整数",
    ),
    Message("a negative lognormal amount needs `negative: true`", "负的对数正态数量须写明 `negative: true`"),
    Message("`negative: true` stands beside the amount {amount}", "`negative: true` 旁的数量为 {amount}"),
    Message("say `negative: true`, or correct the amount", "写明 `negative: true`，或改正数量"),
    Message("leave it out, or correct the amount", "去掉它，或改正数量"),
    Message(
        "amount {amount} lies outside what the {distribution} distribution can give, {low} .. {high}",
        "数量 {amount} 不在{distribution}分布的取值范围 {low} .. {high} 内",
    ),
    Message("minimum {low} is not below maximum {high}", "最小值 {low} 不小于最大值 {high}"),
    Message("give a distribution or pedigree scores", "给出分布或谱系评分"),
    # correlations
    Message("give either rho or matrix", "rho 和 matrix 给出其一"),
    Message("the matrix needs {rows} rows of {columns} numbers", "矩阵须有 {rows} 行，每行 {columns} 个数"),
    Message("the diagonal of the matrix is 1", "矩阵的对角线为 1"),
    Message("the matrix is not symmetric", "矩阵不对称"),
    Message("no quantity '{name}'", "没有数量“{name}”"),
    Message(
        "write its id as results do, e.g. parameter.coke, works/input/ore, coke.price",
        "按结果中的写法写编号，例如 parameter.coke、works/input/ore、coke.price",
    ),
    Message("'{name}' states no uncertainty of its own", "“{name}”本身没有给出不确定性"),
    Message("state one, or correlate the parameters of its formula", "给出不确定性，或对其公式的参数写相关"),
    Message("'{name}' stands twice in one correlation", "“{name}”在一组相关中出现两次"),
    Message("name each quantity once", "每个数量只写一次"),
    Message("'{name}' stands in two correlations", "“{name}”出现在两组相关中"),
    Message(
        "put all that vary together into one correlation, with a matrix",
        "把一起变化的数量放进同一组相关，并写矩阵",
    ),
    Message(
        "these correlations cannot hold together: the matrix is not positive definite",
        "这些相关系数不能同时成立：矩阵不是正定的",
    ),
    Message(
        "make the coefficients smaller, or measure all of them on the same data",
        "减小系数，或用同一批数据估计全部系数",
    ),
    Message(
        "{count} quantities that share one coefficient need one of at least {least}",
        "{count} 个数量共用一个系数时，系数至少为 {least}",
    ),
    Message("give either half_width or per_cent", "half_width 和 per_cent 给出其一"),
    Message("two electricity supplies are called '{name}'", "两个供电都叫“{name}”"),
    Message(
        "rename one, so that each uncertain share has a name of its own",
        "改名其一，使每个不确定的份额各有名称",
    ),
    Message("no product '{name}' in the system of the rule", "规则的产品系统中没有产品“{name}”"),
    Message(
        "name a process and a flow that the product draws on, as process|flow",
        "写出产品用到的过程和流，形式为 process|flow",
    ),
    Message("nothing that process '{name}' makes carries a share", "过程“{name}”的产出都不承担份额"),
    Message("name a process whose burdens the rule shares", "写出由规则分配负荷的过程"),
    Message("give either amount or series", "amount 和 series 给出其一"),
    Message("only a price can be a dated series", "只有价格可以是带年份的序列"),
    Message(
        "give exactly one of amount, formula, missing: true", "amount、formula、missing: true 恰好给出其一"
    ),
    Message(
        "exactly one output has class product, and it stands first (others: co_product, ...)",
        "恰有一个产出的 class 为 product，且排在最前（其余为 co_product 等）",
    ),
    Message(
        "{list} leaves the process twice; state one output with one amount",
        "{list} 两次离开过程；合为一个产出、一个数量",
    ),
    Message("a flow has a factor and a kind, or neither", "一个流或兼有 factor 和 kind，或都没有"),
    Message("flow '{flow}' stands twice", "流“{flow}”出现两次"),
    Message("remove one of them", "删去其中一个"),
    # ---- units
    Message(
        "'{unit}' ({dimension}) cannot be converted to '{unit2}' ({dimension2})",
        "“{unit}”（{dimension}）不能换算为“{unit2}”（{dimension2}）",
    ),
    Message("unknown unit '{unit}'", "未知的单位“{unit}”"),
    Message("unknown unit '{unit}': write {instead} for {term}", "未知的单位“{unit}”：{term} 写作 {instead}"),
    Message(
        "the unit is empty; a number without unit is 'dimensionless'",
        "单位为空；没有单位的数写“dimensionless”",
    ),
    Message("'{unit}' is not a unit: it holds {characters}", "“{unit}”不是单位：其中有字符 {characters}"),
    Message("'{unit}' is not a unit", "“{unit}”不是单位"),
    Message(
        "'{unit}' has an offset or is logarithmic; it cannot be converted by a factor",
        "“{unit}”有零点偏移或为对数单位，不能用系数换算",
    ),
    # ---- formulas
    Message("'{formula}' divides by zero", "“{formula}”除以零"),
    Message("'{formula}' is too large a number", "“{formula}”的数值太大"),
    Message(
        "the formula has {count} characters, more than {count2}", "公式有 {count} 个字符，多于 {count2} 个"
    ),
    Message("'{formula}' is not a formula", "“{formula}”不是公式"),
    Message(
        "'{formula}' calls something; allowed functions: {list}", "“{formula}”有调用；允许的函数：{list}"
    ),
    Message("'{formula}' is not a plain function of numbers", "“{formula}”不是数的普通函数"),
    Message(
        "'{formula}' is not allowed in a formula; a power is written **",
        "公式中不允许“{formula}”；乘方写作 **",
    ),
    Message(
        "'{formula}' is not allowed in a formula; only arithmetic over parameters is",
        "公式中不允许“{formula}”；只允许参数的算术运算",
    ),
    Message("'{formula}' is not allowed in a formula", "公式中不允许“{formula}”"),
    Message("unknown parameter '{parameter}'; known: {list}", "未知的参数“{parameter}”；已有：{list}"),
    Message(
        "unknown parameter '{parameter}' (did you mean '{near}'?); known: {list}",
        "未知的参数“{parameter}”（是否指“{near}”？）；已有：{list}",
    ),
    Message("'{formula}' is the root of a negative number", "“{formula}”是负数的方根"),
    Message("'{function}' takes one argument", "“{function}”只有一个自变量"),
    Message("{function}({number}) does not exist", "{function}({number}) 不存在"),
    # ---- GWP sets
    Message("no GWP set '{set}' for {years} years", "没有时间跨度 {years} 年的 GWP 值集“{set}”"),
    # ---- applying a rule
    Message("the inventory has no product of its own", "清单没有自己的产品"),
    Message("name a product (--product), or add 'product:'", "指定产品（--product），或补上“product:”"),
    Message("keep one maker of the product", "该产品只留一个产出过程"),
    Message(
        "'{flow}' counts as {word} under this rule: a study is about a product",
        "“{flow}”按此规则归为{word}：研究的对象是产品",
    ),
    Message("choose another product, or another rule", "换一个产品，或换一个规则"),
    Message(
        "the rule is for another product: it covers {list}, the inventory is about nothing named",
        "规则适用于其他产品：它涵盖 {list}，清单没有写明产品组",
    ),
    Message(
        "the rule is for another product: it covers {list}, the inventory is about {list2}",
        "规则适用于其他产品：它涵盖 {list}，清单的产品组为 {list2}",
    ),
    Message("choose a rule that covers the product, or a general rule", "选用涵盖该产品的规则，或通用规则"),
    Message(
        "co-product {flow} has no amount (exists, no number found)",
        "共生产品 {flow} 没有数量（存在，但没有找到数值）",
    ),
    Message(
        "give its amount, or let a clause class it as waste or burden_free",
        "给出数量，或由条款把它归为 waste 或 burden_free",
    ),
    Message(
        "no clause settles how the burdens are shared among {list}", "没有条款规定如何在 {list} 之间分配负荷"
    ),
    Message(
        "declare allocation.ladder, e.g. [{{share: {{by: mass}}}}, {{stop: {{}}}}]",
        "声明 allocation.ladder，例如 [{{share: {{by: mass}}}}, {{stop: {{}}}}]",
    ),
    Message(
        "no rung of the ladder applies to {list} ({reasons})", "优先序中没有选项适用于 {list}（{reasons}）"
    ),
    Message(
        "{missing}, declare what the rule leaves open, or add a later rung to clause {clause}",
        "{missing}，或声明规则未定之处，或在条款 {clause} 中增加靠后的选项",
    ),
    Message("give a {property} to {list}", "给出 {list} 的{property}"),
    Message("give an {property} to {list}", "给出 {list} 的{property}"),
    Message("the rule refuses to share among {list}: {reason}", "规则不在 {list} 之间分配：{reason}"),
    Message("the study has no rule '{rule}'", "研究中没有规则“{rule}”"),
    Message("rules of the study on {inventory}: {list}", "{inventory} 研究中的规则：{list}"),
    Message("name it: {code}", "写明该规则：{code}"),
    Message(
        "say in a rule patch how clause {clause} shares here", "以规则补丁说明条款 {clause} 在此如何分配"
    ),
    Message("give the missing property", "给出缺少的属性"),
    Message("no {property} for {list}", "{list} 没有{property}数据"),
    Message(
        "{flow} has a negative {property}: it cannot be a key", "{flow} 的{property}为负，不能作为分配依据"
    ),
    Message("the sum of {property} is not above zero", "{property}合计不大于零"),
    Message(
        "the sum of {property} inside the group of {list} is not above zero",
        "{list} 一组的{property}合计不大于零",
    ),
    Message("no fixed factor for {list}", "没有 {list} 的固定系数"),
    Message(
        "the fixed factors of the outputs that occur here are all zero", "这里出现的产出的固定系数都为零"
    ),
    Message("no displaced product is known for any co-product", "没有任何共生产品的被替代产品已知"),
    Message(
        "no direct knowledge of the co-products' use with one dominant displaced product",
        "共生产品的实际用途和主导的被替代产品没有直接证据",
    ),
    Message("no displaced product is known for {list}", "{list} 的被替代产品未知"),
    Message("no clause settles the recycling method for {list}", "没有条款规定 {list} 的再生方法"),
    Message(
        "declare recycling.method, e.g. cut_off_recycled_content",
        "声明 recycling.method，例如 cut_off_recycled_content",
    ),
    Message(
        "the Circular Footprint Formula needs the factor A for {flow}", "循环足迹公式要有 {flow} 的系数 A"
    ),
    Message(
        "declare recycling.allocation_factor_a for the material, or '*' for all",
        "为该材料声明 recycling.allocation_factor_a，或用“*”代表全部材料",
    ),
    Message(
        "the rule values scrap by its primary and recycled routes, but the inventory names none for {flow}",
        "规则按原生和再生两条路线计算废料的价值，但清单没有写明 {flow} 的路线",
    ),
    Message(
        "add an entry under 'recycling:' with primary, recycled and yield_kg_per_kg",
        "在“recycling:”下补一项，含 primary、recycled 和 yield_kg_per_kg",
    ),
    Message("no data for {flow}: {reason}", "{flow} 没有数据：{reason}"),
    Message(
        "give the amount and a process that makes or treats it, or declare cut_off.missing_amounts = leave_out",
        "给出数量和产出或处理它的过程，或声明 cut_off.missing_amounts = leave_out",
    ),
    Message(
        "no clause says whether the internal loop of {flow} is netted",
        "没有条款规定 {flow} 的内部循环是否按净额计",
    ),
    Message("declare boundary.internal_loops = net or gross", "声明 boundary.internal_loops = net 或 gross"),
    Message(
        "the internal loop of {flow} takes {amount}, more than the {made} made",
        "{flow} 的内部循环用去 {amount}，多于产出的 {made}",
    ),
    Message("correct the amounts, or take away the tag internal_loop", "改正数量，或去掉标签 internal_loop"),
    Message("no clause settles {setting}", "没有条款规定 {setting}"),
    Message("declare {setting}", "声明 {setting}"),
    Message(
        "no factor for {flow} in {set} GWP{horizon} with convention {convention}: {reason}",
        "{set} GWP{horizon} 在惯例 {convention} 下没有 {flow} 的因子：{reason}",
    ),
    Message(
        "choose a GWP set that has it, or let the rule bring its own value",
        "选用含有它的 GWP 值集，或由规则给出自己的值",
    ),
    Message("use an id of the registry", "用登记表中的编号"),
    Message(
        "biogenic methane {value} does not fit the convention -1/+1, which has already taken away the CO2 "
        "that the methane becomes: the factor must include it ({factor})",
        "生物源甲烷因子 {value} 与惯例 -1/+1 不符：该惯例已扣除甲烷氧化生成的 CO2，因子要含这一部分（{factor}）",
    ),
    Message("use the factor with oxidation, or convention 0/0", "用含氧化部分的因子，或改用惯例 0/0"),
    Message(
        "the rule refuses the aggregated factor of {process} (GWP set {set}, {gases}, {year})",
        "规则拒用 {process} 的汇总因子（GWP 值集 {set}，{gases}，{year}）",
    ),
    Message(
        "replace it by a unit process with gases, or by a factor of the rule's GWP set",
        "换成列出各种气体的单元过程，或用规则所定 GWP 值集的因子",
    ),
    Message("no clause settles the electricity {aspect}", "没有条款规定电力的{aspect}"),
    Message(
        "the electricity ladder leaves {share} of the demand without a supply: {reasons}",
        "电力优先序使 {share} 的需求没有供电：{reasons}",
    ),
    Message(
        "add the missing supply to the inventory's electricity_supplies, "
        "or declare electricity.ladder if the rule leaves it open",
        "在清单的 electricity_supplies 中补上所缺的供电；若规则未定，声明 electricity.ladder",
    ),
    # ---- solving
    Message(
        "the system is not productive: {list} would have to run backwards",
        "系统没有净产出：{list} 只有反向运行才能满足需求",
    ),
    Message(
        "in this loop more of a product is used than made; check amounts and units",
        "这个循环中某产品的用量多于产量；检查数量和单位",
    ),
    Message("the demand is empty", "需求为空"),
    Message("the demand names {list}, which no process makes", "需求列有 {list}，没有过程产出"),
    Message("use node keys of the system, e.g. {list}", "用系统的节点键，例如 {list}"),
    Message("the demanded amount of {list} is not a finite number", "{list} 的需求量不是有限的数"),
    Message("give a number", "给出数值"),
    Message("amounts are not finite numbers: {nodes}", "数量不是有限的数：{nodes}"),
    Message(
        "correct the amounts or the properties and shares that they come from",
        "改正数量，或得出它们的属性和分配系数",
    ),
    Message("factors are not finite numbers: {list}", "因子不是有限的数：{list}"),
    Message("correct the GWP set", "改正 GWP 值集"),
    Message("nobody makes {nodes}", "没有过程产出{nodes}"),
    Message(
        "let a process of the inventory or background make it, or leave the input out by a clause",
        "由清单或背景数据中的过程产出它，或按条款不计该输入",
    ),
    Message("processes use up all that they make: {nodes}", "过程用尽了自己的全部产出：{nodes}"),
    Message(
        "correct the own use, or net the internal loop in the inventory",
        "改正自用量，或在清单中把内部循环按净额计",
    ),
    Message(
        "the system is singular: {nodes} depend on each other without a net output",
        "系统奇异：{nodes}相互依赖，没有净产出",
    ),
    Message(
        "check the amounts in this loop: together these processes use all that they make",
        "检查这个循环中的数量：这些过程合起来用尽了自己的产出",
    ),
    Message(
        "the system is singular, or too close to it for a reliable result", "系统奇异或接近奇异，结果不可靠"
    ),
    Message(
        "check amounts and units: some process uses about as much as it makes",
        "检查数量和单位：某个过程的用量与产量几乎相等",
    ),
    Message("no solution at central values", "在中心值处无解"),
    Message("evaluate the rule: it names the products", "先求该规则的结果：它会指出是哪些产品"),
    # ---- uncertainty
    Message("no uncertainty is stated", "没有给出不确定性"),
    Message("state one, or leave it fixed", "给出不确定性，或保持固定"),
    Message("the amount {amount} lies outside {low} .. {high}", "数量 {amount} 在 {low} .. {high} 之外"),
    Message(
        "almost nothing of the {distribution} distribution lies within its bounds {low} .. {high}",
        "{distribution}分布几乎全在其界限 {low} .. {high} 之外",
    ),
    Message("correct the bounds or the sd", "改正界限或 sd"),
    Message(
        "no quantity states an uncertainty; not stated is not zero",
        "没有任何量给出不确定性；没有给出不等于零",
    ),
    Message(
        "add `uncertainty: {{distribution: ..., ...}}` or pedigree scores to amounts, properties or parameters",
        "为数量、属性或参数补上 `uncertainty: {{distribution: ..., ...}}` 或谱系评分",
    ),
    Message("a formula that gives zero cannot have a spread of its own", "得出零的公式不能有自己的离散度"),
    Message("state the uncertainty at the formula's parameters", "在公式的参数处给出不确定性"),
    Message("{given} is not a number of draws", "{given} 不是抽样次数"),
    Message("ask for 2 .. {most} draws, e.g. 10000", "抽样次数取 2 .. {most}，例如 10000"),
    Message("{given} is not a seed", "{given} 不是种子"),
    Message("ask for 2 .. {most} draws, or 0 for none", "取 2 至 {most} 次，或 0 为不抽样"),
    Message("evidence for {rule}: {count} mistake", "{rule} 的编制说明：{count} 处错误"),
    Message("evidence for {rule}: {count} mistakes", "{rule} 的编制说明：{count} 处错误"),
    Message("no inventory is named", "没有写清单"),
    Message("name at least one inventory", "至少写一份清单"),
    Message("the rule '{rule}' is set beside itself", "规则“{rule}”与自身对比"),
    Message("name other rules (--compare)", "写其他规则（--compare）"),
    Message(
        "the rule covers any product: nothing says on which of {count} inventories to look",
        "规则适用于任何产品：没有说明考察 {count} 份清单中的哪些",
    ),
    Message(
        "name inventories (--inventories), e.g. steel-hot-rolled-coil-bf-bof,aluminium-ingot-primary-cn",
        "写出清单（--inventories），如 steel-hot-rolled-coil-bf-bof,aluminium-ingot-primary-cn",
    ),
    Message(
        "no shipped inventory is about a product that the rule covers ({groups})",
        "随附清单中没有规则所涵盖的产品（{groups}）",
    ),
    Message("name inventories (--inventories), also by path", "写出清单（--inventories），也可用路径"),
    Message("the file cannot be written: its folder is not there", "文件无法写入：所在文件夹不存在"),
    Message("give an integer from 0 to 2^64 - 1, e.g. 1", "给出 0 至 2^64 - 1 的整数，例如 1"),
    Message("unknown sampling '{given}'", "未知的抽样方式“{given}”"),
    Message("unknown pedigree set '{given}'", "未知的谱系系数套别“{given}”"),
    Message("a precision is either relative or absolute", "精度或为相对，或为绝对"),
    Message(
        "give relative=0.01 or absolute_kg_co2e=5, one of them",
        "给出 relative=0.01 或 absolute_kg_co2e=5，二者取一",
    ),
    Message("{given} is not a precision", "{given} 不是精度"),
    Message(
        "give a half-width above zero, e.g. 0.01 for 1 % of the mean",
        "给出大于零的区间半宽，例如 0.01 表示均值的 1 %",
    ),
    Message("{given} is not a percentile", "{given} 不是百分位"),
    Message("give a number between 0 and 100, e.g. 97.5", "给出 0 与 100 之间的数，例如 97.5"),
    Message("{given} is not a confidence", "{given} 不是置信水平"),
    Message("give a number between 0 and 1, e.g. 0.95", "给出 0 与 1 之间的数，例如 0.95"),
    Message("a Latin hypercube has to know its number of draws beforehand", "拉丁超立方须事先知道抽样次数"),
    Message("leave the precision out, or take sampling mc or sobol", "不给精度，或抽样方式改用 mc 或 sobol"),
    # ---- runs and their stores
    Message(
        "a background needs a mapping of our products to its activities",
        "背景数据库须有映射：本工具的产品对应其中的活动",
    ),
    Message("give one: mapping=FILE, or --mapping FILE", "给出映射：mapping=文件，或 --mapping 文件"),
    Message("this is a file, not a store of draws", "这是文件，不是存放抽样的目录"),
    Message("name another folder", "换一个目录"),
    Message("the folder is no store of draws: it holds {name}", "该目录不是存放抽样的目录：其中有 {name}"),
    Message("name an empty folder, or one that doesn't exist", "给出空目录，或尚不存在的目录"),
    Message("the store holds another run ({count} differences)", "目录中存的是另一次运行（{count} 处不同）"),
    Message(
        "{named} is {there} in the store and {here} in this run", "{named}：存的是 {there}，这次是 {here}"
    ),
    Message(
        "name another folder, or ask for the run that the store holds", "换一个目录，或要求与所存相同的运行"
    ),
    Message(
        "the store holds {count} draws, more than the {count2} asked for",
        "目录中已有 {count} 次抽样，多于所要的 {count2} 次",
    ),
    Message(
        "ask for as many or more, read it with read_run(), or name another folder",
        "要求同样多或更多的次数，或用 read_run() 读取，或换一个目录",
    ),
    Message("another process writes into this store", "另一个进程正在写这个目录"),
    Message(
        "let one process write at a time; run it again when the other has ended",
        "同时只让一个进程写；待另一个结束后再运行",
    ),
    Message("no room is left on the disk after {count} draws", "{count} 次抽样后磁盘已满"),
    Message(
        "make room and run the same again: it goes on from there; what was written can be read with read_run()",
        "腾出空间后再次运行即从此处继续；已写入的可用 read_run() 读取",
    ),
    Message("the store cannot be written: {reason}", "目录无法写入：{reason}"),
    Message("name another folder, or free this path and its permissions", "换一个目录，或释放该路径及其权限"),
    Message(
        "the store is damaged: {count} of {count2} draws are whole",
        "存储已损坏：{count2} 次抽样中完整的有 {count} 次",
    ),
    Message(
        "run the same again with this store: what is damaged is computed again",
        "用这个目录再次运行：损坏的部分会重新计算",
    ),
    Message("the store holds no whole block of draws yet", "目录中还没有完整的抽样块"),
    Message("let the run go on, then read it", "让运行继续，之后再读取"),
    Message("no store of draws is here: {reason}", "这里没有存放的抽样：{reason}"),
    Message("name the folder that a run was stored in", "给出存放运行的目录"),
    Message("the manifest of the store is damaged", "存储的清册已损坏"),
    Message("name another folder and run again", "换一个目录并重新运行"),
    Message("the manifest is of another format", "清册是另一种格式"),
    Message(
        "use the version of Rulewright that wrote it; this one reads {format}",
        "使用写出它的 Rulewright 版本；本版本读取 {format}",
    ),
    Message("stopped after {count} of {count2} draws", "已停止：{count2} 次抽样中完成 {count} 次"),
    Message(
        "run the same again: it goes on from there, with the same bits; read_run() reads what is there",
        "再次运行即从此处继续，结果逐位相同；read_run() 读取已有部分",
    ),
    Message("no worker is left", "已没有可用的工作进程"),
    Message(
        "start workers and run it again; a run with a store goes on where it ended",
        "启动工作进程后再次运行；有存放目录的运行从中断处继续",
    ),
    Message(
        "workers died again and again at draws {count} to {count2}",
        "计算第 {count} 至 {count2} 次抽样时工作进程屡次中断",
    ),
    Message(
        "look at the workers' memory and logs; a run with a store goes on where it ended",
        "查看工作进程的内存和日志；有存放目录的运行从中断处继续",
    ),
    Message("Dask is not installed", "没有安装 Dask"),
    Message("no Dask scheduler answers at {address}", "{address} 处没有 Dask 调度器应答"),
    Message("start one, or correct the address", "启动调度器，或改正地址"),
    Message("pip install 'rulewright[cluster]'", "安装：pip install 'rulewright[cluster]'"),
    Message("{given} is not a Dask client", "{given} 不是 Dask 客户端"),
    Message(
        "give a distributed.Client, e.g. Client('tcp://host:8786')",
        "给出 distributed.Client，例如 Client('tcp://host:8786')",
    ),
    Message(
        "{name} is {there} on a worker and {here} here", "{name} 在工作进程上是 {there}，在这里是 {here}"
    ),
    Message(
        "use the same versions everywhere: other ones may give other bits",
        "各处使用相同的版本：版本不同，结果的末位可能不同",
    ),
    Message("fewer than two of {count} draws have a result", "{count} 次抽样中有结果的不足两次"),
    Message(
        "look at the distributions of amounts in loops, and at formulas that divide",
        "查看循环中数量的分布，以及含除法的公式",
    ),
    # ---- changed values of an inventory
    Message("inventory {name} cannot take {count} change", "清单 {name} 不能接受 {count} 处改动"),
    Message("inventory {name} cannot take {count} changes", "清单 {name} 不能接受 {count} 处改动"),
    Message("unknown parameter '{name}'", "未知的参数“{name}”"),
    Message("unknown quantity '{name}'", "未知的量“{name}”"),
    Message("unknown process '{name}'", "未知的过程“{name}”"),
    Message("a formula has no result: {reason}", "公式没有结果：{reason}"),
    Message("the value {text} is no finite number", "值 {text} 不是有限的数"),
    Message("give a plain number", "给出普通的数"),
    Message(
        "{amount} lies outside the stated range {low} .. {high}", "{amount} 超出给定范围 {low} .. {high}"
    ),
    Message(
        "give a value inside the range, or an uncertainty of its own with the value",
        "给出范围内的值，或随该值另给不确定性",
    ),
    Message("'{formula}' gives an output of {amount}", "“{formula}”得出的产出为 {amount}"),
    Message("choose values under which the output stays above zero", "选择使产出大于零的值"),
    Message("choose values for which the formula has a result", "选择使公式有结果的值"),
    Message("an output of {amount}", "产出为 {amount}"),
    Message("give an amount above zero", "给出大于零的数量"),
    Message(
        "'{name}' is a series of prices and no window of it is named",
        "“{name}”是价格序列，没有写明其中的窗口",
    ),
    Message("add one of: {list}", "加上以下之一：{list}"),
    Message(
        "a series of prices whose mean is zero cannot be moved in proportion",
        "均值为零的价格序列不能按比例移动",
    ),
    Message("give the price as one amount", "把价格写成单一数值"),
    Message("it makes {list}", "它产出 {list}"),
    # ---- portfolios, hotspots
    Message("the rule '{rule}' is named twice", "规则“{rule}”写了两次"),
    Message("name each rule once", "每个规则只写一次"),
    Message("two plants have the id '{id}'", "两个工厂的编号都是“{id}”"),
    Message("give each its own id; the other stands in {place}", "各用自己的编号；另一个在 {place}"),
    Message("the inventory '{inventory}' has mistakes", "清单“{inventory}”有错误"),
    Message("mend them first; they follow", "先改正它们（列在后面）"),
    Message(
        "the inventory '{inventory}' has no product, so no footprint",
        "清单“{inventory}”没有产品，也就没有足迹",
    ),
    Message("name an inventory with product and declared_unit", "写一份有 product 和 declared_unit 的清单"),
    Message(
        "the declared unit is {amount} {unit}, that of {plant} {amount2} {unit2}",
        "声明单位是 {amount} {unit}，而 {plant} 的是 {amount2} {unit2}",
    ),
    Message(
        "rank plants of one declared unit; make a portfolio for the others",
        "同一声明单位的工厂才能排序；其余另建组合",
    ),
    Message("'{name}' is given twice", "“{name}”给了两次"),
    Message("'{name}' is no exchange of a process", "“{name}”不是过程的输入输出"),
    Message(
        "name an exchange: process/input/flow, process/output/flow or process/emission/flow",
        "写输入输出：过程/input/流、过程/output/流或过程/emission/流",
    ),
    Message(
        "correct the amount, or give it an uncertainty with a minimum and a maximum of its own",
        "改正数量，或给它自己的有最小值和最大值的不确定性",
    ),
    Message("no rule gives a result for any plant", "没有规则对任何工厂给出结果"),
    Message("the first says: {reason}", "第一个说：{reason}"),
    Message("rule '{rule}' has no result for a plant '{plant}'", "规则“{rule}”没有工厂“{plant}”的结果"),
    Message("rule '{rule}' gives no result for any plant", "规则“{rule}”对任何工厂都没有结果"),
    Message("choose another rule", "换一个规则"),
    Message("the portfolio was run without draws", "组合没有抽样"),
    Message("run it with draws=1000", "用 draws=1000 重新计算"),
    Message("'{rule}' is not a rule of this portfolio", "“{rule}”不是此组合的规则"),
    Message(
        "no plant has a result under both '{rule}' and '{rule2}'", "没有工厂在“{rule}”和“{rule2}”下都有结果"
    ),
    Message("choose another pair of rules", "换一对规则"),
    Message("the table of {table} needs two rules", "{table} 表需要两个规则"),
    Message("add --from RULE and --to RULE", "加上 --from 规则 和 --to 规则"),
    Message("no figure '{figure}' of a portfolio", "组合没有“{figure}”图"),
    Message("reversals are between two rules", "颠倒发生在两个规则之间"),
    Message("name another rule, or run several", "另给一个规则，或对几个规则计算"),
    Message("no ranking under rule '{rule}'", "规则“{rule}”下没有排序"),
    Message("no additive table of hotspots by '{by}'", "热点没有按“{by}”相加的表"),
    Message("{text} is not a cut-off of paths", "{text} 不能作为路径的截断"),
    Message("give a share from 0.000001 to 1, e.g. 0.005", "给出 0.000001 到 1 的份额，如 0.005"),
    Message("no figure '{figure}' of hotspots", "热点没有“{figure}”图"),
    Message("nothing is emitted, so there is no figure", "没有排放，所以没有图"),
    Message("choose another rule or product", "换规则或产品"),
    Message("burdens are not above zero, so there is no Sankey diagram", "负荷不大于零，所以没有桑基图"),
    Message("use the figure 'process'", "用“process”图"),
    # ---- Brightway
    Message(
        "the project '{project}' was made by Brightway 2, before version 2.5",
        "项目“{project}”由 2.5 版之前的 Brightway 2 建立",
    ),
    Message(
        "migrate it with bw2data's projects.migrate_project_25(), or give another project=",
        "用 bw2data 的 projects.migrate_project_25() 迁移，或另给 project=",
    ),
    Message(
        "the list of projects was made by an older generation of Brightway",
        "项目列表由旧一代的 Brightway 建立",
    ),
    Message(
        "open it once with bw2data 4 (it makes a copy first), "
        "or use Rulewright's own directory (no directory=, or {variable})",
        "先用 bw2data 4 打开一次（它会先做备份），或用 Rulewright 自己的目录（不给 directory=，或设 {variable}）",
    ),
    Message("the database '{name}' of this project lacks {list}", "此项目的数据库“{name}”缺少 {list}"),
    Message(
        "use another project=, or Rulewright's own (leave project= and directory= out)",
        "另给 project=，或用 Rulewright 自己的项目（不给 project= 和 directory=）",
    ),
    Message("cannot make the Brightway directory: {reason}", "无法建立 Brightway 目录：{reason}"),
    Message("cannot write to the Brightway directory", "无法写入 Brightway 目录"),
    Message(
        "give another directory, or set {variable} to one that you may write to",
        "另给目录，或把 {variable} 设为可写的目录",
    ),
    Message("several systems are called {list}", "多个系统同名：{list}"),
    Message("write them one by one", "逐个写出"),
    Message("unknown elementary flows {list}", "未知的基本流 {list}"),
    Message("use ids of databases/elementary_flows.yaml", "用 databases/elementary_flows.yaml 中的编号"),
    Message(
        "'{flow}' has two factors in this system, {factor} and {factor2} ('{row}')",
        "“{flow}”在此系统中有两个因子：{factor} 和 {factor2}（“{row}”）",
    ),
    Message(
        "Brightway keeps one factor a flow; give both rows the same, or leave this system unwritten",
        "Brightway 中每个流只有一个因子；两行取相同的因子，或不写出此系统",
    ),
    Message("these databases exist already: {list}", "这些数据库已存在：{list}"),
    Message(
        "pass overwrite=True (--overwrite) to replace them, or give another project= (--project)",
        "用 overwrite=True（--overwrite）替换，或另给 project=（--project）",
    ),
    Message(
        "the written database gives {score} kg CO2e instead of {expected}",
        "写出的数据库得出 {score} kg CO2e，应为 {expected}",
    ),
    Message(
        "nothing was kept; please report this with the versions of bw2data and bw2calc",
        "没有保留任何内容；请附上 bw2data 和 bw2calc 的版本报告此问题",
    ),
    # ---- consultation: tables of comments, patches, workbooks
    Message("no file with comments is given", "没有给出意见表"),
    Message("give a .xlsx or .csv file, or ask for --status", "给出 .xlsx 或 .csv 文件，或用 --status"),
    Message("give a .xlsx or .csv file", "给出 .xlsx 或 .csv 文件"),
    Message("'{text}' is not a date", "“{text}”不是日期"),
    Message("write it as 2026-11-23", "写成 2026-11-23 的形式"),
    Message("--inventories has no effect without --effects", "没有 --effects 时，--inventories 不起作用"),
    Message("add --effects, or leave it out", "加上 --effects，或不用它"),
    Message(
        "the patch is based on '{found_base}', not on the rule '{rule}'",
        "补丁以“{found_base}”为基础，不是以规则“{rule}”为基础",
    ),
    Message("write based_on: {rule}", "写 based_on: {rule}"),
    Message("the patch file '{name}' does not lie beside the table", "补丁文件“{name}”不在意见表旁边"),
    Message("there is no patch file '{name}' beside the table", "意见表旁边没有补丁文件“{name}”"),
    Message(
        "put the file into the folder of the table, and write its name",
        "把文件放在意见表所在的文件夹，只写文件名",
    ),
    Message("'{text}' is no change of a setting", "“{text}”没有改变任何设置"),
    Message(
        "write family.setting = value, e.g. recycling.method = fifty_fifty, or the name of a .yaml file beside the table",
        "写 族.设置 = 值，如 recycling.method = fifty_fifty，或意见表旁边 .yaml 文件的名称",
    ),
    Message("the bench was made for the rule '{rule}' as it was then", "工作台是为当时的规则“{rule}”准备的"),
    Message("make a new bench for this rule", "为此规则重新准备工作台"),
    Message("there is no family '{name}'", "没有类别“{name}”"),
    Message("'{setting}' has no keys", "“{setting}”不分键"),
    Message("only these have: {list}", "只有这些分键：{list}"),
    Message("the patch states {setting} twice", "补丁两次规定 {setting}"),
    Message("keep one value", "只留一个值"),
    Message(
        "no table of comments is found: no row names a column for the clause and one for what is said",
        "没有找到意见表：没有一行同时写明章条号列和意见内容列",
    ),
    Message(
        "name the columns, e.g. 序号, 章节号, 原文, 修改后内容, 理由, or as in the ISO form",
        "写明列名，如 序号、章节号、原文、修改后内容、理由，或按 ISO 表式",
    ),
    Message(
        "two columns are read as '{name}': '{first}' and '{second}'",
        "两列都读作“{name}”：“{first}”和“{second}”",
    ),
    Message("keep one of them, or rename the other", "只留一列，或给另一列改名"),
    Message("the cell holds a formula whose value was never computed", "单元格是公式，其值从未计算过"),
    Message("write its value as text", "把它的值写成文字"),
    Message("the cell holds the error value {value}", "单元格是错误值 {value}"),
    Message("mend the formula, or write the text", "改正公式，或直接写文字"),
    Message("the number of the clause was turned into the date {value}", "章条号被改成了日期 {value}"),
    Message(
        "give the cells the format Text, and write the number again", "把单元格格式设为文本，重新写章条号"
    ),
    Message("'{name}' is no .xlsx and no .csv file", "“{name}”不是 .xlsx 也不是 .csv 文件"),
    Message("save it as .xlsx or .csv", "另存为 .xlsx 或 .csv"),
    Message("'{name}' is no whole workbook", "“{name}”不是完整的工作簿"),
    Message("'{name}' is no whole workbook: {reason}", "“{name}”不是完整的工作簿：{reason}"),
    Message(
        "'{name}' is no whole workbook: the part of sheet '{sheet}' is missing",
        "“{name}”不是完整的工作簿：缺少工作表“{sheet}”的内容",
    ),
    Message(
        "take its password off, or save it again as .xlsx from a spreadsheet program",
        "取消密码，或在表格软件中另存为 .xlsx",
    ),
    Message(
        "check that it opens in a spreadsheet program, and save it there again as .xlsx",
        "确认表格软件能打开它，并在其中另存为 .xlsx",
    ),
    Message(
        "the entry declares a document type, which no workbook does", "该部分声明了文档类型，工作簿不会这样"
    ),
    Message("save it again as .xlsx from a spreadsheet program", "在表格软件中另存为 .xlsx"),
    Message("the sheet merges {count} cells, more than {most}", "工作表合并了 {count} 个单元格，多于 {most}"),
    Message("the sheet has {count} cells, more than {most}", "工作表有 {count} 个单元格，多于 {most}"),
    Message("the sheet goes beyond row {row} or column {column}", "工作表超出第 {row} 行或第 {column} 列"),
    Message("leave in the sheet only the rows and columns of the table", "工作表中只留表格的行和列"),
    Message("leave in the table only the rows and columns of the form", "表格中只留表式的行和列"),
    Message("'{text}' is no range of merged cells", "“{text}”不是合并单元格的范围"),
    Message("the merged range {range} has more than {most} cells", "合并范围 {range} 多于 {most} 个单元格"),
    Message("the file has {count} bytes, more than {most}", "文件有 {count} 字节，多于 {most}"),
    Message("'{name}' is no table of separated values: {reason}", "“{name}”不是分隔值表格：{reason}"),
    Message("the table goes beyond row {row} or column {column}", "表格超出第 {row} 行或第 {column} 列"),
    Message("'{name}' is neither UTF-8 nor GBK text", "“{name}”既不是 UTF-8 也不是 GBK 文本"),
    Message("save it again as CSV (UTF-8)", "另存为 CSV（UTF-8）"),
    # ---- forms in Excel
    Message("'{title}' is empty", "“{title}”是空的"),
    Message("fill in the cell; it is mandatory", "填写此单元格，必填"),
    Message("'{title}' is for outputs only", "“{title}”只用于产出"),
    Message("'{title}' is for inputs only", "“{title}”只用于投入"),
    Message("clear the cell, or correct the direction", "清空此单元格，或改正方向"),
    Message("two rows say what '{flow}' displaces", "有两行写“{flow}”的替代"),
    Message("two rows state a factor of '{process}'", "有两行写“{process}”的因子"),
    Message("keep one row", "只留一行"),
    Message("two sources have the id '{key}'", "两个来源的编号同为“{key}”"),
    Message("'{flow}' leaves the process '{process}' twice", "“{flow}”从过程“{process}”产出两次"),
    Message("state one output with one amount", "合为一个产出，写一个数量"),
    Message("an amount, a formula or 'no data' is needed", "须有数量、公式或“无数据”之一"),
    Message(
        "write a number; where none is known, say so in the column for it",
        "写数字；没有数字时在“无数据”列填“是”",
    ),
    Message(
        "the process '{process}' has no output of the class product", "过程“{process}”没有类别为“产品”的产出"
    ),
    Message(
        "the process '{process}' has more than one output of the class product",
        "过程“{process}”有不止一个类别为“产品”的产出",
    ),
    Message(
        "choose the class 'product' for exactly one output of the process, and co_product or another one for the rest",
        "该过程恰有一个产出选“产品”，其余选共生产品等类别",
    ),
    Message("a price of one year takes no '{title}'", "某一年的价格不填“{title}”"),
    Message(
        "clear the cell; give the lowest and highest price of the year as minimum and maximum",
        "清空此单元格；该年的最低和最高价格写在最小和最大",
    ),
    Message("the prices of one flow differ in '{title}'", "同一个流各年价格的“{title}”不同"),
    Message("write the same in all years, or leave it empty after the first", "各年写成一样，或只在第一行写"),
    Message("name a process that makes the flow, or clear the cell", "写产出该流的过程，或清空此单元格"),
    Message("'{id}' is not on the sheet '{title}'", "工作表“{title}”中没有“{id}”"),
    Message("add it there, or correct the id", "在那里补上，或改正编号"),
    Message("a date stands where none belongs: {date}", "此处不应是日期：{date}"),
    Message(
        "give the cell the format General or Text, and write the value again",
        "把单元格格式设为常规或文本，重新填写",
    ),
    Message("mend the formula, or write the value", "改正公式，或直接写值"),
    Message("'{text}' is text with a comma, no number", "“{text}”是带逗号的文字，不是数字"),
    Message(
        "write a number with a decimal point, without separators of thousands",
        "用小数点写数字，不用千位分隔符",
    ),
    Message("the number {text} is kept as text", "数字 {text} 存成了文本"),
    Message(
        "turn it into a number: give the cell the format General, and write it again",
        "转换为数字：把单元格格式设为常规，重新填写",
    ),
    Message("write a whole number", "写整数"),
    Message("'{text}' is no finite number", "“{text}”不是有限的数"),
    Message("'{text}' is neither yes nor no", "“{text}”既不是“是”也不是“否”"),
    Message("choose yes (是) or no (否)", "选“是”(yes) 或“否”(no)"),
    Message("'{text}' is not a word of the list", "“{text}”不在列表中"),
    Message("choose from the list: {list}", "从列表选择：{list}"),
    Message("'{text}' is no score", "“{text}”不是评分"),
    Message(
        "write scores from 1 to 5 with semicolons: 2; 3; 1; 2; 2",
        "写 1 到 5 的评分，用分号隔开：2; 3; 1; 2; 2",
    ),
    Message("'{name}' is no form of Rulewright", "“{name}”不是本工具的数据收集表"),
    Message(
        "make one with `rulewright form RULE --out form.xlsx`, and keep its sheets; Brightway's own workbooks: `rulewright import excel`",
        "用 `rulewright form RULE --out form.xlsx` 制作，并保留其工作表；Brightway 的工作簿用 `rulewright import excel`",
    ),
    Message(
        "'{name}' is a form of another version: {stated}, not {expected}",
        "“{name}”是另一版本的表式：{stated}，不是 {expected}",
    ),
    Message(
        "make a new form with this version of Rulewright and copy the values, or use the version that made it",
        "用现在的版本新做一份并复制数值，或用制作它的版本读取",
    ),
    Message("the technical sheet of '{name}' was changed", "“{name}”的技术页被改动"),
    Message("make a new form and copy the values into it", "新做一份表，把数值复制进去"),
    Message("the sheet '{name}' is missing", "缺少工作表“{name}”"),
    Message("give the sheet its name back, or copy it from a new form", "恢复工作表的名称，或从新表复制"),
    Message("the sheet '{name}' is hidden", "工作表“{name}”是隐藏的"),
    Message("show it, look at its values, and save again", "取消隐藏，检查其中的值，再保存"),
    Message("merged cells {first}:{last}", "合并的单元格 {first}:{last}"),
    Message("take the cells apart and write into each what holds for it", "取消合并，各单元格分别填写"),
    Message("row {row} is hidden and holds values", "第 {row} 行被隐藏而有值"),
    Message("show the row, or delete it", "取消隐藏该行，或删除它"),
    Message("column {column} is hidden and holds values", "{column} 列被隐藏而有值"),
    Message("show the column", "取消隐藏该列"),
    Message("the label is '{found}', not '{expected}'", "标签是“{found}”，应为“{expected}”"),
    Message(
        "undo the change: rows and titles of the form stay as they are", "撤销改动：表的行和标题保持原样"
    ),
    Message("the column '{name}' is no column of the form", "“{name}”列不是表中的列"),
    Message("a value stands outside the columns of the form", "表的各列之外有值"),
    Message(
        "take it out, or give the title back; remarks go into the column for notes",
        "去掉它，或恢复标题；说明写在备注列",
    ),
    Message("two columns are called '{name}'", "两列同名“{name}”"),
    Message("the column '{name}' is missing", "缺少列“{name}”"),
    Message("give the title back, or copy the rows into a new form", "恢复标题，或把各行复制到新表"),
    Message(
        "open the workbook in a spreadsheet program, save it, and read it again",
        "在表格软件中打开并保存，再读取",
    ),
    Message("nothing is kept under the number {number}", "编号 {number} 下没有另存的内容"),
    Message("undo the change, or clear the cell", "撤销改动，或清空此单元格"),
    Message("'{name}' does not end in .xlsx", "“{name}”不以 .xlsx 结尾"),
    Message("name the form ... .xlsx", "把表命名为 … .xlsx"),
    Message("names can only be handed on from an inventory", "只留名称须有一份清单"),
    Message("add --inventory INVENTORY, or leave it out", "加上 --inventory 清单，或不用它"),
    # ---- results and notebooks
    Message("rule {rule} doesn't draw on process '{process}'", "规则 {rule} 没有用到过程“{process}”"),
    Message("the folder cannot be written: {reason}", "无法写入文件夹：{reason}"),
    Message(
        "choose another folder (--out), or free this path and its permissions",
        "换一个文件夹（--out），或腾出此路径并放开权限",
    ),
    Message("no rule '{rule}' in this study", "此研究中没有规则“{rule}”"),
    Message("use one of: {list}, or no rule", "用以下之一：{list}，或不写规则"),
    Message("'{text}' is not a module", "“{text}”不是模块"),
    Message(
        "write FLOW=INVENTORY:RULE, e.g. battery-pack=battery-lfp:pact-3",
        "写成 流=清单:规则，例如 battery-pack=battery-lfp:pact-3",
    ),
    Message("nobody makes '{flow}', so no module can stand for it", "没有过程产出“{flow}”，模块无从替代"),
    Message("name a product that a process of the inventory makes", "请给出清单中某个过程产出的产品"),
    Message(
        "the module gives '{flow}' per {unit}, the inventory counts it in {other}",
        "模块按每 {unit} 给出“{flow}”，清单以 {other} 计量",
    ),
    Message("use one unit for the flow in both inventories", "两份清单中该流用同一单位"),
    Message(
        "process '{maker}' makes '{flow}' and also {others}", "过程“{maker}”产出“{flow}”，还产出 {others}"
    ),
    Message(
        "take a module for a product whose maker supplies nothing else here",
        "模块只用于其生产过程在此不供应别的产品的产品",
    ),
    Message(
        "the inventory {inventory} is about '{product}', not about '{flow}'",
        "清单 {inventory} 的产品是“{product}”，不是“{flow}”",
    ),
    Message("write {flow}=..., or name the inventory of '{other}'", "写成 {flow}=…，或给出“{other}”的清单"),
    Message("a year stands twice in the series", "系列中同一年份出现两次"),
    Message("give either amount and year, or series", "amount 和 year，或 series，两者给其一"),
    Message(
        "no factor of {year} for {process}: it has {years}", "{process} 没有 {year} 年的因子，只有 {years}"
    ),
    Message(
        "declare electricity.factor_year (latest, inventory_year or a year), or add the year to the series",
        "声明 electricity.factor_year（latest、inventory_year 或某年），或在系列中补上该年",
    ),
    Message("'{text}' names no inventory and rule", "“{text}”没有写清单和规则"),
    Message("write INVENTORY=RULE", "写成 清单=规则"),
    Message("no study is shipped with the inventory '{inventory}'", "清单“{inventory}”没有随附研究"),
    Message("name its rule (--rule INVENTORY=RULE)", "请指定其规则（--rule 清单=规则）"),
    Message(
        "name the rules (--rules A,B), or a study file (--study)",
        "请指定规则（--rules A,B），或研究文件（--study）",
    ),
    Message("give one of the archives in this folder: {names}", "请给出此文件夹中的一个档案：{names}"),
    Message("the source '{source}' is not listed", "来源“{source}”没有列出"),
    Message("add it under 'sources'{hint}", "补到 sources 之下{hint}"),
    Message("the source is empty", "来源是空的"),
    Message("name the document, or a key of 'sources'", "写明文件，或 sources 中的一个键"),
    Message("the id is '{id}', the file is named '{file}'", "编号是“{id}”，文件名却是“{file}”"),
    Message("name the file like its id: others find it by that", "文件名应与编号相同：别的文件据此找到它"),
    Message(
        "the process '{process}' stands in two files of the library", "过程“{process}”出现在库的两个文件中"
    ),
    Message(
        "give it an id of its own, or link to the other one ({place})", "另取编号，或链接到另一个（{place}）"
    ),
    Message("no sector '{sector}'", "没有领域“{sector}”"),
    Message("no recommended list {batch}", "没有第 {batch} 批推荐清单"),
    Message("no classification '{scheme}'", "没有分类“{scheme}”"),
    Message(
        "a code of {product} is a gap and given, or neither",
        "{product} 的一个编码既是空缺又有值，或两者都不是",
    ),
    Message("give 'code', or mark it as a gap: absent is not zero", "给出 code，或标记为 gap：缺失不是零"),
    Message("the group '{group}' is entered twice", "产品组“{group}”登记了两次"),
    Message("the group '{group}' is within itself", "产品组“{group}”属于它自己"),
    Message("name wider groups only", "只写更宽的产品组"),
    Message("no group '{group}'", "没有产品组“{group}”"),
    Message("add it under 'groups'{hint}", "补到 groups 之下{hint}"),
    Message("'{number}' is replaced, but its status is '{status}'", "“{number}”已被代替，状态却是“{status}”"),
    Message("give it the status 'superseded'", "把它的状态写为 superseded"),
    Message("no standard '{number}' in the registry", "登记里没有标准“{number}”"),
    Message("add the superseded standard too{hint}", "把被代替的标准也登记{hint}"),
    Message("the standard '{number}' is entered twice", "标准“{number}”登记了两次"),
    Message("keep one entry", "保留一条"),
    Message("no .yaml file in '{folder}'", "文件夹“{folder}”里没有 .yaml 文件"),
    Message("name a folder with rules, inventories or studies", "请给出放有规则、清单或研究的文件夹"),
    Message("{option} names no rule", "{option} 没有写规则"),
    Message(
        "both rules have the id '{rule}': one study can't hold both",
        "两个规则的编号都是“{rule}”：一个研究不能同时容纳两者",
    ),
    Message("give the changed rule an id of its own", "给改动后的规则另取编号"),
    Message("{option} has no effect without an inventory", "没有清单时，{option} 不起作用"),
    Message("add --inventory, or leave it out", "加上 --inventory，或不用此选项"),
    Message(
        "give ids or paths, separated by commas, or leave it out", "给出编号或路径，以逗号分隔，或不用此选项"
    ),
    Message("the notebooks are missing", "笔记本缺失"),
    Message("install rulewright again, or work in a checkout", "重新安装 rulewright，或在检出的代码中工作"),
    Message("JupyterLab is not installed / 没有安装 JupyterLab", "没有安装 JupyterLab"),
    Message("{package} is not installed / 没有安装 {name}", "没有安装 {package}（{name}）"),
    Message("the apps need ipywidgets, which is not installed", "应用需要 ipywidgets，尚未安装"),
    Message("'{name}' is no table and no patch", "“{name}”既不是意见表也不是补丁"),
    Message("choose .xlsx or .csv, and .yaml for patches", "请选 .xlsx 或 .csv；补丁用 .yaml"),
    Message(
        "leave out pictures and empty rows, or use `rulewright consult`",
        "去掉图片和空行，或用 `rulewright consult`",
    ),
    Message("there is no table of comments among the files", "所选文件中没有意见表"),
    Message(
        "choose a .xlsx or .csv file, and with it the patch files that it names",
        "请选 .xlsx 或 .csv 文件，并选上其中提到的补丁文件",
    ),
    Message("there are no comments yet", "还没有意见"),
    Message("upload a table of comments first", "请先上传意见表"),
    Message("there is no result yet", "还没有结果"),
    Message("press Run first", "请先按“运行”"),
    Message("the file is no patch: it has no 'based_on'", "文件不是变体：没有 'based_on'"),
    Message("open a rule file that is based on another rule", "请打开以另一规则为底本的规则文件"),
    Message(
        "the saved patch was changed by another tab or program since it was opened",
        "已存的变体在打开之后被另一标签页或程序改过",
    ),
    Message(
        "save under another id, open the saved one, or overwrite it", "换一个编号保存，或打开已存的，或覆盖它"
    ),
    Message("there is a saved patch of this id already", "已有这个编号的变体"),
    Message(
        "give this one another id, open the saved one, or overwrite it",
        "给这个变体换一个编号，或打开已存的，或覆盖它",
    ),
    Message("'{id}' is the id of a shipped rule", "“{id}”是随附规则的编号"),
    Message("give the patch an id of its own", "给变体一个自己的编号"),
    Message(
        "{count} rules are chosen; this question needs at least {least}",
        "选了 {count} 个规则；这个问题至少需要 {least} 个",
    ),
    Message("choose more rules", "请多选几个规则"),
    Message(
        "{draws} draws are more than {most}, what the desk can hold",
        "{draws} 次抽样超过 {most} 次，不确定性台容不下",
    ),
    Message(
        "ask for fewer, or use `rulewright uncertainty` with a store",
        "请减少次数，或用带存储的 `rulewright uncertainty`",
    ),
    Message(
        "in the checkout: make lab, or pip install '.[lab]'",
        "在检出的代码中运行 make lab，或 pip install '.[lab]'",
    ),
    # ---- attribution, choices and data
    Message("rules on {inventory}: 1 mistake", "清单 {inventory} 上的规则：1 处错误"),
    Message("rules on {inventory}: {count} mistakes", "清单 {inventory} 上的规则：{count} 处错误"),
    Message(
        "taken wholly from {rule}, a hybrid gives {total} and not {expected} kg CO2e",
        "全部取自 {rule} 的混合规则给出 {total}，而不是 {expected} kg CO2e",
    ),
    Message("report this fault, with inventory and rule", "这是工具的错误，请连同清单和规则报告"),
    Message("choices on {inventory}: 1 mistake", "清单 {inventory} 上的选择：1 处错误"),
    Message("choices on {inventory}: {count} mistakes", "清单 {inventory} 上的选择：{count} 处错误"),
    Message(
        "comparability of {draft} on {inventory}: 1 mistake",
        "{draft} 在清单 {inventory} 上的可比性：1 处错误",
    ),
    Message(
        "comparability of {draft} on {inventory}: {count} mistakes",
        "{draft} 在清单 {inventory} 上的可比性：{count} 处错误",
    ),
    Message("unknown division '{by}'", "未知的划分方式“{by}”"),
    Message("{given} is not a number of orders", "{given} 不是次序的个数"),
    Message("ask for at least {count}, e.g. {orders}", "至少取 {count}，例如 {orders}"),
    Message("there is no rule beside the baseline", "基准之外没有规则"),
    Message("name at least one other rule", "至少再给出一个规则"),
    Message("the question names neither two rules nor a baseline", "既没有给出两个规则，也没有给出基准"),
    Message("give --from and --to, or --baseline", "给出 --from 和 --to，或 --baseline"),
    Message("--baseline stands beside --from or --to", "--baseline 与 --from 或 --to 同时给出"),
    Message("--rules stands beside --from and --to", "--rules 与 --from、--to 同时给出"),
    Message(
        "give --from and --to, or --baseline with --rules", "给出 --from 和 --to，或 --baseline 加 --rules"
    ),
    Message("--clauses stands beside --baseline", "--clauses 与 --baseline 同时给出"),
    Message(
        "ask for one pair (--from, --to): the JSON of --baseline lists the clauses of every rule",
        "只问一对规则（--from、--to）；--baseline 的 JSON 列有每个规则的条款",
    ),
    Message("{options} stands beside --draft", "{options} 与 --draft 同时给出"),
    Message(
        "leave it out: what a draft leaves has the data as one factor, and no Shapley effects",
        "请去掉：计算草案剩余的离散时，数据合为一个因素，也没有 Shapley 效应",
    ),
    Message("unknown data factors '{data}'", "未知的数据因素“{data}”"),
    Message("use one of: {list}, or a number from 2 on", "用以下之一：{list}，或 2 以上的个数"),
    Message("{given} is not a number of samples", "{given} 不是样本行数"),
    Message(
        "ask for {low} .. {high}, a power of 2, e.g. 1024", "取 {low} 至 {high} 之间的 2 的幂，例如 1024"
    ),
    Message("fewer than two levels: {count} rules to choose from", "不足两个水平：只有 {count} 个规则可选"),
    Message("give at least two rules that differ", "至少给出两个不同的规则"),
    Message("no weight for rule {rule}", "规则 {rule} 没有权重"),
    Message("give each rule a weight, 0 if it is to count for nothing", "给每个规则一个权重；不计的取 0"),
    Message("a weight for '{rule}', which is not among the rules", "“{rule}”有权重，但不在规则之中"),
    Message("use: {list}", "可用：{list}"),
    Message("{weights} weights for {rules} rules", "{rules} 个规则却有 {weights} 个权重"),
    Message("give one weight a rule, in the same order", "每个规则给一个权重，次序相同"),
    Message("the weight of {rule} is {weight}", "{rule} 的权重为 {weight}"),
    Message("give weights of at least 0", "权重不得小于 0"),
    Message("the weights sum to {total}, not to 1", "权重合计为 {total}，不是 1"),
    Message("give weights that sum to 1", "使权重合计为 1"),
    Message("fewer than two levels: one rule has all the weight", "不足两个水平：全部权重都在一个规则上"),
    Message("give weight to at least two rules", "至少给两个规则权重"),
    Message("'{text}' is not a list of weights", "“{text}”不是权重列表"),
    Message("give numbers separated by commas, e.g. 0.5,0.25,0.25", "给出以逗号分隔的数，例如 0.5,0.25,0.25"),
    Message(
        "fewer than two levels: the rules say the same in every family that decides a number",
        "不足两个水平：凡决定数值的条款族，各规则说法相同",
    ),
    Message(
        "choose rules that differ, or ask for the uncertainty of one rule",
        "选择不同的规则，或只求一个规则的不确定性",
    ),
    Message("{count} factors: nothing to share the spread among", "{count} 个因素：离散无可分摊"),
    Message("give at least two factors that vary", "至少给出两个变化的因素"),
    Message("only {kept} of {samples} rows have a result", "{samples} 行中只有 {kept} 行有结果"),
    Message(
        "look at the distributions of amounts in loops, or take out the rule that fails",
        "检查循环中各数量的分布，或去掉失败的规则",
    ),
    Message(
        "nothing varies: all rules and all data give the same result",
        "没有变化：所有规则和数据得出同一结果",
    ),
    Message(
        "choose rules that differ on this inventory, or data with uncertainties",
        "选择在此清单上结果不同的规则，或有不确定性的数据",
    ),
    # ---- paired comparison, sensitivity, break-even
    Message(
        "rules named: {count}; at least {count2} are needed", "写了 {count} 个规则，至少需要 {count2} 个"
    ),
    Message("name more rules (--rules a,b)", "多写几个规则（--rules a,b）"),
    Message("the study has {count} rules and none is named", "研究有 {count} 个规则，没有写用哪一个"),
    Message("name one (--rule): {list}", "写出一个（--rule）：{list}"),
    Message("'{name}' cannot be {value}", "“{name}”不能取 {value}"),
    Message("give a number from {low} to {high}", "给出 {low} 至 {high} 的数"),
    Message("give a number of at least {low}", "给出不小于 {low} 的数"),
    Message("give a whole number from {low} to {high}", "给出 {low} 至 {high} 的整数"),
    Message(
        "'{a}' and '{b}' have fewer than two draws in common that give a result",
        "“{a}”与“{b}”都有结果的抽样不足两次",
    ),
    Message("look at their failed draws with an uncertainty analysis", "用不确定性分析查看其失败的抽样"),
    Message("products and other inventories cannot be compared at once", "产品和其他清单不能同时比较"),
    Message("name products, or inventories", "只写产品，或只写清单"),
    Message("no product '{name}' in this inventory", "清单中没有产品“{name}”"),
    Message("name products of the inventory", "写出清单中的产品"),
    Message("products named: {count}; at least 2 are needed", "写了 {count} 个产品，至少需要 2 个"),
    Message("name more products (--products a,b)", "多写几个产品（--products a,b）"),
    Message("the products have different units: {list}", "这些产品的单位不同：{list}"),
    Message("compare products that are counted in one unit", "比较以同一单位计量的产品"),
    Message(
        "inventories named: {count}; at least 2 are needed, each with an id of its own",
        "写了 {count} 份清单，至少需要 2 份，各有自己的编号",
    ),
    Message("name more inventories, or give them ids of their own", "多写几份清单，或给它们各自的编号"),
    Message(
        "a Sobol' sequence cannot be shared by several inventories: its dimensions belong to one",
        "几份清单不能共用一个 Sobol' 序列：它的维度属于一份清单",
    ),
    Message("use --sampling mc or lhs", "用 --sampling mc 或 lhs"),
    Message("no case '{name}' in this comparison", "此比较中没有“{name}”"),
    Message("no quantity or parameter '{name}'", "没有名为“{name}”的数量或参数"),
    Message(
        "give a parameter, process/input/flow, process/output/flow, process/emission/flow, process/factor, or "
        "flow.property",
        "给出参数、process/input/flow、process/output/flow、process/emission/flow、process/factor 或 flow.property",
    ),
    Message("'{name}' has no window '{window}'", "“{name}”没有时段“{window}”"),
    Message("leave it out, or use one of: {list}", "不写时段，或用以下之一：{list}"),
    Message("'{name}' is no ratio of two numbers", "“{name}”不是两个数之比"),
    Message("write A : B, e.g. two prices", "写作 A : B，例如两个价格"),
    Message(
        "a ratio of {unit} to {unit2} is no plain number ('{name}')",
        "{unit} 与 {unit2} 之比不是纯数（“{name}”）",
    ),
    Message("take two numbers of one unit", "取单位相同的两个数"),
    Message("'{name}' cannot be varied as a ratio", "“{name}”不能作为比值变化"),
    Message("take two different numbers, the second not zero", "取两个不同的数，第二个不为零"),
    Message("no number is left to vary", "没有可变的数"),
    # ---- draft standards and their checks
    Message("the file cannot be written: it is a folder", "无法写入：此路径是文件夹"),
    Message("the file cannot be written: it is read-only", "无法写入：文件是只读的"),
    Message("the file cannot be written: {reason}", "无法写入文件：{reason}"),
    Message(
        "close the file where it is open, free its permissions, or choose another path",
        "关闭正在使用此文件的程序，放开权限，或换一个路径",
    ),
    Message("the document is too large to be read", "文件过大，无法读取"),
    Message("the file is no readable .docx", "此文件不是可读的 .docx"),
    Message("give a .docx that Word can open", "给出 Word 能打开的 .docx"),
    Message("--{name} needs --{name2}", "--{name} 须与 --{name2} 同用"),
    Message("add --{name}, or leave --{name2} out", "加上 --{name}，或去掉 --{name2}"),
    Message(
        "state uncertainties in the inventory, or give a relative range (--relative 0.1)",
        "在清单中给出不确定性，或给出相对范围（--relative 0.1）",
    ),
    Message("the range {low} .. {high} is empty", "范围 {low} .. {high} 是空的"),
    Message("give a minimum below the maximum", "最小值应小于最大值"),
    Message("a relative range around zero is empty", "零的相对范围是空的"),
    Message("give minimum and maximum, or leave the number out", "给出最小值和最大值，或不变这个数"),
    Message("the number states no uncertainty, so it has no range", "这个数没有给出不确定性，因此没有范围"),
    Message("a ratio states no range", "比值没有给出范围"),
    Message("give minimum and maximum, or a relative range", "给出最小值和最大值，或相对范围"),
    Message("method '{name}' doesn't use '{name2}'", "方法“{name}”不用“{name2}”"),
    Message("leave '{name}' out; it is used by: {list}", "去掉“{name}”；用到它的方法：{list}"),
    Message("--rule and --rules don't go together", "--rule 与 --rules 不能同用"),
    Message(
        "give --rules to compare rules, --rule to compare under one rule",
        "比较规则用 --rules，在一个规则下比较用 --rule",
    ),
    Message("'{name}' and '{name2}' vary one number", "“{name}”和“{name2}”变的是同一个数"),
    Message("name it once", "只写一次"),
    Message(
        "{count} of {count2} points have no result: a loop takes more than it gives, or a formula fails",
        "{count2} 个点中有 {count} 个没有结果：循环所取多于所给，或公式无解",
    ),
    Message("narrow the ranges of numbers in loops and formulas", "缩小循环和公式中各数的范围"),
    Message("a base sample of {count} is no power of 2", "基础样本 {count} 不是 2 的幂"),
    Message("give {count}, for example", "例如取 {count}"),
    Message("the result doesn't vary with these numbers", "结果不随这些数变化"),
    Message("widen the ranges, or take others", "放宽范围，或换其他数"),
    Message(
        "the inventory states that these vary together: {list}; Sobol' indices need independent numbers",
        "清单说明以下各数一起变化：{list}；Sobol' 指数要求各数相互独立",
    ),
    Message(
        "vary one of them (numbers), or take the first-order shares of the elasticities, which know correlations",
        "只变其中一个（numbers），或用弹性表中的一阶份额，它们考虑了相关",
    ),
    Message(
        "'{name}' is no number that a changed inventory can hold, so no rule can choose anew",
        "“{name}”不是清单能改的数，规则无从重新选择",
    ),
    Message("hold the choices (--held), or vary another number", "保持选择（--held），或换一个数"),
    Message("no usable solution at this point", "此点没有可用的解"),
    Message("narrow the range", "缩小范围"),
    Message(
        "'{name}' has different units in the inventories: {list}", "“{name}”在各清单中的单位不同：{list}"
    ),
    Message("vary a number that they share", "变它们共有的数"),
    Message(
        "only one end of the range is given, and the inventory states none",
        "只给出范围的一端，清单也没有给出范围",
    ),
    Message("give both ends", "给出两端"),
    Message("nothing in this range has a result: {reason}", "此范围内没有任何结果：{reason}"),
    Message("look at another range", "换一个范围"),
    Message("a map varies 2 numbers, not {count}", "平衡图变 2 个数，而不是 {count} 个"),
    Message("name two numbers (--vary A --vary2 B)", "写出两个数（--vary A --vary2 B）"),
    Message("name two numbers", "写出两个不同的数"),
    Message("'{text}' is not a range", "“{text}”不是范围"),
    Message("write NUMBER=LOW..HIGH, e.g. scrap=51..255", "写作 数=低..高，例如 scrap=51..255"),
    # uncertain backgrounds: databases, mappings, kept draws
    Message(
        "background '{name}': {count} mistake",
        "背景“{name}”：{count} 处错误",
    ),
    Message(
        "background '{name}': {count} mistakes",
        "背景“{name}”：{count} 处错误",
    ),
    Message("the line about '{flow}' is still to be reviewed", "关于“{flow}”的条目尚待审核"),
    Message(
        "look at it, choose exact, proxy or none, and set its status to 'reviewed'",
        "核对后选定 exact、proxy 或 none，并把 status 改为“reviewed”",
    ),
    Message(
        "a reviewed line says its kind: exact, proxy or none", "已审的条目须写明 kind：exact、proxy 或 none"
    ),
    Message("'{name}' says why: give 'reason' in zh and en", "“{name}”须说明理由：给出中英文的“reason”"),
    Message(
        "'{name}' names an activity: give 'activity' with a code or a name",
        "“{name}”须指明活动：给出“activity”，写明编码或名称",
    ),
    Message(
        "'none' has no activity: leave 'activity' out, or choose exact or proxy",
        "“none”没有活动：去掉“activity”，或选 exact 或 proxy",
    ),
    Message("there is a database '{name}' already", "已有数据库“{name}”"),
    Message(
        "pass overwrite=True to replace it, or give another name", "用 overwrite=True 替换，或换一个名称"
    ),
    Message(
        "a distribution of the kind {name} is not written to imported databases",
        "{name} 类的分布不写入引入的数据库",
    ),
    Message("state another distribution, or none", "改用其他分布，或不写分布"),
    Message("no way of sharing is called '{name}'", "没有名为“{name}”的分摊方式"),
    Message("no way of sharing is given", "没有给出分摊方式"),
    Message("use some of: {list}", "从以下选用：{list}"),
    Message("{count} processes treat waste: {list}", "{count} 个过程处理废物：{list}"),
    Message(
        "{count} processes cannot be shared by {ways}: {list}", "{count} 个过程无法按 {ways} 分摊：{list}"
    ),
    Message(
        "apply a rule to the import and write that: study.write_databases()",
        "对引入的清单应用规则后再写出：study.write_databases()",
    ),
    Message("add another way, e.g. reference", "再加一种方式，如 reference"),
    Message(
        "--background (to draft a mapping) or --mapping (to see how far one goes): give one of them",
        "--background（起草对照表）与 --mapping（查看覆盖情况）须给出其一",
    ),
    Message(
        "write: rulewright map INVENTORY --background NAME --out mapping.yaml",
        "写作：rulewright map INVENTORY --background NAME --out mapping.yaml",
    ),
    Message("a line needs at least one candidate", "每个条目至少要有一个候选"),
    Message("give a number from 1 on", "给出 1 或更大的数"),
    Message("--mapping is given without --background", "给出了 --mapping，却没有 --background"),
    Message("give both, or leave --mapping out", "两者都给，或去掉 --mapping"),
    Message(
        "the mapping is for the database '{name}', not '{name2}'",
        "此对照表是为数据库“{name}”编的，不是“{name2}”",
    ),
    Message(
        "choose the database that it was made for, or another mapping",
        "选用对应的数据库，或换一个对照表",
    ),
    Message(
        "the input '{flow}' is not mapped to the background",
        "输入“{flow}”没有对照到背景数据库",
    ),
    Message(
        "map it, or name it under 'keep' with the reason",
        "给出对照，或列入“keep”并说明理由",
    ),
    Message(
        "the mapping of flow '{flow}' is per {unit}, the inventory counts it in {unit2}",
        "流“{flow}”的对照以 {unit} 计，清单以 {unit2} 计",
    ),
    Message(
        "state it per {unit}",
        "改为以 {unit} 计",
    ),
    Message(
        "{count} activities fit '{name}': {list}",
        "有 {count} 个活动符合“{name}”：{list}",
    ),
    Message(
        "add location, unit or reference product, or give the code",
        "补充地点、单位或参考产品，或给出代码",
    ),
    Message(
        "the database '{name}' has no activity '{name2}'",
        "数据库“{name}”没有活动“{name2}”",
    ),
    Message(
        "correct the name or code",
        "改正名称或代码",
    ),
    Message(
        "flow '{flow}' is in {unit}, activity '{name}' in {unit2}, and no factor is stated",
        "流“{flow}”以 {unit} 计，活动“{name}”以 {unit2} 计，却没有给出换算因子",
    ),
    Message(
        "state 'units_per_unit': units of the activity per unit of ours",
        "给出“units_per_unit”：我方每一单位等于活动的多少单位",
    ),
    Message(
        "flow '{flow}': 'units_per_unit' is {number}, but 1 {unit} is {number2} {unit2}",
        "流“{flow}”：“units_per_unit”为 {number}，但 1 {unit} 等于 {number2} {unit2}",
    ),
    Message(
        "write {number}, or leave it out",
        "写 {number}，或不写",
    ),
    Message(
        "choose one of its databases: {list}",
        "选用其中一个数据库：{list}",
    ),
    Message(
        "there is no database '{name}'",
        "没有数据库“{name}”",
    ),
    Message(
        "import one into this project first, or give project= and directory=",
        "先把数据库导入此项目，或给出 project= 和 directory=",
    ),
    Message(
        "the matrix '{name}' has an array of samples ('{name2}'), which cannot be drawn anew",
        "矩阵“{name}”是样本数组（“{name2}”），不能重新抽样",
    ),
    Message(
        "use a database with distributions",
        "改用带有分布的数据库",
    ),
    Message(
        "no product of its own is made by {list}",
        "以下过程没有自己的产品：{list}",
    ),
    Message(
        "allocate or substitute processes with several outputs first: one product a process",
        "先对多产出过程作分配或替代：一个过程一个产品",
    ),
    Message(
        "the background is singular: products depend on each other without a net output",
        "背景是奇异的：一些产品相互依赖而没有净产出",
    ),
    Message(
        "check the amounts in its loops: together these processes use all that they make",
        "检查循环中的数量：这些过程合起来用掉了全部产出",
    ),
    Message(
        "correct the own use in the database",
        "改正数据库中的自用量",
    ),
    Message(
        "choose the databases that this one draws on, too",
        "把它所引用的数据库也一并选上",
    ),
    Message(
        "the background does not make {list}",
        "背景不产出 {list}",
    ),
    Message(
        "name products of its processes",
        "请给出其过程的产品",
    ),
    Message(
        "distributions that cannot be ({reason}): {list}",
        "不可能的分布（{reason}）：{list}",
    ),
    Message(
        "correct the distributions of these exchanges in the database",
        "在数据库中改正这些交换的分布",
    ),
    Message(
        "{count} exchanges have bounds on a kind of distribution (stats_arrays {number}) that has none here",
        "{count} 个交换的分布（stats_arrays {number}）在此不能带界限",
    ),
    Message(
        "leave the bounds out, or use a normal, lognormal, uniform or triangular distribution",
        "去掉界限，或改用正态、对数正态、均匀或三角分布",
    ),
    Message(
        "almost nothing of {count} distributions lies within their bounds",
        "{count} 个分布几乎全部落在界限之外",
    ),
    Message(
        "correct the bounds of these exchanges in the database",
        "在数据库中改正这些交换的界限",
    ),
    Message(
        "unknown kernels '{name}'",
        "未知的计算内核“{name}”",
    ),
    Message(
        "use one of: numba, numpy",
        "用其中之一：numba、numpy",
    ),
    Message(
        "numba is asked for and not installed",
        "要求用 numba，但没有安装",
    ),
    Message(
        "install numba, or use numpy",
        "安装 numba，或用 numpy",
    ),
    Message(
        "the kept draws there are of something else: {list} differ",
        "那里存放的抽样属于别的对象：{list} 不同",
    ),
    Message(
        "give another directory, or delete this one",
        "另给一个目录，或删除这个目录",
    ),
    Message(
        "no kept draws lie there",
        "那里没有存放的抽样",
    ),
    Message(
        "give the directory of kept draws, or delete it",
        "给出存放抽样的目录，或将其删除",
    ),
    Message(
        "cannot write the kept draws: {reason}",
        "无法写入要存放的抽样：{reason}",
    ),
    Message(
        "make room or give another directory; what was written stays and is used again",
        "腾出空间或另给目录；已写入的部分保留并会再用",
    ),
    Message(
        "mapping {name}: {count} mistake",
        "对照表 {name}：{count} 处错误",
    ),
    Message(
        "mapping {name}: {count} mistakes",
        "对照表 {name}：{count} 处错误",
    ),
    Message(
        "flow '{flow}' is mapped twice",
        "流“{flow}”对照了两次",
    ),
    Message(
        "flow '{flow}' is mapped and kept",
        "流“{flow}”既有对照又列为留用",
    ),
    Message(
        "remove the link, or take it out of 'keep'",
        "删去对照，或从“keep”中去掉",
    ),
    Message(
        "name an activity by its code, or by its name (with location, unit, reference product)",
        "用代码，或用名称（加地点、单位、参考产品）指明活动",
    ),
    Message(
        "a proxy says why it may stand for the product: give 'reason' in zh and en",
        "替代须说明理由：以 zh 和 en 给出“reason”",
    ),
    # ---- Brightway projects as stored, flat tables
    Message(
        "a project cannot be copied onto itself",
        "项目不能复制到自身",
    ),
    Message(
        "give another name= or to=",
        "另给 name= 或 to=",
    ),
    Message(
        "make room on the disk, or give another directory (to=)",
        "腾出磁盘空间，或另给目录（to=）",
    ),
    Message(
        "there is a project '{name}' already",
        "已有项目“{name}”",
    ),
    Message(
        "give another name=",
        "另给 name=",
    ),
    Message(
        "the project cannot be copied: {reason}",
        "无法复制项目：{reason}",
    ),
    Message("the project '{name}' cannot be written: {reason}", "无法写入项目“{name}”：{reason}"),
    Message(
        "the database '{name}' holds Python objects that are not loaded: {names}",
        "数据库“{name}”含不予载入的 Python 对象：{names}",
    ),
    Message(
        "convert it to 'sqlite' in Brightway 2 first",
        "先在 Brightway 2 中把它转换为“sqlite”",
    ),
    Message(
        "there are no Brightway projects here",
        "此处没有 Brightway 项目",
    ),
    Message(
        "give the folder that holds projects.db (--directory), or 'user' for your own Brightway folder",
        "给出含 projects.db 的文件夹（--directory），或用“user”指您自己的 Brightway 文件夹",
    ),
    Message(
        "choose one of: {names}",
        "从中选择：{names}",
    ),
    Message(
        "restore the folder of the project, or choose another project",
        "恢复项目的文件夹，或另选项目",
    ),
    Message(
        "there is no project '{name}'",
        "没有项目“{name}”",
    ),
    Message(
        "the folder of the project '{name}' is missing",
        "项目“{name}”的文件夹缺失",
    ),
    Message(
        "the project is empty; choose another one",
        "项目是空的；请另选一个",
    ),
    Message(
        "database '{name}': {count} mistake",
        "数据库“{name}”：{count} 处错误",
    ),
    Message(
        "database '{name}': {count} mistakes",
        "数据库“{name}”：{count} 处错误",
    ),
    Message(
        "a file of the project is missing",
        "项目的一个文件缺失",
    ),
    Message(
        "restore it, or choose another project",
        "恢复该文件，或另选项目",
    ),
    Message(
        "the project is open elsewhere, and cannot be copied to be read: {reason}",
        "项目在别处打开，且无法复制后读取：{reason}",
    ),
    Message(
        "close the other program, or make room on the disk",
        "关闭另一程序，或腾出磁盘空间",
    ),
    Message(
        "the file cannot be read as a Brightway database: {reason}",
        "该文件不能作为 Brightway 数据库读取：{reason}",
    ),
    Message(
        "open the project in Brightway, or restore it from a backup; nothing was changed",
        "在 Brightway 中打开项目，或从备份恢复；没有任何改动",
    ),
    Message(
        "wait until the other program has finished, or close the project there",
        "等另一程序完成，或在其中关闭项目",
    ),
    Message(
        "the project is being written by another program",
        "另一程序正在写入该项目",
    ),
    Message(
        "a stored record is a {type}, no mapping",
        "一条存储的记录是 {type}，不是映射",
    ),
    Message(
        "a stored record is damaged: {reason}",
        "一条存储的记录已损坏：{reason}",
    ),
    Message(
        "restore the project from a backup, or import the database anew in Brightway",
        "从备份恢复项目，或在 Brightway 中重新导入该数据库",
    ),
    Message(
        "the list of databases cannot be read: {reason}",
        "无法读取数据库列表：{reason}",
    ),
    Message(
        "restore it from a backup; nothing was changed",
        "从备份恢复；没有任何改动",
    ),
    Message(
        "the database is stored as '{backend}', which is not read here",
        "数据库以“{backend}”方式存放，此处不读",
    ),
    Message(
        "convert it to 'sqlite' in Brightway (bw2data.convert_backend) in a copy of the project",
        "在项目的副本中用 Brightway 把它转换为“sqlite”（bw2data.convert_backend）",
    ),
    Message(
        "the code '{code}' stands twice",
        "代码“{code}”出现两次",
    ),
    Message(
        "remove one of the two nodes in Brightway",
        "在 Brightway 中删去两个节点之一",
    ),
    Message(
        "the file of the database '{name}' (version {version}) is missing",
        "数据库“{name}”（版本 {version}）的文件缺失",
    ),
    Message(
        "restore it from a backup",
        "从备份恢复",
    ),
    Message(
        "{count} exchange link to '{code}' of database '{name}', which is not there",
        "{count} 个输入输出链接到数据库“{name}”的“{code}”，而它不存在",
    ),
    Message(
        "{count} exchanges link to '{code}' of database '{name}', which is not there",
        "{count} 个输入输出链接到数据库“{name}”的“{code}”，而它不存在",
    ),
    Message(
        "{count} exchange link to the database '{name}', which the project doesn't have",
        "{count} 个输入输出链接到数据库“{name}”，而项目中没有它",
    ),
    Message(
        "{count} exchanges link to the database '{name}', which the project doesn't have",
        "{count} 个输入输出链接到数据库“{name}”，而项目中没有它",
    ),
    Message(
        "import what is missing in Brightway, link the exchanges to something else there, or remove them",
        "在 Brightway 中导入所缺的内容，或改接、删除这些输入输出",
    ),
    Message(
        "no database is named",
        "没有指明数据库",
    ),
    Message(
        "write: rulewright import brightway PROJECT DATABASE",
        "写作：`rulewright import brightway PROJECT DATABASE`",
    ),
    Message(
        "{count} rules cannot share one database",
        "{count} 个规则不能共用一个数据库",
    ),
    Message(
        "name one rule, or none: without a rule nothing is shared",
        "指明一个规则，或不指明：没有规则就不分配",
    ),
    Message("--to {form} has no use for {options}", "--to {form} 用不到 {options}"),
    Message("leave it out, or choose another format with --to", "去掉它，或用 --to 选择其他格式"),
    Message("import {form} has no use for {options}", "import {form} 用不到 {options}"),
    Message("leave it out, or choose another format", "去掉它，或选择其他格式"),
    Message(
        "no place is named for --to {form}",
        "没有指明 --to {form} 写到哪里",
    ),
    Message(
        "give a folder with --out",
        "用 --out 给出文件夹",
    ),
    Message(
        "what Rulewright wrote beside the data of '{name}' is damaged: {reason}",
        "Rulewright 写在“{name}”数据旁的内容已损坏：{reason}",
    ),
    Message(
        "write the database again, or remove its field 'rulewright'",
        "重新写出该数据库，或删去其字段“rulewright”",
    ),
    Message(
        "an amount is {amount}, no number",
        "一个数值是 {amount}，不是数字",
    ),
    Message(
        "correct it in Brightway",
        "在 Brightway 中更正",
    ),
    Message(
        "Parquet needs pyarrow, which is not installed",
        "Parquet 需要 pyarrow，而它没有安装",
    ),
    Message(
        "pip install pyarrow, or use CSV",
        "安装 pyarrow（`pip install pyarrow`），或用 CSV",
    ),
    Message(
        "no flat tables in '{folder}'",
        "“{folder}”中没有平面表",
    ),
    Message(
        "name a folder that holds inventory.csv or inventory.parquet and the other tables",
        "指明含 inventory.csv 或 inventory.parquet 及其余各表的文件夹",
    ),
    Message(
        "the table '{name}' is missing",
        "缺少表“{name}”",
    ),
    Message(
        "export the inventory again, or add the table",
        "重新导出清单，或补上该表",
    ),
    Message(
        "cannot read the table '{name}': {reason}",
        "无法读取表“{name}”：{reason}",
    ),
    Message(
        "save it as CSV in UTF-8",
        "存为 UTF-8 编码的 CSV",
    ),
    Message(
        "save it as CSV again, texts in double quotes",
        "重新存为 CSV，文字加双引号",
    ),
    Message(
        "separate cells by commas; a text with a comma stands in double quotes",
        "单元格以逗号分隔；含逗号的文字加双引号",
    ),
    Message(
        "correct the cell",
        "更正该单元格",
    ),
    Message(
        "the table '{name}' is no sound CSV: {reason}",
        "表“{name}”不是正确的 CSV：{reason}",
    ),
    Message(
        "the row has {count} cells, the head {heads}",
        "该行有 {count} 个单元格，表头有 {heads} 个",
    ),
    Message(
        "unknown column '{name}'",
        "未知的列“{name}”",
    ),
    Message(
        "the column '{name}' stands twice",
        "列“{name}”出现两次",
    ),
    Message(
        "export the inventory again",
        "重新导出清单",
    ),
    Message(
        "the direction is '{direction}', not output, input or emission",
        "方向是“{direction}”，不是 output、input 或 emission",
    ),
    Message(
        "correct the row, or add the process to the table of processes",
        "更正该行，或在过程表中补上该过程",
    ),
    Message(
        "write the value as JSON",
        "把值写成 JSON",
    ),
    Message(
        "'{id}' is defined twice",
        "“{id}”定义了两次",
    ),
    Message(
        "remove one, or rename it",
        "删去其一，或改名",
    ),
    Message(
        "no flow '{flow}'",
        "没有流“{flow}”",
    ),
    Message(
        "the process '{process}' has no output '{flow}'",
        "过程“{process}”没有产出“{flow}”",
    ),
    Message(
        "correct the row, or add what it names to its table",
        "更正该行，或在相应的表中补上它所指的内容",
    ),
    Message(
        "'{text}' is neither true nor false",
        "“{text}”既不是 true 也不是 false",
    ),
    Message(
        "'{text}' is not JSON",
        "“{text}”不是 JSON",
    ),
    Message(
        "'{text}' is no number",
        "“{text}”不是数字",
    ),
    Message(
        "'{text}' is no number: write a decimal point, no comma and no thousands' separator",
        "“{text}”不是数字：用小数点，不用逗号和千分位分隔符",
    ),
    # ---- imports of other formats
    Message(
        "no file or folder '{path}'",
        "没有文件或文件夹“{path}”",
    ),
    Message(
        "check the path",
        "检查路径",
    ),
    Message(
        "'{name}' is no whole archive: {reason}",
        "“{name}”不是完整的归档：{reason}",
    ),
    Message(
        "give a folder, a .zip, or a .tar, .tar.gz, .tar.bz2, .tar.xz; get the file again if it was cut short",
        "给出文件夹、.zip，或 .tar、.tar.gz、.tar.bz2、.tar.xz；若文件被截断，请重新获取",
    ),
    Message(
        "the archive has more than {limit} entries",
        "归档的条目超过 {limit} 个",
    ),
    Message(
        "give a smaller archive, or unpack it yourself and give the folder",
        "给出较小的归档，或自行解包后给出文件夹",
    ),
    Message(
        "leave the entry out, or make the archive again",
        "去掉该条目，或重新制作归档",
    ),
    Message(
        "the entry is a link",
        "条目是链接",
    ),
    Message(
        "the entry is encrypted",
        "条目已加密",
    ),
    Message(
        "the entry is no file",
        "条目不是文件",
    ),
    Message(
        "the name of the entry holds a backslash or a NUL",
        "条目名含反斜杠或空字符",
    ),
    Message(
        "the name of the entry leads outside the archive",
        "条目名指向归档之外",
    ),
    Message(
        "an entry stands twice in the archive",
        "归档中有重复条目",
    ),
    Message(
        "keep one of them",
        "只留其一",
    ),
    Message(
        "the entry unpacks to {size} bytes, beyond what is read: {member} an entry, {total} in all, {ratio} times its packed size",
        "条目解包后为 {size} 字节，超出读取上限：每条 {member}，合计 {total}，压缩后大小的 {ratio} 倍",
    ),
    Message(
        "{count} products are called '{name}': {list}",
        "有 {count} 个产品叫“{name}”：{list}",
    ),
    Message(
        "give the id or the uuid of one of them",
        "给出其中一个的编号或 uuid",
    ),
    Message(
        "name a flow of databases/elementary_flows.yaml, or none",
        "写 databases/elementary_flows.yaml 中的流，或 none",
    ),
    Message(
        "'{name}' is no openLCA JSON-LD package",
        "“{name}”不是 openLCA JSON-LD 数据包",
    ),
    Message(
        "give a folder or archive with the folders processes, flows, unit_groups, flow_properties; in openLCA: export, JSON-LD",
        "给出含 processes、flows、unit_groups、flow_properties 的文件夹或归档；在 openLCA 中：导出，JSON-LD",
    ),
    Message(
        "the package is of schema {version}; schemas 1 and 2 are read",
        "数据包为模式 {version}；可读模式 1 和 2",
    ),
    Message(
        "export it from openLCA 2, or tell us",
        "用 openLCA 2 导出，或告诉我们",
    ),
    Message(
        "the data set has no '@id'",
        "数据集没有“@id”",
    ),
    Message(
        "export the package again",
        "重新导出数据包",
    ),
    Message(
        "two data sets have the id '{name}'; the other stands in {file}",
        "两个数据集的标识都是“{name}”；另一个在 {file}",
    ),
    Message(
        "the file is not UTF-8: byte {place} cannot be read",
        "文件不是 UTF-8：第 {place} 字节无法读取",
    ),
    Message(
        "save it as UTF-8",
        "存为 UTF-8",
    ),
    Message(
        "the file is nested too deeply",
        "文件嵌套过深",
    ),
    Message(
        "the file is not JSON: {reason}",
        "文件不是 JSON：{reason}",
    ),
    Message(
        "export the package again, or correct the file",
        "重新导出数据包，或改正文件",
    ),
    Message(
        "the file holds no data set",
        "文件中没有数据集",
    ),
    Message(
        "a unit of '{name}' lacks its @id, its name or a conversionFactor above zero",
        "“{name}”的一个单位缺少 @id、名称或大于零的 conversionFactor",
    ),
    Message(
        "complete the unit",
        "补全该单位",
    ),
    Message(
        "the unit group '{name}' has no reference unit",
        "单位组“{name}”没有参考单位",
    ),
    Message(
        "mark one unit, with conversionFactor 1, as reference",
        "把一个 conversionFactor 为 1 的单位标为参考",
    ),
    Message(
        "the unit group of '{name}' is missing: {id}",
        "“{name}”的单位组缺失：{id}",
    ),
    Message(
        "add it to unit_groups, or export with all that is referenced",
        "补到 unit_groups 中，或连同所引用的一起导出",
    ),
    Message(
        "the flow '{name}' has the unknown flowType '{word}'",
        "流“{name}”的 flowType “{word}”未知",
    ),
    Message(
        "write one of {list}",
        "写以下之一：{list}",
    ),
    Message(
        "a flow property of '{name}' is missing: {id}",
        "“{name}”的一个流属性缺失：{id}",
    ),
    Message(
        "add it to flow_properties, or export with all that is referenced",
        "补到 flow_properties 中，或连同所引用的一起导出",
    ),
    Message(
        "a flow property of '{name}' has a conversionFactor that is not above zero",
        "“{name}”的一个流属性的 conversionFactor 不大于零",
    ),
    Message(
        "correct it",
        "改正",
    ),
    Message(
        "the flow '{name}' has no reference flow property",
        "流“{name}”没有参考流属性",
    ),
    Message(
        "mark one of its flowProperties as reference",
        "把它的一个 flowProperties 标为参考",
    ),
    Message(
        "the flow of an exchange is missing: {name}",
        "输入输出的流缺失：{name}",
    ),
    Message(
        "add it to flows, or export with all that is referenced",
        "补到 flows 中，或连同所引用的一起导出",
    ),
    Message(
        "the amount of {name} is no finite number: {value}",
        "{name} 的数值不是有限的数：{value}",
    ),
    Message(
        "{name} is stated in a flow property that it doesn't have",
        "{name} 用了它没有的流属性",
    ),
    Message(
        "add the flow property to the flow",
        "给该流加上这个流属性",
    ),
    Message(
        "the unit '{unit}' of {name} is not in the unit group '{group}'",
        "{name} 的单位“{unit}”不在单位组“{group}”中",
    ),
    Message(
        "add it to the unit group, or correct the exchange",
        "补到单位组中，或改正该输入输出",
    ),
    Message(
        "the value of the parameter '{name}' is no finite number: {value}",
        "参数“{name}”的值不是有限的数：{value}",
    ),
    Message(
        "the process has {count} quantitative references with an amount",
        "过程有 {count} 个带数值的定量参考",
    ),
    Message(
        "the quantitative reference of the process has the amount 0",
        "过程的定量参考的数值为 0",
    ),
    Message(
        "the quantitative reference '{name}' is no product output and no waste input",
        "定量参考“{name}”既不是产品产出也不是废物输入",
    ),
    Message(
        "mark one product output or treated waste as reference",
        "把一个产品产出或所处理的废物标为参考",
    ),
    Message(
        "give a mapping file with `units:` and our word for each, e.g. units: {{'Item(s)': piece}}",
        "在对照文件的 `units:` 中写明各自对应的单位，如 units: {{'Item(s)': piece}}",
    ),
    Message(
        "the mapping lets '{process}' supply '{flow}', which it doesn't make",
        "对照让“{process}”供应“{flow}”，而它不产出该流",
    ),
    Message(
        "name one of its makers: {list}",
        "写产出它的过程之一：{list}",
    ),
    Message(
        "'{path}' is there already",
        "“{path}”已经存在",
    ),
    Message(
        "choose another name, or remove it first",
        "换一个名称，或先删除它",
    ),
    Message("'{name}' cannot be an id", "“{name}”不能作编号"),
    Message("use lower-case letters, digits and single hyphens", "用小写字母、数字和单个连字符"),
    Message("a study needs an inventory and rules", "研究须有清单和规则"),
    Message("no level of disclosure '{level}'", "没有披露级别“{level}”"),
    Message("{count} significant digits", "{count} 位有效数字"),
    Message("use 1 to 6", "用 1 至 6"),
    Message("{file} is not a trial file: {count} mistakes", "{file} 不是试算文件：{count} 处错误"),
    Message("not what a trial file holds: {reason}", "不是试算文件应有的内容：{reason}"),
    Message("the trial file cannot be read: {reason}", "试算文件不能读：{reason}"),
    Message("write the file again with 'rulewright trial'", "用“rulewright trial”重新写出该文件"),
    Message("the trials cannot be merged: {count} mistakes", "试算不能汇总：{count} 处错误"),
    Message("no trial file is given", "没有给出试算文件"),
    Message("name at least one file", "至少写一个文件"),
    Message(
        "rule {rule} ({hash}), not {other} ({other_hash}) as in the first file",
        "规则是 {rule}（{hash}），与第一个文件的 {other}（{other_hash}）不同",
    ),
    Message("run all trials with the same version of the rule", "用同一版规则重做全部试算"),
    Message("unit {unit}, not {other} as in the first file", "单位是 {unit}，与第一个文件的 {other} 不同"),
    Message("run all trials for the same unit", "用同一单位重做全部试算"),
    Message("this plant is there already", "该工厂已经在内"),
    Message("give every plant a label of its own", "给每个工厂各自的名称"),
    Message("add --inventory INVENTORY and --rules A,B", "加上 --inventory 清单 和 --rules 规则A,规则B"),
    Message(
        "choose a folder that can be written, with room on the disk",
        "选择可写且磁盘有空间的文件夹",
    ),
    Message(
        "cannot write '{path}': {reason}",
        "无法写入“{path}”：{reason}",
    ),
    Message(
        "give a folder or a name that ends with .zip",
        "给出文件夹，或以 .zip 结尾的名称",
    ),
    Message("workbook {name}: {count} mistakes", "工作簿 {name}：{count} 处错误"),
    Message("workbook {name}: {count} mistake", "工作簿 {name}：{count} 处错误"),
    Message(
        "archive {name}: {count} mistake",
        "归档 {name}：{count} 处错误",
    ),
    Message(
        "archive {name}: {count} mistakes",
        "归档 {name}：{count} 处错误",
    ),
    Message(
        "package {name}: {count} mistake",
        "数据包 {name}：{count} 处错误",
    ),
    Message(
        "package {name}: {count} mistakes",
        "数据包 {name}：{count} 处错误",
    ),
    Message(
        "two of the inventories that are linked have one id",
        "所链接的清单中有两份编号相同",
    ),
    Message(
        "give each file its own id",
        "给每个文件各自的编号",
    ),
    Message(
        "the name {name} of a file is no plain path inside the package",
        "文件名 {name} 不是包内的普通路径",
    ),
    Message(
        "make the package again with `rulewright package`",
        "用 `rulewright package` 重新制作研究包",
    ),
    Message(
        "the files of the study cannot be read back: {reason}",
        "研究的文件写出后无法读回：{reason}",
    ),
    Message(
        "correct the inventory or rule, write it as a file, and read that",
        "改正清单或规则，写成文件，再读入该文件",
    ),
    Message(
        "the files do not give the inventory back",
        "由文件读回的清单与原清单不同",
    ),
    Message(
        "write the inventory with write_inventory(), read it, and use what was read",
        "用 write_inventory() 写出清单，读入后再使用",
    ),
    Message(
        "the rule '{rule}' was put together in memory: its files say something else",
        "规则“{rule}”是在内存中拼成的：其文件的内容不同",
    ),
    Message(
        "write it as a rule file with based_on, and read that",
        "把它写成带 based_on 的规则文件，再读入该文件",
    ),
    Message(
        "the package holds no {name}",
        "研究包中没有 {name}",
    ),
    Message(
        "'{name}' of the package cannot be read: {reason}",
        "无法读取研究包中的“{name}”：{reason}",
    ),
    Message(
        "the file is larger than {count} bytes",
        "文件大于 {count} 字节",
    ),
    Message(
        "make it again with `rulewright package` or `rulewright report`",
        "用 `rulewright package` 或 `rulewright report` 重新制作",
    ),
    Message(
        "'{name}' holds no {file}: it is no study package",
        "“{name}”中没有 {file}：不是研究包",
    ),
    Message(
        "the results of '{rule}' have no sections",
        "“{rule}”的结果没有各部分",
    ),
    Message(
        "'{name}' is no package",
        "“{name}”不是研究包",
    ),
    Message(
        "'{name}' holds no readable JSON: {reason}",
        "“{name}”中没有可读的 JSON：{reason}",
    ),
    Message(
        "'{name}' is no package: its format is not '{format}'",
        "“{name}”不是研究包：其格式不是“{format}”",
    ),
    Message(
        "the package has the format '{found}', and this version reads '{format}'",
        "研究包的格式为“{found}”，本版本读“{format}”",
    ),
    Message(
        "verify it with rulewright {version}, which wrote it",
        "用写出它的 rulewright {version} 核对",
    ),
    Message(
        "the package does not say its {key}",
        "研究包没有写明 {key}",
    ),
    Message(
        "the draws come with a Brightway database as background, which the package does not hold",
        "抽样用了 Brightway 数据库作背景，研究包不含该数据库",
    ),
    Message(
        "draw without a background, or keep the run's own store",
        "不用该背景抽样，或另存抽样目录",
    ),
    Message(
        "the settings of the draws are not complete",
        "抽样的设置不完整",
    ),
    Message(
        "make the package again",
        "重新制作研究包",
    ),
    Message(
        "the package asks for {count} draws, more than {most}",
        "研究包要求抽样 {count} 次，超过 {most} 次",
    ),
    Message(
        "draw less often, or leave the draws out",
        "减少抽样次数，或不抽样",
    ),
    Message(
        "a study package is a .zip",
        "研究包是 .zip 文件",
    ),
    Message(
        "give a name that ends with .zip",
        "给出以 .zip 结尾的名称",
    ),
    Message(
        "a package needs at least one rule",
        "研究包至少要有一份规则",
    ),
    Message(
        "name rules with --rules",
        "用 --rules 给出规则",
    ),
    Message(
        "'{text}' is no date",
        "“{text}”不是日期",
    ),
    Message(
        "write YYYY-MM-DD, e.g. 2026-11-23",
        "写成 YYYY-MM-DD，如 2026-11-23",
    ),
    Message(
        "make the folder, or choose another path",
        "建立该文件夹，或换一个路径",
    ),
    Message(
        "a report is written as {list}, not as '{name}'",
        "报告写成 {list}，不能写成“{name}”",
    ),
    Message(
        "give a name that ends with one of these",
        "给出以其中之一结尾的名称",
    ),
    Message(
        "the draws are of another inventory or rule than the report",
        "抽样所用的清单或规则与报告的不同",
    ),
    Message(
        "draw for the study that is reported, or give a number of draws",
        "对所报告的研究抽样，或给出抽样次数",
    ),
    # files of ecospold, SimaPro and Brightway Excel
    Message("'{name}' holds no file that ends with {endings}", "“{name}”中没有以 {endings} 结尾的文件"),
    Message(
        "'{name}' holds no file that ends with {endings}; it holds {found}",
        "“{name}”中没有以 {endings} 结尾的文件；其中有 {found}",
    ),
    Message("'{name}' is no file and no folder", "“{name}”不是文件，也不是文件夹"),
    Message("give a file or a folder", "给出文件或文件夹"),
    Message("give such a file, or a folder or archive of them", "给出这样的文件，或含有它们的文件夹或归档"),
    Message(
        "give such a file, or a folder or archive of them; for .xml files: rulewright import ecospold1; for .spold files: "
        "rulewright import ecospold2; for .csv files: rulewright import simapro; for .json files: rulewright import openlca",
        "给出这样的文件，或含有它们的文件夹或归档；.xml 文件用：rulewright import ecospold1；.spold 文件用："
        "rulewright import ecospold2；.csv 文件用：rulewright import simapro；.json 文件用：rulewright import openlca",
    ),
    Message("'{name}' has more than {number} bytes", "“{name}”超过 {number} 字节"),
    Message("split it into smaller files", "拆成较小的文件"),
    Message("'{name}' holds no ecospold {number}", "“{name}”中没有 ecospold {number} 数据"),
    Message(
        "export the data as ecospold 1; for files that end with .spold: rulewright import ecospold2",
        "把数据导出为 ecospold 1；以 .spold 结尾的文件用：rulewright import ecospold2",
    ),
    Message(
        "export the data as ecospold 2; for XML files of ecospold 1: rulewright import ecospold1",
        "把数据导出为 ecospold 2；ecospold 1 的 XML 文件用：rulewright import ecospold1",
    ),
    Message("the data set has no referenceFunction with a name", "数据集没有带名称的 referenceFunction"),
    Message("add it, or leave the data set out", "补上，或去掉该数据集"),
    Message("the data set has no number", "数据集没有编号"),
    Message("number it", "给它编号"),
    Message(
        "two data sets have the number '{number}'; the other is '{name}' in {place}",
        "两个数据集的编号都是“{number}”；另一个是“{name}”，在 {place}",
    ),
    Message("remove one of them, or number it otherwise", "删去其一，或另行编号"),
    Message(
        "the data set lists no product, and its referenceFunction has no amount or unit",
        "数据集没有列出产品，其 referenceFunction 也没有数量或单位",
    ),
    Message("add the product to flowData with outputGroup 0", "在 flowData 中以 outputGroup 0 补上产品"),
    Message(
        "two exchanges of different products have the number '{number}'",
        "两个不同产品的输入输出编号都是“{number}”",
    ),
    Message("number one of them otherwise", "给其一另行编号"),
    Message("the exchange has no name or no unit", "该输入输出没有名称或单位"),
    Message("the exchange has no id, no name or no unitName", "该输入输出没有标识、名称或 unitName"),
    Message("the meanValue is no finite number: {stated}", "meanValue 不是有限的数：{stated}"),
    Message("the amount is no finite number: {stated}", "数量不是有限的数：{stated}"),
    Message(
        "the exchange does not say by one inputGroup or outputGroup where it goes",
        "该输入输出没有用一个 inputGroup 或 outputGroup 说明去向",
    ),
    Message(
        "the fraction of an allocation is no finite number: {stated}",
        "分配的 fraction 不是有限的数：{stated}",
    ),
    Message(
        "two data sets have the activity id '{identity}' and the same reference product",
        "两个数据集的活动标识都是“{identity}”且参考产品相同",
    ),
    Message("the activity has no id or no activityName", "活动没有 id 或 activityName"),
    Message("add them", "补上"),
    Message("the property '{name}' is no finite number: {stated}", "性质“{name}”不是有限的数：{stated}"),
    Message("two variables have the name '{name}'", "两个变量同名“{name}”"),
    Message("rename one of them", "给其一改名"),
    Message(
        "the merged cells {first}:{last} lie across rows of a table",
        "合并单元格 {first}:{last} 横跨表中多行",
    ),
    Message("unmerge them and fill in each row", "取消合并并逐行填写"),
    Message("'{name}' holds no activity", "“{name}”中没有活动"),
    Message(
        "give a workbook of Brightway: sheets with rows that begin with Activity, and Exchanges below",
        "给出 Brightway 的工作簿：工作表中有以 Activity 开头的行，其下有 Exchanges",
    ),
    Message("'{name}' has no sheet '{sheet}'", "“{name}”中没有工作表“{sheet}”"),
    Message("name one of: {names}", "写出其一：{names}"),
    Message("the activity has no unit", "活动没有单位"),
    Message("the activity has no name", "活动没有名称"),
    Message("write it beside the word Activity", "写在 Activity 一词的右侧"),
    Message("two activities are '{name}'", "有两个活动是“{name}”"),
    Message("remove one of them, or give it a code of its own", "删去其一，或给它单独的 code"),
    Message("the exchange has the unknown type '{name}'", "该输入输出的类型“{name}”未知"),
    Message("the exchange has no unit", "该输入输出没有单位"),
    Message("the exchange has no type", "该输入输出没有类型"),
    Message("the exchange has no name", "该输入输出没有名称"),
    Message("write it", "写上"),
    Message("write one of: {names}", "写以下之一：{names}"),
    Message(
        "the cell holds a formula, and the file doesn't hold what it gives",
        "单元格中是公式，而文件没有存下它的结果",
    ),
    Message(
        "open the workbook in a spreadsheet, save it, and import it again",
        "用电子表格软件打开并保存工作簿，再引入",
    ),
    Message("the table has no column '{name}'", "表中没有“{name}”一列"),
    Message("add the column", "补上该列"),
    Message("the cell is empty: an amount is missing", "单元格为空：缺少数量"),
    Message("write a number; zero is written 0", "写一个数；零写作 0"),
    Message("write it with a decimal point", "小数点用句点"),
    Message("write a number", "写一个数"),
    Message(
        "the formula of '{name}' gives no number: {formula} ({reason})",
        "“{name}”的公式算不出数：{formula}（{reason}）",
    ),
    Message("correct the formula, or write the number", "改正公式，或写出数值"),
    Message("'{name}' begins no block that SimaPro writes", "“{name}”不是 SimaPro 会写的数据块的开头"),
    Message(
        "export the processes again; texts of cells must not be cut into lines",
        "重新导出过程；单元格的文字不得断行",
    ),
    Message("'{name}' is no section of a process that is known here", "“{name}”不是此处认得的过程小节"),
    Message(
        "export the processes in English; tell us if SimaPro writes this section",
        "用英文导出过程；如果 SimaPro 确实写这一小节，请告诉我们",
    ),
    Message("'{name}' holds no process", "“{name}”中没有过程"),
    Message(
        "export processes from SimaPro, not methods or product stages",
        "从 SimaPro 导出过程，而不是方法或产品阶段",
    ),
    Message("the process has neither products nor a treated waste", "过程既没有产品，也没有所处理的废物"),
    Message(
        "add a product or a treated waste, or leave the process out",
        "补上产品或所处理的废物，或去掉该过程",
    ),
    Message("the process treats {count} wastes", "过程处理 {count} 种废物"),
    Message("split it into one process a waste", "按废物拆成各自的过程"),
    Message("two processes have the identifier '{name}'", "两个过程的标识都是“{name}”"),
    Message("remove one of them, or give it an identifier of its own", "删去其一，或给它单独的标识"),
    Message("the process has both '{one}' and '{other}'", "过程同时有“{one}”和“{other}”"),
    Message("the row has no amount", "该行没有数量"),
    Message("the row has no name or no unit", "该行没有名称或单位"),
    Message("complete the row", "补全该行"),
    Message(
        "the file has no header of SimaPro: lines in braces such as {{CSV separator: Semicolon}}",
        "文件没有 SimaPro 的文件头：花括号中的行，如 {{CSV separator: Semicolon}}",
    ),
    Message(
        "export the processes from SimaPro as CSV, with its header",
        "从 SimaPro 把过程导出为带文件头的 CSV",
    ),
    Message(
        "the header names '{separator}' both as separator and as decimal separator",
        "文件头把“{separator}”既当分隔符又当小数点",
    ),
    Message("export the file again, with semicolons", "用分号重新导出文件"),
    Message("line {line} is no row of a CSV file: {reason}", "第 {line} 行不是 CSV 的一行：{reason}"),
    Message("export the file again", "重新导出文件"),
    Message("no encoding '{name}' is known", "没有叫“{name}”的编码"),
    Message("line {line} cannot be read as {encoding}", "第 {line} 行不能按 {encoding} 读取"),
    Message("name the encoding: one of {names}", "指明编码：{names} 之一"),
    Message("give an .xlsx file", "给出 .xlsx 文件"),
    Message(
        "give an .xlsx file; open an older .xls in a spreadsheet and save it as .xlsx",
        "给出 .xlsx 文件；旧的 .xls 请用电子表格软件打开并另存为 .xlsx",
    ),
    Message("'{name}' is no workbook", "“{name}”不是工作簿"),
    Message(
        "'{part}' in '{name}' declares a document type or entities",
        "“{name}”中的“{part}”声明了文档类型或实体",
    ),
    Message("save the workbook again from a spreadsheet", "用电子表格软件重新保存工作簿"),
    Message("the sheet reaches to row {row} and column {column}", "工作表延伸到第 {row} 行、第 {column} 列"),
    Message("delete the empty rows and columns beyond the table", "删去表外的空行和空列"),
    Message("the file declares a document type or entities", "文件声明了文档类型或实体"),
    Message("the file is no whole XML: {reason}", "文件不是完整的 XML：{reason}"),
    Message(
        "remove the <!DOCTYPE ...> from the file; data need none",
        "去掉文件中的 <!DOCTYPE ...>；数据不需要它",
    ),
    Message(
        "export it again; if letters outside ASCII are the trouble, save it in the encoding that its first line names",
        "重新导出；如果问题在于 ASCII 以外的字母，按首行所写的编码保存",
    ),
    Message(
        "{value} is not a year of issue",
        "{value} 不是发布年份",
    ),
    Message(
        "give the year in which the footprint is issued",
        "给出碳足迹的发布年份",
    ),
    Message(
        "'{domain}' is no domain name",
        "“{domain}”不是域名",
    ),
    Message(
        "give that of the rule's issuer, e.g. catena-x.net",
        "给出规则发布者的域名，如 catena-x.net",
    ),
    Message(
        "'{number}' holds no version or year, so its URN would not say which edition it is",
        "“{number}”没有版本或年份，URN 说不出是哪一版",
    ),
    Message(
        "put the version into the rule's document number",
        "在规则的文件编号中写上版本",
    ),
    Message(
        "what this PACT record lacks: {count}",
        "这条 PACT 记录所缺：{count} 项",
    ),
    Message(
        "nobody states the {what}",
        "没有给出：{what}",
    ),
    Message(
        "state {key} in the head file",
        "在信息文件中写上 {key}",
    ),
    Message(
        "the data model has no unit for '{unit}'",
        "数据模型没有与“{unit}”相应的单位",
    ),
    Message(
        "count the product in kg, kWh, MJ, L, m3, m2 or pieces",
        "产品按 kg、kWh、MJ、L、m3、m2 或件计",
    ),
    Message(
        "fossil emissions are negative ({amount} kg CO2e): credits exceed burdens, which a record cannot hold",
        "化石排放为负（{amount} kg CO2e）：抵扣大于负荷，记录不能容纳",
    ),
    Message(
        "use a rule that doesn't credit, or report the credits apart",
        "改用不抵扣的规则，或把抵扣另列",
    ),
    Message(
        "more biogenic CO2 is emitted than taken up ({amount} kg): the inventory lacks an uptake",
        "生物源 CO2 排放多于吸收（{amount} kg）：清单缺少吸收",
    ),
    Message(
        "give the uptake (co2-uptake) where the biomass grows",
        "在生物质生长处给出吸收（co2-uptake）",
    ),
    Message(
        "aggregated factors of biogenic kind ({amount} kg CO2e) hold CO2 and methane together",
        "生物源类的汇总因子（{amount} kg CO2e）把 CO2 和甲烷合在一起",
    ),
    Message(
        "give their emissions gas by gas",
        "逐种气体给出排放",
    ),
    Message(
        "nobody states the mass of the product",
        "没有给出产品的质量",
    ),
    Message(
        "give the product the property mass, or state product_mass_kg",
        "给产品加上 mass 属性，或写上 product_mass_kg",
    ),
    Message(
        "nobody states the fossil carbon in the product",
        "没有给出产品中的化石碳",
    ),
    Message(
        "give the product the properties carbon and biogenic_carbon, or state fossil_carbon_kg",
        "给产品加上 carbon 和 biogenic_carbon 属性，或写上 fossil_carbon_kg",
    ),
    Message(
        "the reference period ends at {end}, not after {start}",
        "数据期间的终点 {end} 不晚于 {start}",
    ),
    Message(
        "let it end later; the end is not part of it",
        "把终点改晚；终点不含在内",
    ),
    Message(
        "place names no level of geography, or more than one",
        "place 没有写地理级别，或写了不止一级",
    ),
    Message(
        "state one of country, subdivision, region, global",
        "写 country、subdivision、region、global 之一",
    ),
    Message(
        "'{place}' is no country or subdivision of ISO 3166",
        "“{place}”不是 ISO 3166 的国家或行政区",
    ),
    Message(
        "state place in the head file",
        "在信息文件中写上 place",
    ),
    Message(
        "rule {rule} rests on none of the cross-sectoral standards that records name",
        "规则 {rule} 不以记录所列的任何跨行业标准为基础",
    ),
    Message(
        "state cross_sectoral_standards in the head file, e.g. [ISO14067]",
        "在信息文件中写上 cross_sectoral_standards，如 [ISO14067]",
    ),
    Message(
        "{count} exchanges without data are left out ({names}); nobody states how much they emit",
        "{count} 项没有数据的输入输出被略去（{names}）；没有说明其排放",
    ),
    Message(
        "close the gaps, or state exempted_emissions_percent and exempted_emissions_description",
        "补齐数据，或写上 exempted_emissions_percent 和 exempted_emissions_description",
    ),
    Message(
        "packaging is said to be left out, yet its emissions are stated",
        "声明不含包装，却给出了包装排放",
    ),
    Message(
        "state packaging_included: true, or no emissions",
        "写 packaging_included: true，或不写排放",
    ),
    Message(
        "the record gives no total with biogenic uptake",
        "记录没有给出含吸收的合计",
    ),
    Message(
        "take the total without uptake",
        "改取不含吸收的合计",
    ),
    Message(
        "{found} of {count} records fit",
        "{count} 条记录中有 {found} 条相符",
    ),
    Message(
        "name one by its id: {ids}",
        "按编号指定一条：{ids}",
    ),
    Message(
        "version '{version}' of the data model is not read",
        "数据模型的版本“{version}”不能读入",
    ),
    Message(
        "ask for version 3",
        "请对方给出第3版",
    ),
    Message(
        "there is no record",
        "没有记录",
    ),
    Message(
        "ask for the record itself",
        "请对方给出记录本身",
    ),
    Message(
        "inventories don't count in '{unit}'",
        "清单不以“{unit}”计量",
    ),
    Message(
        "ask for a record per kg, piece, kWh or MJ",
        "请对方按 kg、件、kWh 或 MJ 给出",
    ),
    Message(
        "the record is deprecated",
        "记录已作废",
    ),
    Message(
        "ask for the one that replaces it",
        "请对方给出替代它的记录",
    ),
    Message(
        "look at it with `rulewright pact check`, and ask the supplier for a record without mistakes",
        "用 `rulewright pact check` 查看，请供应商给出无误的记录",
    ),
    Message(
        "'{path}' is no JSON: {reason}",
        "“{path}”不是 JSON：{reason}",
    ),
    Message(
        "export it again, or mend it in an editor that knows JSON",
        "重新导出，或用识别 JSON 的编辑器改正",
    ),
    Message(
        "'{path}' is larger than {size} MB",
        "“{path}”大于 {size} MB",
    ),
    Message(
        "check name and place of the file",
        "检查文件的名称和位置",
    ),
    Message(
        "'{path}' is not in UTF-8",
        "“{path}”不是 UTF-8 编码",
    ),
    Message(
        "save it in UTF-8, as JSON is",
        "按 JSON 的要求存为 UTF-8",
    ),
    Message(
        "{count} sources for one {action}",
        "一次 {action} 给了 {count} 个来源",
    ),
    Message(
        "name one at a time",
        "每次指定一个",
    ),
    Message(
        "the record of which rule's result?",
        "要写出哪项规则结果的记录？",
    ),
    Message(
        "name a rule, e.g. --rule pact-3",
        "指定规则，如 --rule pact-3",
    ),
    Message(
        "which product does the record supply?",
        "记录供应的是哪种产品？",
    ),
    Message(
        "name the flow as your inventory calls it",
        "写上清单中该产品流的名称",
    ),
    Message(
        "where shall the inventory go?",
        "清单写到哪里？",
    ),
    Message(
        "name a .yaml file that doesn't exist yet",
        "指定一个尚不存在的 .yaml 文件",
    ),
    Message(
        "the course has no exercise '{exercise}'",
        "课程没有练习“{exercise}”",
    ),
)
