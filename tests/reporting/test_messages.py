"""Messages in Chinese: the catalogue is sound, every message of the toolkit is in it, bad files are told in Chinese."""

from __future__ import annotations

import ast
import itertools
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import pytest

import rulewright
from rulewright.cli import main
from rulewright.errors import (
    FileError,
    Mistake,
    MistakesError,
    OpenDecisionsError,
    ReadingError,
    RulewrightError,
)
from rulewright.reading import validation
from rulewright.reading.checking import check_file
from rulewright.reporting import messages
from rulewright.reporting.messages import (
    MESSAGES,
    PHRASES,
    TAILS,
    Message,
    in_language,
    translate,
    translate_place,
)
from rulewright.reporting.sentences import gaps_of, numbers_of

TESTS = Path(__file__).parent.parent
BAD_FILES = sorted([*(TESTS / "bad_rules").glob("*.yaml"), *(TESTS / "bad_inventories").glob("*.yaml")])
APPLIED = sorted(
    path
    for path in (TESTS / "bad_inventories" / "applied").glob("*.yaml")
    if "# rule: " in path.read_text(encoding="utf-8")
)
CHINESE = re.compile(r"[\u4e00-\u9fff]")
CATALOGUES = {"messages": MESSAGES, "phrases": PHRASES, "tails": TAILS}
EVERY = [pytest.param(name, each, id=each.en[:60]) for name, found in CATALOGUES.items() for each in found]


# ---- the catalogue ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("catalogue", "message"), EVERY)
def test_both_languages_hold_the_same_gaps_and_numbers(catalogue: str, message: Message) -> None:
    assert gaps_of(message.zh) == gaps_of(message.en)
    assert sorted(numbers_of(message.zh)) == sorted(numbers_of(message.en))
    assert CHINESE.search(message.zh) or not re.search("[a-z]{3}", messages.fixed_text(message.en))


@pytest.mark.parametrize(("catalogue", "message"), EVERY)
def test_each_template_says_its_own_sentence(catalogue: str, message: Message) -> None:
    """Other templates may match as well ("no {kind} '{name}'"), but the one that is taken is the right one."""
    gaps = {name: _filler(name, number) for number, name in enumerate(sorted(gaps_of(message.en)))}
    sentence = message.en.format(**gaps)
    templates = messages._templates(CATALOGUES[catalogue])
    taken = next(each.message for each in templates if each.say(sentence) is not None)
    assert taken == message


def _filler(name: str, number: int) -> str:
    own = {"count": "7", "kind": "rule", "property": "price", "language": "zh", "distribution": "normal"}
    return own.get(name.rstrip("0123456789"), f"a{number}x")


def test_no_sentence_stands_twice() -> None:
    for catalogue in CATALOGUES.values():
        shapes = [re.sub(r"\{\w+\}", "{}", each.en) for each in catalogue if "{kind}" not in each.en]
        assert len(shapes) == len(set(shapes)), sorted({each for each in shapes if shapes.count(each) > 1})


def test_no_phrase_hides_a_message() -> None:
    assert not {each.en for each in PHRASES} & {each.en for each in MESSAGES}


