"""Check a .docx against the rules of GB/T 1.1-2020 that can be tested, and the title of the series."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

from rulewright.drafting.docx_read import Line, Reading, iter_texts, read_docx
from rulewright.drafting.facts import ENGLISH_TITLE
from rulewright.drafting.findings import Check, Finding, Findings
from rulewright.drafting.names import NUMBER, listing_order, split_number
from rulewright.reporting.sentences import Sentence
from rulewright.rule import Text

_STANDARD = "GB/T 1.1-2020"
OPEN = re.compile(r"【待定：(?P<zh>[^】]*)】|\[OPEN: (?P<en>(?:[^\[\]]|\[[^\]]*\])*)\]")
TITLE = re.compile(
    rf"^温室气体[\s\u3000]*产品碳足迹[\s\u3000]*量化方法[与和]要求[\s\u3000]*\S|{ENGLISH_TITLE.pattern}",
    re.IGNORECASE,
)
# modal verbs; words that only hold the same character are taken out first (供应, 效应, 可能, 便宜 ...)
_NOT_MODAL = re.compile(
    "供应|相应|对应|效应|反应|适应|响应|应用|应答|应急|可能|可靠|可比|可再|可行|可得|可追|可燃|许可|认可|不可|可持续|便宜|适宜"
)
MODAL_ZH = re.compile("不应|应|不宜|宜|不必|可")
MODAL_EN = re.compile(r"\b(shall|should|may)\b")
REQUIREMENT_ZH, REQUIREMENT_EN = re.compile("应"), re.compile(r"\bshall\b")
FORBIDDEN_ZH = re.compile("必须|不得|禁止|不可(?![行能得再避比靠少或])")
FORBIDDEN_EN = re.compile(r"\b(must|is not allowed to|has to|have to)\b")
_CLAUSE_OF = re.compile(
    r"^[\s\u3000]*(?:中|的)?[\s\u3000]*(?:第?\d+(?:\.\d+)+|第\d+章|附录[A-Z]|, (?:clause |Annex )?[\dA-Z])"
)
DEEPEST, DEEPEST_LIST = 6, 2  # a chapter and five levels below it; two levels of items
FIXED = {
    "1": ("范围", "Scope"),
    "2": ("规范性引用文件", "Normative references"),
    "3": ("术语和定义", "Terms and definitions"),
}

_S = Sentence
CHECKS = {
    check.name: check
    for check in (
        Check("title", "G1, W4",
              _S("名称“{title}”不是系列的统一形式", "the title '{title}' is not of the form of the series"),
              _S("改为“温室气体　产品碳足迹　量化方法与要求　XX产品”", "use 温室气体　产品碳足迹　量化方法与要求　XX产品, or "
                 "Greenhouse gases — Quantification methods and requirements for carbon footprint of products — XX")),
        Check("title-twice", f"{_STANDARD}, 8.1",
              _S("正文首页的名称与封面不同：“{title}”", "the title above the text differs from the cover: '{title}'"),
              _S("两处写成一样", "write the same in both places")),
        Check("element-missing", f"{_STANDARD}, table 3",
              _S("缺少要素“{element}”", "the element '{element}' is missing"),
              _S("补上该要素", "add it")),
        Check("element-order", f"{_STANDARD}, table 3",
              _S("要素“{element}”的位置不对", "the element '{element}' stands in the wrong place"),
              _S("按封面、目次、前言、引言、各章、附录、参考文献排列",
                 "order: cover, contents, foreword, introduction, clauses, annexes, bibliography")),
        Check("fixed-clause", f"{_STANDARD}, 8.5 to 8.7",
              _S("第{number}章的标题是“{title}”，应为“{wanted}”", "clause {number} is titled '{title}', not '{wanted}'"),
              _S("改正标题", "mend the title")),
        Check("drafted-after", "G2",
              _S("前言没有起草依据的语句", "the foreword doesn't name the rules it is drafted after"),
              _S("加上“本文件按照GB/T 1.1—2020……的规定起草。”", "add the sentence that names GB/T 1.1—2020")),
        Check("modal-place", f"{_STANDARD}, 8.3, 8.5",
              _S("此处不应有要求、推荐或允许：“{verb}”", "no requirement, recommendation or permission belongs here: '{verb}'"),
              _S("改为陈述，或移到技术内容", "make it a statement, or move it to the technical clauses")),
        Check("modal-forbidden", f"{_STANDARD}, annex C",
              _S("能愿动词“{verb}”不应使用", "the verb '{verb}' is not to be used"),
              _S("要求用“应/不应”（shall），推荐用“宜”（should），允许用“可”（may）", "use 应/不应 (shall), 宜 (should), 可 (may)")),
        Check("note-requires", f"{_STANDARD}, 9.11",
              _S("注中有要求：“{text}”", "a note holds a requirement: '{text}'"),
              _S("移到正文", "move it to the text")),
        Check("self-reference", f"{_STANDARD}, 8.3",
              _S("自称“{word}”", "the document calls itself '{word}'"),
              _S("改为“本文件”", "write 本文件")),
        Check("numbering", f"{_STANDARD}, 7",
              _S("编号{number}不连续，前一个是{before}", "number {number} does not follow {before}"),
              _S("使编号连续", "number without gaps")),
        Check("too-deep", f"{_STANDARD}, 7",
              _S("条{number}的层次过深", "clause {number} is too deep"),
              _S("章以下最多五层", "at most 5 levels below a chapter")),
        Check("single-child", f"{_STANDARD}, 7",
              _S("条{number}没有同级的条", "clause {number} has no sibling"),
              _S("再设一条，或并入上一级", "form a second one or merge it into its parent")),
        Check("hanging", f"{_STANDARD}, 7",
              _S("{number}下有悬置段：“{text}”", "hanging paragraph below {number}: '{text}'"),
              _S("为该段设一条（如“总则”）", "give it a clause of its own (such as General)")),
        Check("no-title", f"{_STANDARD}, 7",
              _S("章{number}没有标题", "chapter {number} has no title"),
              _S("加上标题", "add a title")),
        Check("titles-mixed", f"{_STANDARD}, 7",
              _S("{number}与同级的条有的有标题，有的没有", "of {number} and its siblings some have a title and some not"),
              _S("同级的条都加标题，或都不加", "give all of them a title, or none")),
        Check("untitled-divided", f"{_STANDARD}, 7",
              _S("无标题条{number}又分条", "the untitled clause {number} is divided"),
              _S("给它标题，或不再分条", "give it a title or don't divide it")),
        Check("list-depth", f"{_STANDARD}, 7",
              _S("列项超过两层：“{text}”", "a list of more than 2 levels: '{text}'"),
              _S("最多2层列项", "at most 2 levels")),
        Check("list-lead", f"{_STANDARD}, 7",
              _S("列项前没有以冒号结束的引语：“{text}”", "no lead phrase with a colon before the list: '{text}'"),
              _S("加引语，以冒号结束", "add a lead phrase that ends with a colon")),
        Check("list-end", f"{_STANDARD}, 7",
              _S("列项“{text}”应以“{wanted}”结束", "the item '{text}' does not end with '{wanted}'"),
              _S("各项用分号，最后一项用句号", "semicolons, and a full stop after the last item")),
        Check("not-mentioned", f"{_STANDARD}, 9.6 to 9.9",
              _S("文中没有提到{label}", "the text does not mention {label}"),
              _S("在文中提及，或删去", "mention it in the text or remove it")),
        Check("not-there", f"{_STANDARD}, 9.5",
              _S("文中提到的{label}不存在", "the text mentions {label}, which is not there"),
              _S("改正编号", "mend the number")),
        Check("no-caption", f"{_STANDARD}, 9.7, 9.8",
              _S("第{count}个表或图没有编号和标题", "table or figure no. {count} has no number and title"),
              _S("表题在表上方，图题在图下方", "a title above a table, below a figure")),
        Check("caption-title", f"{_STANDARD}, 9.7, 9.8",
              _S("{label}没有标题", "{label} has no title"),
              _S("加上标题", "add a title")),
        Check("empty-cell", f"{_STANDARD}, 9.8",
              _S("{label}有空格", "{label} has an empty cell"),
              _S("填“—”", "write a dash (—)")),
        Check("annex-kind", f"{_STANDARD}, 9.6",
              _S("附录{letter}没有标明规范性或资料性", "annex {letter} is not said to be normative or informative"),
              _S("在编号下一行标明", "say so on the line below its number")),
        Check("listed-not-cited", f"{_STANDARD}, 8.6",
              _S("列出的{number}在文中没有引用", "{number} is listed but not cited"),
              _S("删去，或在文中引用", "remove it, or cite it in the text")),
        Check("cited-not-listed", f"{_STANDARD}, 8.6",
              _S("引用的{number}没有列出", "{number} is cited but not listed"),
              _S("列入第2章，资料性引用列入参考文献", "list it in clause 2, or in the bibliography if only informative")),
        Check("dates-differ", f"{_STANDARD}, 9.5",
              _S("{cited}与所列{listed}的年份不一致", "{cited} and the listed {listed} differ in the year"),
              _S("两处同样注日期或不注日期", "date both the same way")),
        Check("undated-clause", f"{_STANDARD}, 9.5",
              _S("不注日期却引用了具体内容：{number}", "a clause of an undated document is cited: {number}"),
              _S("注明年份", "give the year")),
        Check("number-dash", f"{_STANDARD}, 9.5",
              _S("{number}的年份前应为一字线", "{number} has no long dash before its year"),
              _S("用“—”", "write —")),
        Check("reference-form", f"{_STANDARD}, 8.6",
              _S("清单中的“{text}”有序号或句号", "the listed '{text}' has a serial number or full stop"),
              _S("清单不编号，项后无标点", "list without numbers or stops")),
        Check("reference-order", f"{_STANDARD}, 8.6.3",
              _S("清单中{number}应在{before}之前", "{number} belongs before {before} in the list"),
              _S("按国家、行业、地方、团体、ISO和IEC、其他排列，各按编号",
                 "order: national, industry, local, group, ISO and IEC, others; each by number")),
        Check("contents", f"{_STANDARD}, 8.2",
              _S("目次与正文不符：“{text}”", "contents and text differ: '{text}'"),
              _S("更新目次", "update the contents")),
        Check("page", f"{_STANDARD}, 10",
              _S("页面为{width:.0f} mm×{height:.0f} mm", "the page is {width:.0f} mm by {height:.0f} mm"),
              _S("用A4（210 mm×297 mm）", "use A4 (210 mm by 297 mm)")),
        Check("patent-call", f"{_STANDARD}, D.1",
              _S("封面没有征集专利信息的语句", "the cover has no call for patents"),
              _S("征求意见稿和送审稿应加上", "drafts for comment or review need it")),
        Check("open", "",
              _S("待定：{what}", "open: {what}"), _S("确定后删去标记", "settle it and remove the mark"), "open"),
    )
}  # fmt: skip


def check_docx(path: Path | str) -> Findings:
    """Check a document.

    Raises
    ------
    FileError
        If it can't be read.
    """
    reading = read_docx(path)
    found: list[Finding] = []
    for check in _ALL:
        found += check(reading)
    return Findings(str(path), tuple(dict.fromkeys(found)))


def _place(line: Line) -> Text:
    number = (
        f"{line.part} {line.number}" if line.number and not line.number.startswith(line.part) else line.number
    )
    where = number or line.part
    return Text(zh=f"{where}：{_short(line.text)}", en=f"{where}: {_short(line.text)}")


def _at(what: str) -> Text:
    return Text(zh=what, en=what)


def _short(text: str, most: int = 30) -> str:
    text = text.replace("\n", " ")
    return text if len(text) <= most else text[:most] + "…"


def _title(reading: Reading) -> Iterator[Finding]:
    covers = [line for line in reading.of("cover")]
    joined = "　".join(line.text for line in covers)
    start = (
        re.search(r"温室气体|Greenhouse gases", joined)
        if reading.is_chinese
        else re.search("Greenhouse gases", joined)
    )
    bodies = reading.of("body_title")
    name = bodies[0].text if bodies else (joined[start.start() :][:80] if start is not None else "")
    if not TITLE.match(OPEN.sub("X", name)):
        yield CHECKS["title"].found(_at("cover"), title=_short(name))
    flat = re.sub(r"[\s\u3000]", "", joined)
    if bodies and re.sub(r"[\s\u3000]", "", name) not in flat:
        yield CHECKS["title-twice"].found(_place(bodies[0]), title=_short(name))


def _elements(reading: Reading) -> Iterator[Finding]:
    order = []
    for line in reading.lines:
        if line.role == "front":
            order.append(line.part)
        elif line.role == "annex":
            order.append("annex")
        elif line.role == "heading" and line.level == 1:
            order.append("clauses")
        elif line.role == "cover":
            order.append("cover")
    names = ("cover", "contents", "foreword", "introduction", "clauses", "annex", "bibliography")
    for element in ("cover", "foreword"):
        if element not in order:
            yield CHECKS["element-missing"].found(_at("-"), element=element)
    highest = 0
    for element in order:
        place = names.index(element)
        if place < highest:
            yield CHECKS["element-order"].found(_at(element), element=element)
        highest = max(highest, place)
    chapters = {line.number: line for line in reading.of("heading") if line.level == 1}
    for number, titles in FIXED.items():
        if number not in chapters:
            yield CHECKS["element-missing"].found(_at(number), element=titles[0])
        elif chapters[number].text not in titles:
            wanted = titles[0 if reading.is_chinese else 1]
            yield CHECKS["fixed-clause"].found(
                _place(chapters[number]), number=number, title=chapters[number].text, wanted=wanted
            )
    if not any(number.isdigit() and int(number) > 3 for number in chapters):
        yield CHECKS["element-missing"].found(_at("4"), element="核心技术要素")


def _foreword(reading: Reading) -> Iterator[Finding]:
    foreword = [line.text for line in reading.lines if line.part == "foreword"]
    if foreword and not any(re.search(r"GB/T 1\.1[—-]2020", text) for text in foreword):
        yield CHECKS["drafted-after"].found(_at("foreword"))


def _verbs(reading: Reading) -> Iterator[Finding]:
    chinese = reading.is_chinese
    modal, forbidden = (MODAL_ZH, FORBIDDEN_ZH) if chinese else (MODAL_EN, FORBIDDEN_EN)
    requirement = REQUIREMENT_ZH if chinese else REQUIREMENT_EN
    for line in reading.lines:
        if line.role in ("contents", "cover", "front", "annex", "reference", "bibliography"):
            continue
        text = OPEN.sub("", line.text)
        plain = _NOT_MODAL.sub("", text) if chinese else text
        if line.part in ("foreword", "1") and line.role != "heading":
            for verb in dict.fromkeys(found[0] for found in modal.finditer(plain)):
                yield CHECKS["modal-place"].found(_place(line), verb=verb)
        for verb in dict.fromkeys(found[0] for found in forbidden.finditer(text)):
            yield CHECKS["modal-forbidden"].found(_place(line), verb=verb)
        if line.role == "note" and requirement.search(plain):
            yield CHECKS["note-requires"].found(_place(line), text=_short(line.text))
        if chinese and "本标准" in text:
            yield CHECKS["self-reference"].found(_place(line), word="本标准")


def _numbers(reading: Reading) -> Iterator[Finding]:
    seen: dict[str, list[int]] = {}
    for line in reading.lines:
        if line.role not in ("heading", "term") or not line.number:
            continue
        parts = line.number.split(".")
        parent, last = ".".join(parts[:-1]), parts[-1]
        if not last.isdigit():
            continue
        siblings = seen.setdefault(parent, [])
        before = siblings[-1] if siblings else 0
        if int(last) != before + 1 or (parent and "." in parent and parent not in _known(reading)):
            yield CHECKS["numbering"].found(
                _place(line), number=line.number, before=f"{parent}.{before}".strip(".") if before else "—"
            )
        siblings.append(int(last))
        if len(parts) > DEEPEST:
            yield CHECKS["too-deep"].found(_place(line), number=line.number)
    for parent, numbers in seen.items():
        if parent and len(numbers) == 1:
            number = f"{parent}.{numbers[0]}"
            if not any(line.role == "term" and line.number == number for line in reading.lines):
                yield CHECKS["single-child"].found(_at(number), number=number)
    letters = [line.number for line in reading.of("annex")]
    for place, letter in enumerate(letters):
        if ord(letter) != 65 + place:
            previous = letters[place - 1] if place else "—"
            yield CHECKS["numbering"].found(_at(letter), number=letter, before=previous)


def _known(reading: Reading) -> set[str]:
    return {line.number for line in reading.of("heading", "term", "annex")}


def _structure(reading: Reading) -> Iterator[Finding]:
    headings = [
        (place, line) for place, line in enumerate(reading.lines) if line.role == "heading" and line.number
    ]
    parents = {line.number.rpartition(".")[0] for _, line in headings}
    titled: dict[str, set[bool]] = {}
    for place, line in headings:
        titled.setdefault(line.number.rpartition(".")[0], set()).add(line.is_titled)
        if line.level == 1 and (not line.is_titled or not line.text):
            yield CHECKS["no-title"].found(_place(line), number=line.number)
        if line.number not in parents:
            continue
        if not line.is_titled:
            yield CHECKS["untitled-divided"].found(_place(line), number=line.number)
        following = reading.lines[place + 1] if place + 1 < len(reading.lines) else None
        if (
            line.is_titled
            and following is not None
            and following.role not in ("heading", "annex", "front", "term")
        ):
            yield CHECKS["hanging"].found(_place(line), number=line.number, text=_short(following.text))
    for parent, kinds in titled.items():
        if len(kinds) > 1:
            yield CHECKS["titles-mixed"].found(_at(parent), number=parent or "-")


def _lists(reading: Reading) -> Iterator[Finding]:
    lines = reading.lines
    for place, line in enumerate(lines):
        if line.role != "item":
            continue
        if line.level > DEEPEST_LIST:
            yield CHECKS["list-depth"].found(_place(line), text=_short(line.text))
        before = lines[place - 1] if place else None
        if before is not None and before.role != "item" and not before.text.endswith(("：", ":")):
            yield CHECKS["list-lead"].found(_place(line), text=_short(line.text))
        after = lines[place + 1] if place + 1 < len(lines) else None
        is_last = after is None or after.role != "item" or (after.level == 1 and after.number in ("a)", "1)"))
        has_inner = after is not None and after.role == "item" and after.level > line.level
        wanted = ("。", ".") if is_last else ("：", ":") if has_inner else ("；", ";")
        if not line.text.endswith(wanted):
            yield CHECKS["list-end"].found(
                _place(line), text=_short(line.text), wanted=wanted[0 if reading.is_chinese else 1]
            )


_KINDS = {"table": ("表", "Table "), "figure": ("图", "Figure "), "formula": ("公式", "Formula ")}
_MENTION = {
    "table": re.compile(r"(?:表|[Tt]ables? )((?:[A-Z]\.)?\d+)(?:\s?(?:～|~|至| to )\s?(?:表|[Tt]able )?((?:[A-Z]\.)?\d+))?"),
    "figure": re.compile(r"(?:图|[Ff]igures? )((?:[A-Z]\.)?\d+)(?:\s?(?:～|~|至| to )\s?(?:图|[Ff]igure )?((?:[A-Z]\.)?\d+))?"),
    "formula": re.compile(r"(?:公式|式|[Ff]ormula )\s?[（(]((?:[A-Z]\.)?\d+)[)）](?:\s?(?:～|~|至| to )\s?[（(]((?:[A-Z]\.)?\d+)[)）])?"),
}  # fmt: skip


def _captions(reading: Reading) -> Iterator[Finding]:
    texts = [line.text for line in reading.of("text", "item", "note", "heading", "unit")]
    texts += [cell for grid in reading.grids for row in grid.cells for cell in row]
    for kind, (zh, en) in _KINDS.items():
        label = zh if reading.is_chinese else en
        lines = [line for line in reading.lines if line.role == kind]
        numbers = [line.number for line in lines]
        counts: dict[str, int] = {}
        for line in lines:
            letter, _, last = line.number.rpartition(".")
            before = counts.get(letter, 0)
            if not last.isdigit() or int(last) != before + 1:
                yield CHECKS["numbering"].found(
                    _place(line), number=f"{label}{line.number}", before=str(before)
                )
            counts[letter] = int(last) if last.isdigit() else before + 1
            if kind != "formula" and not line.text.strip():
                yield CHECKS["caption-title"].found(_place(line), label=f"{label}{line.number}")
        mentioned = {number for text in texts for number in _mentions(_MENTION[kind], text)}
        for number in numbers:
            if number not in mentioned:
                yield CHECKS["not-mentioned"].found(_at(f"{label}{number}"), label=f"{label}{number}")
        for number in sorted(mentioned - set(numbers)):
            yield CHECKS["not-there"].found(_at(f"{label}{number}"), label=f"{label}{number}")


def _mentions(pattern: re.Pattern[str], text: str) -> Iterator[str]:
    """Numbers that a text mentions; a range stands for all between."""
    for found in pattern.finditer(text):
        yield found[1]
        if found[2] is None:
            continue
        letter, _, first = found[1].rpartition(".")
        last = int(found[2].rpartition(".")[2])
        for number in range(int(first) + 1, min(last, int(first) + 1000) + 1):
            yield f"{letter}.{number}" if letter else str(number)


def _grids(reading: Reading) -> Iterator[Finding]:
    used: set[int] = set()
    for count, grid in enumerate(reading.grids, 1):
        place = grid.after
        if place >= 0 and reading.lines[place].role == "unit":
            place -= 1
        caption = reading.lines[place] if place >= 0 else None
        if caption is None or caption.role != "table" or place in used:
            yield CHECKS["no-caption"].found(_at(grid.part), count=count)
            continue
        used.add(place)
        label = f"表{caption.number}" if reading.is_chinese else f"Table {caption.number}"
        if grid.part.isdigit() and any(not cell for row in grid.cells for cell in row):
            yield CHECKS["empty-cell"].found(_place(caption), label=label)
    pictures = [place for place, line in enumerate(reading.lines) if line.has_picture]
    for count, place in enumerate(pictures, 1):
        after = reading.lines[place + 1] if place + 1 < len(reading.lines) else None
        if after is None or after.role != "figure":
            yield CHECKS["no-caption"].found(_at(reading.lines[place].part), count=count)


def _annexes(reading: Reading) -> Iterator[Finding]:
    text = "\n".join(line.text for line in reading.of("text", "item", "note"))
    there = {line.number for line in reading.of("annex")}
    for line in reading.of("annex"):
        if not re.search(r"[（(](?:规范性|资料性|normative|informative)[)）]", line.text):
            yield CHECKS["annex-kind"].found(_place(line), letter=line.number)
        if not re.search(rf"(?:附录|[Aa]nnex )\s?{line.number}(?![A-Za-z])", text):
            yield CHECKS["not-mentioned"].found(
                _place(line), label=f"附录{line.number}" if reading.is_chinese else f"Annex {line.number}"
            )
    for found in dict.fromkeys(
        each[1] for each in re.finditer(r"(?<![\d的中] )(?:附录|[Aa]nnex )([A-Z])(?![A-Za-z])", text)
    ):
        if found not in there:
            yield CHECKS["not-there"].found(
                _at(f"附录{found}"), label=f"附录{found}" if reading.is_chinese else f"Annex {found}"
            )


def _references(reading: Reading) -> Iterator[Finding]:
    numbered = re.compile(r"^(?:\[?\d+\]?[.、\s\u3000]+)(?:GB|T/|ISO|IEC|DB)")
    entries = [
        line
        for line in reading.lines
        if line.part == "2"
        and line.role != "heading"
        and (NUMBER.match(line.text) or numbered.match(line.text))
    ]
    listed = {}
    for line in entries:
        found = NUMBER.search(line.text)
        if found is None:
            continue
        listed[split_number(found[0])[0]] = found[0]
        if found.start() > 0 or line.text.endswith(("。", ".")):
            yield CHECKS["reference-form"].found(_place(line), text=_short(line.text))
    yield from _order(list(listed.values()))
    in_bibliography = {
        split_number(number[0])[0]
        for line in reading.lines
        if line.part == "bibliography"
        for number in NUMBER.finditer(line.text)
    }
    cited: dict[str, None] = {}
    for part, text in iter_texts(reading):
        if part in ("cover", "contents", "foreword", "introduction", "2", "bibliography", "body"):
            continue
        text = OPEN.sub("", text)
        for found in NUMBER.finditer(text):
            cited[found[0]] = None
            _, year = split_number(found[0])
            if not year and _CLAUSE_OF.match(text[found.end() :]):
                yield CHECKS["undated-clause"].found(_at(part), number=found[0])
    own = _own_numbers(reading)
    for number in cited:
        body, year = split_number(number)
        if body in own:
            continue
        if body not in listed:
            if body not in in_bibliography:
                yield CHECKS["cited-not-listed"].found(_at(number), number=number)
        elif split_number(listed[body])[1] != year:
            yield CHECKS["dates-differ"].found(_at(number), cited=number, listed=listed[body])
        yield from _dash(number)
    bodies = {split_number(number)[0] for number in cited}
    for body, number in listed.items():
        if body not in bodies:
            yield CHECKS["listed-not-cited"].found(_at("2"), number=number)
        yield from _dash(number)


def _order(numbers: list[str]) -> Iterator[Finding]:
    for before, number in pairwise(numbers):
        if listing_order(number) < listing_order(before):
            yield CHECKS["reference-order"].found(_at("2"), number=number, before=before)


def _own_numbers(reading: Reading) -> set[str]:
    return {
        split_number(found[0])[0]
        for line in reading.of("cover")
        for found in NUMBER.finditer(OPEN.sub("", line.text))
    }


def _dash(number: str) -> Iterator[Finding]:
    if number.startswith(("GB", "T/", "DB")) and re.search(r"[-–:](?:19|20)\d{2}$", number):
        yield CHECKS["number-dash"].found(_at(number), number=number)


def _contents(reading: Reading) -> Iterator[Finding]:
    shown = [re.sub(r"[\s\u3000]", "", line.text) for line in reading.lines if line.role == "contents"]
    if not shown:
        return
    there = []
    for line in reading.lines:
        if line.role == "heading" and line.level <= 2 and not line.part.isalpha():
            there.append(f"{line.number}{line.text}")
        elif line.role == "annex":
            there.append(f"{'附录' if reading.is_chinese else 'Annex'}{line.number}{line.text}")
        elif line.role == "front" and line.part != "contents":
            there.append(line.text)
    flat = [re.sub(r"[\s\u3000]", "", text) for text in there]
    for text in shown:
        if text not in flat:
            yield CHECKS["contents"].found(_at("contents"), text=_short(text))
    for text in flat:
        if text not in shown:
            yield CHECKS["contents"].found(_at(_short(text)), text=_short(text))


def _layout(reading: Reading) -> Iterator[Finding]:
    width, height = reading.page_mm
    if abs(width - 210) > 1 or abs(height - 297) > 1:
        yield CHECKS["page"].found(_at("-"), width=width, height=height)
    cover = OPEN.sub("", " ".join(line.text for line in reading.of("cover")))
    if re.search(r"征求意见稿|送审稿|draft for (?:comments|review)", cover) and not re.search(
        "专利|patents", cover
    ):
        yield CHECKS["patent-call"].found(_at("cover"))


def _open(reading: Reading) -> Iterator[Finding]:
    for part, text in iter_texts(reading):
        for found in OPEN.finditer(text):
            yield CHECKS["open"].found(_at(part), what=found["zh"] or found["en"])


_ALL: tuple[Callable[[Reading], Iterator[Finding]], ...] = (
    _title, _elements, _foreword, _verbs, _numbers, _structure, _lists, _captions, _grids, _annexes, _references,
    _contents, _layout, _open,
)  # fmt: skip
