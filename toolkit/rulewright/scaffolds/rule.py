"""A new rule: every family's settings, open, each with the words that may be written there."""

from __future__ import annotations

from typing import Any

from rulewright.reporting.readable import MAPS, SETTINGS, VALUES
from rulewright.reporting.sentences import Sentence
from rulewright.rule import CLAUSE_MODELS
from rulewright.scaffolds.comments import comment, header
from rulewright.words import FAMILIES, WORDS

WHAT = Sentence(
    "新规则：所有设置都列为“未定”（not_settled）。把一项移出 not_settled，写成“设置: 值”，并改写条文、来源和标记。"
    "rulewright check 本文件：检查；rulewright draft 本文件 --out F.docx：标准草案，未定之处留有标记。",
    "A new rule: every setting stands under not_settled. Take one out, write it as 'setting: value', and rewrite text, source and "
    "mark. 'rulewright check FILE' checks; 'rulewright draft FILE --out F.docx' writes the draft standard with its gaps marked.",
)
CHILD = Sentence(
    "以 {base} 为基础：未写的一切沿用它；这里只写不同的条款。下面是各族可写的设置：把 clauses 后的 [] 去掉，再去掉所用各行的 #。",
    "Based on {base}: whatever isn't written here is taken from it. Write only the clauses that differ. Below stands what each family "
    "can decide: write 'clauses:' without [], and take the # away from what you use.",
)
NUMBER = Sentence("数", "a number")
ONE_OF = Sentence("取其一：{words}", "one of: {words}")
SOME_OF = Sentence("列表，取自：{words}", "a list of: {words}")
KEYED = Sentence("键: {values}，如 {key}: …", "key: {values}, e.g. {key}: ...")
EXAMPLE = Sentence("如 {example}", "e.g. {example}")
TEXT = Sentence("文字", "text")
LIST = Sentence("列表", "a list")
EXAMPLES = {  # of settings whose entries have parts of their own
    "product.codes": "[{scheme: HS, code: '7208'}]",
    "electricity.ladder": "[{supply: on_site}, {supply: contract, certificate_required: true}, {supply: grid_average}]",
    "allocation.classes": "[{flows: [steam-surplus], as_class: burden_free}]",
    "allocation.ladder": "[{subdivide: {}}, {share: {by: price}, when: [{price_ratio_above: 5}]}, {share: {by: mass}}, {stop: {}}]",
    "allocation.special": "[{products: [heat], ladder: [{share: {by: exergy}}, {stop: {}}]}]",
}


def rule_scaffold(name: str, base: str | None = None, lang: str = "en") -> str:
    """YAML text of a new rule, without any number or choice in it.

    Parameters
    ----------
    name
        Id of the rule.
    base
        Rule that it is based on; then no clause is stated and all is taken over.
    lang
        Language of the comments.

    Examples
    --------
    >>> print(rule_scaffold("my-rule").splitlines()[0])
    # yaml-language-server: $schema=rulewright-rule.schema.json
    """
    lines = [*header("rule"), *comment(WHAT(lang) if base is None else CHILD(lang, base=base))]
    lines += ["format: rulewright-rule/1", f"id: {name}"]
    lines += [] if base is None else [f"based_on: {base}"]
    lines += [
        "title:",
        "  zh: 温室气体 产品碳足迹 量化方法与要求 XX产品",
        "  en: Greenhouse gases - Quantification methods and requirements for carbon footprint of products - XX",
        "document:",
        f"  number: {name}",
        "  title:",
        "    zh: 温室气体 产品碳足迹 量化方法与要求 XX产品",
        "    en: Greenhouse gases - Quantification methods and requirements for carbon footprint of products - XX",
        "  issuer: XX",
        "  status: draft",
        "  language: zh",
        "clauses:" if base is None else "clauses: []",
    ]
    for family in FAMILIES:
        lines += _clause(family, name, lang, open_clause=base is None)
    return "\n".join(lines) + "\n"


def _clause(family: str, name: str, lang: str, open_clause: bool) -> list[str]:
    settings = CLAUSE_MODELS[family].setting_names()
    said = WORDS[family][0 if lang == "zh" else 1] if family in WORDS else family
    lines = [f"  # ---- {family}: {said} ----"]
    stated = [
        f"  - id: {family.replace('_', '-')}",
        f"    family: {family}",
        '    clause: "1"',
        f"    not_settled: [{', '.join(settings)}]",
    ]
    rest = [
        "    text: {zh: 待写。, en: To be written.}",
        f"    source: {{document: {name}, kind: declared}}",
        "    mark: gap",
    ]
    helps = [f"    # {setting}: {line}" for setting in settings for line in [_help(family, setting, lang)]]
    if open_clause:
        return [*lines, *stated, *helps, *rest, ""]
    return [*lines, *(f"  # {line[2:]}" for line in [*stated[:3], *helps, *rest]), ""]


def _help(family: str, setting: str, lang: str) -> str:
    """What a setting means and what may be written there."""
    key = f"{family}.{setting}"
    meaning = MAPS[key](lang) if key in MAPS else SETTINGS[key](lang)
    example = f"; {EXAMPLE(lang, example=EXAMPLES[key])}" if key in EXAMPLES else ""
    return f"{meaning} – {allowed_values(family, setting, lang)}{example}"


def allowed_values(family: str, setting: str, lang: str = "en") -> str:
    """What may be written for a setting, from the model of its family.

    Examples
    --------
    >>> allowed_values("allocation", "price_years")
    'a number >= 1 <= 10'
    """
    schema = CLAUSE_MODELS[family].model_json_schema()
    return _options(schema["properties"][setting], schema.get("$defs", {}), f"{family}.{setting}", lang)


def _options(part: dict[str, Any], known: dict[str, Any], key: str, lang: str) -> str:
    """What may be written, from the JSON Schema of the setting."""
    found = []
    for each in part.get("anyOf", [part]):
        if "$ref" in each:
            each = known[each["$ref"].rsplit("/", 1)[1]]
        if "oneOf" in each:
            found.append(_options({"anyOf": each["oneOf"]}, known, key, lang))
        elif "enum" in each or "const" in each:
            words = each.get("enum", [each.get("const")])
            found.append(ONE_OF(lang, words=", ".join(_word(word, key, lang) for word in words)))
        elif each.get("type") in ("number", "integer"):
            found.append(_range(each, lang))
        elif each.get("type") == "string":
            found.append(TEXT(lang))
        elif each.get("type") == "array":
            items = each["items"]
            words = items.get("enum")
            found.append(SOME_OF(lang, words=", ".join(map(str, words))) if words else LIST(lang))
        elif each.get("type") == "object" and isinstance(each.get("additionalProperties"), dict):
            values = _options(each["additionalProperties"], known, key, lang)
            names = each.get("propertyNames", {}).get("enum", ["'*'"])
            found.append(KEYED(lang, values=values, key=names[0]))
    return "; ".join(dict.fromkeys(found))


def _word(word: Any, key: str, lang: str) -> str:
    sentence = VALUES.get(f"{key}={word}") or VALUES.get(str(word))
    return f"{word} ({sentence(lang)})" if sentence is not None else str(word)


def _range(part: dict[str, Any], lang: str) -> str:
    limits = [
        f"{sign} {part[name]:g}"
        for name, sign in (("minimum", ">="), ("exclusiveMinimum", ">"), ("maximum", "<="), ("exclusiveMaximum", "<"))
        if name in part
    ]  # fmt: skip
    return " ".join([NUMBER(lang), *limits])