# ---- rendering ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("no price for slag", "slag 没有价格数据"),
        ("no lower heating value for a, b", "a、b 没有低位发热量数据"),
        ("'by' has an unknown value; found 'value'", "“by”的值未知；实际为“value”"),
        ("item 2 of 'groups' is not a list; found 3", "“groups”的第 2 项不是列表；实际为 3"),
        ("use one of: a, b and 3 more (did you mean 'a'?)", "用以下之一：a、b 等，另有 3 项（是否指“a”？）"),
        ("'total' is missing in clause cut-off", "条款 cut-off 缺少“total”"),
        (
            "no rung of the ladder applies to steel, slag (subdivide: the inventory offers no sub-processes; "
            "share by price: no price for slag)",
            "优先序中没有选项适用于 steel、slag（细分：清单没有可用的子过程；按价格分配：slag 没有价格数据）",
        ),
        (
            "no rung of the ladder applies to steel, slag (share by physical: the rule asks for a physical relationship; "
            "nothing says which property)",
            "优先序中没有选项适用于 steel、slag（按物理关系分配：规则要求物理关系，但没有说明用哪一种属性）",
        ),
        (
            "the electricity ladder leaves 40% of the demand without a supply: contract: the inventory offers no such supply",
            "电力优先序使 40% 的需求没有供电：合同与证书：清单中没有这种供电",
        ),
        (
            "the system is singular: 'a' of process 'b', 'c' of process 'd' depend on each other without a net output",
            "系统奇异：过程“b”的“a”、过程“d”的“c”相互依赖，没有净产出",
        ),
        ("cannot be based on 'x': no rule 'x'", "无法继承自“x”：没有规则“x”"),
        ("nobody makes 'lime'", "没有过程产出“lime”"),
        ("nobody makes 'lime' of process 'kiln'", "没有过程产出过程“kiln”的“lime”"),
        (
            "amounts are not finite numbers: 'a' of process 'b' in process 'c', 'co2' of 'x' of process 'y' and 2 more",
            "数量不是有限的数：过程“b”的“a”（用于过程“c”）、过程“y”中“x”的“co2” 等，另有 2 项",
        ),
        (
            "give a price to slag [CNY/kg]; give the missing property, declare what the rule leaves open, "
            "or add a later rung to clause 6.3 b)",
            "给出 slag [CNY/kg] 的价格；给出缺少的属性，或声明规则未定之处，或在条款 6.3 b) 中增加靠后的选项",
        ),
        ("no clause settles the electricity factor family", "没有条款规定电力的因子类别"),
        ("did you mean a or b?", "是否指 a 或 b？"),
        ("unknown condition 'a', 'b' (did you mean 'c'?)", "未知的条件“a”、“b”（是否指“c”？）"),
        (
            "not valid YAML: did not find expected key; the line holds X (U+FF1A)",
            "YAML 无效：此处应为键；该行有字符 X (U+FF1A)",
        ),
        (
            "'a' ([currency] / [length]) cannot be converted to 'kg' (mass)",
            "“a”（[货币] / [长度]）不能换算为“kg”（质量）",
        ),
        ("nothing in the catalogue says this", "nothing in the catalogue says this"),
    ],
)
def test_a_sentence_is_said_in_chinese(sentence: str, said: str) -> None:
    assert translate(sentence) == said


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("a/b.yaml:31 (process works, input coal)", "a/b.yaml:31（过程 works，输入 coal）"),
        ("rule a/b.yaml:31 and line 12", "rule a/b.yaml:31，另见第 12 行"),
        (
            "process 'bf' (inventory steel), rule cbam, clause 6.3 b)",
            "过程“bf”（清单 steel），规则 cbam，条款 6.3 b)",
        ),
        ("processes a, b, c (inventory steel), rule cbam", "过程 a、b、c（清单 steel），规则 cbam"),
        ("rule a.yaml", "rule a.yaml"),
        ("4 electricity inputs (inventory steel), rule cbam", "4 个电力输入（清单 steel），规则 cbam"),
        ("rule cbam, clause 6; inventory steel", "规则 cbam，条款 6；清单 steel"),
        ("shipped: a, b", "随附：a、b"),
        ("project 'rulewright' in /srv/me/rules", "项目“rulewright”（位于 /srv/me/rules）"),
        ("/srv/rule me/no.yaml", "/srv/rule me/no.yaml"),
        ("b.yaml:3 (property price of slag)", "b.yaml:3（slag 的属性 price）"),
        ("--choice", "--choice"),
    ],
)
def test_a_place_keeps_ids_and_paths(where: str, said: str) -> None:
    assert translate_place(where) == said


def test_a_long_or_odd_message_is_soon_said() -> None:
    for odd in (
        "; found 'a'" * 2000,
        " (did you mean 'a'?)" * 2000,
        "'a' of process 'b', " * 2000,
        "no price for " * 2000,
    ):
        start = monotonic()
        translate(f"use one of: {odd}")
        translate(f"nothing says {odd}")
        assert monotonic() - start < 2


def test_english_stays_as_it_is() -> None:
    error = FileError("no file 'x'", "x", "check the path")
    assert in_language(error, "en") == str(error)


def test_mistakes_are_numbered_below_a_title() -> None:
    mistakes = [
        Mistake("the file is empty", "a.yaml:1", "remove it"),
        Mistake("nested too deeply", "a.yaml:2", "keep one"),
    ]
    assert in_language(ReadingError("rule a.yaml: 2 mistakes", mistakes), "zh") == (
        "规则 a.yaml：2 处错误\n"
        "1. 文件为空\n  位置：a.yaml:1\n  改法：删去它\n"
        "2. 嵌套太深\n  位置：a.yaml:2\n  改法：只留一个"
    )
    one = OpenDecisionsError("rule r on i: 1 open decision; no clause settles them", mistakes[:1])
    assert in_language(one, "zh").startswith("规则 r 用于 i：有 1 项未定，没有条款作出规定\n1. ")


@pytest.mark.parametrize("path", BAD_FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_bad_file_is_told_in_chinese(path: Path) -> None:
    with pytest.raises(RulewrightError) as caught:
        check_file(str(path))
    error = caught.value
    for each in error.mistakes if isinstance(error, MistakesError) else [error]:
        assert CHINESE.search(translate(each.what)), each.what
        assert CHINESE.search(translate(each.mend)), each.mend
        assert translate(each.what) != each.what and translate(each.mend) != each.mend
    told = in_language(error, "zh")
    assert not re.search(r"where:|mend:|did you mean|; found|[0-9] mistake", told), told


@pytest.mark.parametrize("path", APPLIED, ids=lambda path: path.stem)
def test_a_study_that_cannot_run_is_told_in_chinese(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    head = dict(re.findall(r"^# (rule|options): (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE))
    words = ["compare", str(path), "--rules", str(path.parent / f"{head['rule']}.yaml"), "--lang", "zh"]
    assert main([*words, "--out", str(tmp_path / "out"), *shlex.split(head.get("options", ""))]) == 1
    told = capsys.readouterr().err
    parts = re.findall(r"^(?:\d+\. )?(\S.*)\n  位置：(.*)\n  改法：(.*)$", told, re.MULTILINE)
    assert parts, told
    for what, where, mend in parts:
        assert all(CHINESE.search(each) for each in (what, where, mend)), told
    assert not re.search(r"\b(no|the|of|rule|clause|process|inventory) ", told), told


def test_check_speaks_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(TESTS / "bad_rules" / "eight-mistakes.yaml"), "--lang", "zh"]) == 1
    assert "改法：" in capsys.readouterr().err


# ---- every message of the toolkit ---------------------------------------------------------------------------

PACKAGE = Path(rulewright.__file__).parent
ERRORS = {
    "RulewrightError", "FileError", "ApplicationError", "SingularSystemError", "Mistake", "GwpError", "BrightwayError",
    "UncertaintyError", "QuestionError", "StoreError", "RunStoppedError", "ClusterError", "AttributionError",
    "DecompositionError", "PortfolioError", "HotspotError", "PackageError",
    "DataQualityError", "RuleUrnError", "PactChoiceError", "PatchError", "PatchChangedError", "UploadError",
}  # fmt: skip
TITLED = {
    "ReadingError",
    "OpenDecisionsError",
    "MistakesError",
    "OtherRunError",
    "ChangeError",
    "EvidenceError",
    "PactGapsError",
    "PactRecordError",
}
HELPERS = {"_mistake", "_own_value_mistake"}  # what is their third argument, mend the fourth
PROBLEMS = {"FormulaProblem", "UnitProblem"}
VALIDATED = (
    "rule.py",
    "inventory.py",
    "reading/elementary_flows.py",
    "reading/gwp.py",
)  # pydantic's ValueErrors

# what is put into a gap that is not a number or an id: source of the gap -> text
GAPS = {
    "kind": "rule", "language": "zh", "_named(path)": "'key'", "_named(finding['path'])": "'key'",
    "self.distribution": "normal", "distribution.kind": "normal", "name:_check_word": "sampling",
    "word!r": "'x'", "'' if len(mistakes) == 1 else 's'": "s", "'s' if count > 1 else ''": "s",
    "FORMATS[expected]": "a rule", "kind:is_of_another_kind": "a rule", "kind:_look_alike_mistake": "key",
    "say(name, 'en')": "price", "say(key, 'en')": "price", "say(inner_key, 'en')": "price",
    "shown:_price_condition_fails": "7", "word_en": "above", "missing": "give the missing property",
}  # fmt: skip
# added to the end of a sentence, each tested by itself; here nothing is put in
ADDED = ("did_you_mean(", "shown", "near", "hint", "''.join(did_you_mean")

# messages that are not written where they are raised: (file, source of the expression) -> why that is no gap here
DYNAMIC = {
    (
        "exchange/pact_statements.py",
        "what",
    ): "the method lacking passes on what its callers say; tests/exchange",
    ("exchange/pact_statements.py", "mend"): "as above",
    ("exchange/pact_import.py", "finding.what.en"): "a finding of the checker, which has both languages",
    ("reading/studies.py", "error.what"): "a FileError's own message, checked where it is raised",
    ("reading/studies.py", "error.mend"): "as above",
    ("reading/studies.py", "each.what"): "a mistake moved to another place",
    ("reading/studies.py", "each.mend"): "as above",
    ("reading/inventories.py", "error.what"): "a FileError's own message, checked where it is raised",
    ("reading/inventories.py", "error.mend"): "as above",
    ("reading/inventories.py", "str(problem)"): "a UnitProblem or FormulaProblem, checked where it is raised",
    ("reading/inventories.py", "what"): "the helper _mistake passes on what its callers say",
    ("reading/inventories.py", "mend"): "as above",
    ("reading/portfolios.py", "error.what"): "a FileError's own message, checked where it is raised",
    ("reading/portfolios.py", "error.mend"): "as above",
    ("reading/portfolios.py", "mistake.what"): "a mistake of changes, moved to its line",
    ("reading/portfolios.py", "mistake.mend"): "as above",
    ("reading/portfolios.py", "str(problem)"): "a UnitProblem, checked where it is raised",
    ("reading/portfolios.py", "near"): "what an id may be; a template of lists, checked in tests/reading",
    ("reading/portfolios.py", "what"): "the helper _mistake passes on what its callers say",
    ("reading/portfolios.py", "mend"): "as above",
    ("reading/rules.py", "str(problem)"): "a UnitProblem, checked where it is raised",
    ("reading/rules.py", "error.mend"): "a FileError's own message, checked where it is raised",
    ("reading/validation.py", "message"): "a ValueError of a model, checked where it is raised",
    ("reading/validation.py", "what"): "the table _SAYINGS, checked below",
    ("reading/validation.py", "mend"): "as above",
    ("reading/validation.py", "f'{_named(path)} {said}{shown}'"): "the table _SAYINGS, checked below",
    ("importing/flat.py", "str(problem)"): "a CellProblem, checked in tests/importing/test_flat.py",
    ("forms/items.py", "what"): "the helper _mistake passes on what its callers say",
    ("forms/items.py", "mend"): "as above",
    ("forms/read.py", "what"): "the helper _mistake passes on what its callers say",
    ("forms/read.py", "mend"): "as above",
    ("forms/read.py", "problem.what"): "a CellProblem, checked in tests/forms/test_cells.py",
    ("forms/read.py", "problem.mend"): "as above",
    ("engine/distributions.py", "what"): "what reading/uncertainties.py finds, told by bad inventories",
    ("engine/distributions.py", "mend"): "as above",
    ("steps/allocation.py", "what"): "the reason of a rung, checked below",
    ("steps/characterisation.py", "what"): "the helper _own_value_mistake passes on what its callers say",
    ("steps/characterisation.py", "mend"): "as above",
}


def _constants() -> dict[str, str]:
    """Texts that a module names once, e.g. FILL."""
    return {
        target.id: each.value.value
        for _, tree in _modules()
        for each in tree.body
        if isinstance(each, ast.Assign)
        and isinstance(each.value, ast.Constant)
        and isinstance(each.value.value, str)
        for target in each.targets
        if isinstance(target, ast.Name)
    }


def _modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        yield path.relative_to(PACKAGE).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def _spoken(name: str, tree: ast.Module) -> Iterator[tuple[ast.expr, ast.AST]]:
    """What and mend of every message raised or collected in a module, with the function that they stand in."""
    for function in [each for each in ast.walk(tree) if isinstance(each, ast.FunctionDef)]:
        for call in [each for each in ast.walk(function) if isinstance(each, ast.Call)]:
            called = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
            if called in ERRORS and len(call.args) == 3:
                yield from ((call.args[0], function), (call.args[2], function))
            elif called in HELPERS and len(call.args) >= 4:
                yield from ((call.args[2], function), (call.args[3], function))
            elif called in TITLED or called in PROBLEMS or (called == "ValueError" and name in VALIDATED):
                yield call.args[0], function


def _texts(expression: ast.expr, function: ast.AST) -> list[str] | None:
    """Samples of a message, with its gaps filled; None if it is not written in this function."""
    if isinstance(expression, ast.Constant) and isinstance(expression.value, str):
        return [expression.value]
    if isinstance(expression, ast.JoinedStr):
        parts = [
            [str(each.value)] if isinstance(each, ast.Constant) else _filled(each, function)
            for each in expression.values
        ]
        return ["".join(found) for found in itertools.product(*parts)]
    if isinstance(expression, ast.IfExp):
        both = [_texts(each, function) for each in (expression.body, expression.orelse)]
        return None if None in both else [text for found in both for text in found or []]
    if isinstance(expression, ast.BinOp) and isinstance(expression.op, ast.Add):
        left, right = _texts(expression.left, function), _texts(expression.right, function)
        if left is None:
            return None
        return [a + b for a, b in itertools.product(left, right or ["7"])]
    if isinstance(expression, ast.Call) and ast.unparse(expression.func) == "title":
        kind = _texts(expression.args[0], function)
        return None if kind is None else [f"{each} 7: 7 mistakes" for each in kind]
    if isinstance(expression, ast.Name):
        found = _assigned(expression.id, function)
        return [CONSTANTS[expression.id]] if found is None and expression.id in CONSTANTS else found
    return None


def _filled(gap: ast.expr, function: ast.AST) -> list[str]:
    assert isinstance(gap, ast.FormattedValue)
    source = ast.unparse(gap.value)
    name = f"{source}:{getattr(function, 'name', '')}"
    if source.startswith(ADDED) and name not in GAPS and source not in GAPS:
        return [""]
    if gap.conversion == ord("r"):
        return ["'7'"]
    if name in GAPS or source in GAPS:
        return [GAPS.get(name, GAPS.get(source, ""))]
    if isinstance(gap.value, ast.Name):
        return [each for each in _assigned(source, function) or ["7"] if each] or ["7"]
    if isinstance(gap.value, ast.IfExp):
        return _texts(gap.value, function) or ["7"]
    return ["7"]


def _assigned(name: str, function: ast.AST) -> list[str] | None:
    """All texts that a function gives to a name."""
    found: list[str] = []
    for each in ast.walk(function):
        if isinstance(each, ast.AugAssign) and ast.unparse(each.target) == name:
            continue  # a suggestion is added
        if not isinstance(each, ast.Assign):
            continue
        for target in each.targets:
            if isinstance(target, ast.Tuple) and isinstance(each.value, ast.Tuple):
                pairs = list(zip(target.elts, each.value.elts, strict=True))
            else:
                pairs = [(target, each.value)]
            for part, value in pairs:
                of_itself = any(isinstance(one, ast.Name) and one.id == name for one in ast.walk(value))
                if (
                    isinstance(part, ast.Name) and part.id == name and not of_itself
                ):  # a text that is added to
                    found += _texts(value, function) or []
    return found or None


CONSTANTS = _constants()


def _all_spoken() -> list[tuple[str, int, str, list[str] | None]]:
    return [
        (name, expression.lineno, ast.unparse(expression), _texts(expression, function))
        for name, tree in _modules()
        for expression, function in _spoken(name, tree)
    ]


def _is_chinese(said: str) -> bool:
    """Whether a text is Chinese throughout: no English word stands outside code and quoted names."""
    left = re.sub(r"`[^`]*`|“[^”]*”|[\w.]*[_-]\w+|\w+[=:].*", "", said)
    return bool(CHINESE.search(said)) and not re.search(
        r"\b(the|of|is|are|and|or|with|has|to|it|a|an|for|in) ", left
    )


def test_every_message_of_the_toolkit_has_a_template() -> None:
    lacking = []
    for name, line, source, texts in _all_spoken():
        if texts is None:
            if (name, source) not in DYNAMIC:
                lacking.append(f"{name}:{line}: dynamic, and no reason is given: {source}")
            continue
        lacking += [
            f"{name}:{line}: no template for {text!r}"
            for text in texts
            if not _is_chinese(translate(text)) and (name, source) not in DYNAMIC
        ]
    assert not lacking, "\n".join(lacking)


def test_the_scan_sees_the_toolkit() -> None:
    spoken = _all_spoken()
    assert sum(texts is not None for *_, texts in spoken) > 250
    assert {"units.py", "reading/rules.py", "steps/allocation.py", "brightway/write.py", "lab.py"} <= {
        name for name, *_ in spoken
    }


def test_no_exclusion_is_left_over() -> None:
    there = {(name, source) for name, _, source, _ in _all_spoken()}
    assert not DYNAMIC.keys() - there


def test_every_saying_about_values_has_a_template() -> None:
    for what, mend in validation._SAYINGS.values():
        numbers = dict.fromkeys(("gt", "ge", "lt", "le", "actual_length", "min_length", "max_length"), 7)
        for subject in ("'key'", "item 2 of 'key'", "the file"):
            sentence = f"{subject} {what.format_map(numbers)}; found 'x'"
            assert re.search(r"；实际为“x”$", translate(sentence)), sentence
        assert translate(mend) != mend


def test_every_reason_why_an_option_is_passed_over_has_a_template() -> None:
    """Reasons stand in the code as Text(zh=..., en=...); messages quote the English."""
    lacking = []
    for name in ("steps/ladder.py", "steps/electricity.py"):
        tree = ast.parse((PACKAGE / name).read_text(encoding="utf-8"))
        for function in [each for each in ast.walk(tree) if isinstance(each, ast.FunctionDef)]:
            if function.name not in (
                "_why_not", "_cannot_share", "_empty_group", "_fails", "_price_condition_fails", "_candidates", "choose_rung",
            ):  # fmt: skip
                continue
            for call in [each for each in ast.walk(function) if isinstance(each, ast.Call)]:
                if getattr(call.func, "id", "") != "Text":
                    continue
                (english,) = (each.value for each in call.keywords if each.arg == "en")
                for text in _texts(english, function) or []:
                    said = messages._reasons(f"stop: {text}")
                    if text and not CHINESE.search(said.removeprefix("停止：")):
                        lacking.append(f"{name}:{call.lineno}: {text!r}")
    assert not lacking, "\n".join(lacking)
