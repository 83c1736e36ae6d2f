"""Is this installation sound, and what to do if it isn't: versions, solver, kernels, fonts, folders, speed."""

from __future__ import annotations

import json
import os
import platform
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from rulewright.reporting.sentences import Sentence
from rulewright.rule import Text

if TYPE_CHECKING:
    import pandas as pd

Status = Literal["ok", "note", "wrong"]
STATUS = {"ok": Sentence("正常", "ok"), "note": Sentence("提示", "note"), "wrong": Sentence("有误", "wrong")}
LEAST_ROOM_GB = 1.0
PROBE = "steel-hot-rolled-coil-bf-bof"  # the study whose time is measured
PROBE_RULE = "gbt-24067-2024"
PROBE_DRAWS = 1000

WHAT = Sentence("检查", "check")
STATE = Sentence("状态", "state")
FOUND = Sentence("看到", "found")
MEND = Sentence("改法", "mend")


@dataclass(frozen=True)
class Check:
    """One thing looked at."""

    name: Text
    status: Status
    found: Text
    mend: Text | None = None


@dataclass(frozen=True)
class Diagnosis:
    """All that was looked at, in the order of looking."""

    checks: tuple[Check, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong; notes are no faults."""
        return all(check.status != "wrong" for check in self.checks)

    def to_dataframe(self, lang: str = "en") -> pd.DataFrame:
        """Check, state, what was found, how to mend it."""
        import pandas as pd

        rows = [
            {
                WHAT(lang): check.name.get(lang),
                STATE(lang): STATUS[check.status](lang),
                FOUND(lang): check.found.get(lang),
                MEND(lang): check.mend.get(lang) if check.mend else "",
            }
            for check in self.checks
        ]
        return pd.DataFrame(rows)

    def notes(self, lang: str = "en") -> list[str]:
        """One sentence that sums up."""
        faults = [check.name.get(lang) for check in self.checks if check.status == "wrong"]
        if not faults:
            return ["安装正常。" if lang == "zh" else "The installation is sound."]
        listed = ("、" if lang == "zh" else ", ").join(faults)
        return [
            f"有误：{listed}。按表中“改法”处理。"
            if lang == "zh"
            else f"To be mended: {listed}; the table says how."
        ]

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "format": "rulewright-diagnosis/1",
            "sound": self.sound,
            "checks": [
                {
                    "name": check.name.en,
                    "status": check.status,
                    "found": check.found.en,
                    "mend": check.mend.en if check.mend else None,
                }
                for check in self.checks
            ],
        }

    def to_json(self) -> str:
        """JSON text."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2)

    def _repr_html_(self) -> str:
        from rulewright.reporting.display import tabled

        return tabled(self)


def diagnose(speed: bool = True) -> Diagnosis:
    """Look at everything that a result depends on or that stops a start.

    Parameters
    ----------
    speed
        Also time a study; a few seconds, once more if kernels are not compiled yet.
    """
    looks: list[Callable[[], Iterator[Check]]] = [
        _python, _packages, _extras, _solver, _kernels, _font, _encoding, _data, _folders,
    ]  # fmt: skip
    if speed:
        looks.append(_speed)
    return Diagnosis(tuple(check for look in looks for check in look()))


def _python() -> Iterator[Check]:
    from rulewright import __version__

    found = f"rulewright {__version__}, Python {platform.python_version()}, {platform.system()} {platform.machine()}"
    where = f"{found} ({sys.executable})"
    yield Check(Text(zh="程序", en="program"), "ok", Text(zh=where, en=where))


def _packages() -> Iterator[Check]:
    """Packages that the main job needs, against the ranges that this version was made with."""
    name = Text(zh="软件包", en="packages")
    try:
        from packaging.requirements import Requirement

        wanted = [Requirement(each) for each in requires("rulewright") or ()]
    except (ImportError, PackageNotFoundError):
        said = Text(
            zh="未按软件包安装，无法核对版本", en="not installed as a package, so versions cannot be checked"
        )
        mend = Text(
            zh="在检出目录中运行：make demo，或 pip install -e .",
            en="in the checkout: make demo, or pip install -e .",
        )
        yield Check(name, "note", said, mend)
        return
    needed = [each for each in wanted if each.marker is None or each.marker.evaluate({"extra": ""})]
    off = [(str(each), _version(each.name)) for each in needed if not _fits(each)]
    if not off:
        said = Text(zh=f"{len(needed)} 个，版本都在范围内", en=f"{len(needed)}, all versions in range")
        yield Check(name, "ok", said)
    for requirement, has in off:
        package = requirement.split(";")[0].strip()
        yield Check(
            name, "wrong",
            Text(zh=f"需要 {package}，实有 {has or '无'}", en=f"{package} is needed, {has or 'nothing'} is there"),
            Text(zh=f"pip install '{package}'", en=f"pip install '{package}'"),
        )  # fmt: skip


def _fits(requirement: Any) -> bool:
    has = _version(requirement.name)
    return has is not None and requirement.specifier.contains(has, prereleases=True)


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _extras() -> Iterator[Check]:
    """Parts that are installed on demand."""
    parts = (
        ("lab", ("jupyterlab", "ipywidgets", "voila"), "笔记本和应用", "notebooks and apps"),
        ("netcdf", ("h5netcdf", "h5py"), "NetCDF 文件", "NetCDF files"),
        ("cluster", ("distributed",), "多机计算", "runs on several machines"),
    )
    for extra, modules, zh, en in parts:
        missing = [module for module in modules if find_spec(module) is None]
        name = Text(zh=f"可选：{zh}", en=f"optional: {en}")
        if missing:
            command = f"pip install 'rulewright[{extra}]'"
            listed = ", ".join(missing)
            said = Text(zh=f"未安装 {listed}", en=f"{listed} not installed")
            yield Check(name, "note", said, Text(zh=command, en=command))
        else:
            yield Check(name, "ok", Text(zh="已安装", en="installed"))


def _solver() -> Iterator[Check]:
    """What Brightway factorises with."""
    name = Text(zh="稀疏求解器", en="sparse solver")
    for module, said in (("pypardiso", "PARDISO"), ("scikits.umfpack", "UMFPACK")):
        if find_spec(module.split(".")[0]) is not None:
            yield Check(name, "ok", Text(zh=f"Brightway 用 {said}", en=f"Brightway uses {said}"))
            return
    said_zh = "Brightway 用 SciPy 的 SuperLU；大型背景库上 PARDISO 更快，本程序自己的抽样引擎不需要它"
    said_en = "Brightway uses SciPy's SuperLU; PARDISO is faster on large backgrounds; our own engine does not need it"
    yield Check(name, "ok", Text(zh=said_zh, en=said_en))


def _kernels() -> Iterator[Check]:
    """Whether compiled kernels can be had, and where they are kept."""
    import platformdirs

    name = Text(zh="编译内核", en="compiled kernels")
    if find_spec("numba") is None:
        mend = Text(zh="pip install numba", en="pip install numba")
        said = Text(zh="没有 numba：数字相同，抽样较慢", en="no numba: the same numbers, drawn more slowly")
        yield Check(name, "note", said, mend)
        return
    folder = Path(
        os.environ.get("NUMBA_CACHE_DIR") or Path(platformdirs.user_cache_dir("rulewright")) / "numba"
    )
    if _writable(folder):
        yield Check(
            name,
            "ok",
            Text(
                zh=f"numba {version('numba')}，缓存 {folder}",
                en=f"numba {version('numba')}, kept in {folder}",
            ),
        )
    else:
        mend = Text(
            zh="设 NUMBA_CACHE_DIR 为可写目录", en="set NUMBA_CACHE_DIR to a folder that can be written"
        )
        said = Text(
            zh=f"{folder} 不可写：每次启动都要重新编译",
            en=f"{folder} cannot be written: kernels are compiled at every start",
        )
        yield Check(name, "note", said, mend)


def _font() -> Iterator[Check]:
    from rulewright.reporting.fonts import FONT_FILE, missing_glyphs

    name = Text(zh="图中汉字", en="Chinese in figures")
    if not FONT_FILE.is_file():
        mend = Text(zh="重新安装 rulewright", en="install rulewright again")
        yield Check(name, "wrong", Text(zh=f"缺少 {FONT_FILE}", en=f"{FONT_FILE} is missing"), mend)
        return
    missing = missing_glyphs("温室气体产品碳足迹量化方法与要求")
    status: Status = "wrong" if missing else "ok"
    said = Text(zh="自带字体可用", en="the font that travels with the package is there")
    yield Check(name, status, said)


def _encoding() -> Iterator[Check]:
    name = Text(zh="终端编码", en="encoding of the terminal")
    encoding = getattr(sys.stdout, "encoding", None) or "?"
    said = Text(zh=encoding, en=encoding)
    if encoding.lower().replace("-", "") == "utf8":
        yield Check(name, "ok", said)
        return
    mend = Text(zh="设 PYTHONUTF8=1，或用 UTF-8 终端", en="set PYTHONUTF8=1, or use a UTF-8 terminal")
    yield Check(name, "note", said, mend)


def _data() -> Iterator[Check]:
    from rulewright.errors import RulewrightError
    from rulewright.reading.find import databases_dir, list_rules, list_shelf
    from rulewright.reporting.messages import translate

    name = Text(zh="规则和数据", en="rules and data")
    try:
        folder, rules, inventories = databases_dir(), list_rules(), list_shelf("inventories")
    except RulewrightError as error:
        said = Text(zh=translate(error.what), en=error.what)
        yield Check(name, "wrong", said, Text(zh=translate(error.mend), en=error.mend))
        return
    counted = Text(
        zh=f"{len(rules)} 个规则，{len(inventories)} 份清单（{folder}）",
        en=f"{len(rules)} rules, {len(inventories)} inventories ({folder})",
    )
    yield Check(name, "ok", counted)


def _folders() -> Iterator[Check]:
    """Where projects and kept results lie, whether they can be written, and how much room there is."""
    from rulewright.brightway.imports import own_directory
    from rulewright.engine.kept import default_directory
    from rulewright.errors import RulewrightError
    from rulewright.reporting.messages import translate

    places = (
        (Text(zh="Brightway 项目目录", en="folder of Brightway projects"), own_directory),
        (Text(zh="背景抽样缓存", en="folder of kept background draws"), default_directory),
    )
    for name, find in places:
        try:
            folder = find()
        except RulewrightError as error:
            said = Text(zh=f"{translate(error.what)}（{error.where}）", en=f"{error.what} ({error.where})")
            yield Check(name, "wrong", said, Text(zh=translate(error.mend), en=error.mend))
            continue
        if not _writable(folder):
            said = Text(zh=f"{folder} 不可写", en=f"{folder} cannot be written")
            mend = Text(zh="改其权限", en="change its permissions")
            yield Check(name, "wrong", said, mend)
            continue
        room = shutil.disk_usage(_existing(folder)).free / 1e9
        found = Text(zh=f"{folder}，余 {room:.1f} GB", en=f"{folder}, {room:.1f} GB free")
        if room >= LEAST_ROOM_GB:
            yield Check(name, "ok", found)
        else:
            yield Check(name, "note", found, Text(zh="腾出磁盘空间", en="make room on the disk"))


def _writable(folder: Path) -> bool:
    """Whether the folder can be written, or made."""
    return os.access(_existing(folder), os.W_OK | os.X_OK)


def _existing(folder: Path) -> Path:
    return next(each for each in (folder, *folder.parents) if each.exists())


def _speed() -> Iterator[Check]:
    """Time of one study and of its draws [s], after a first run that compiles."""
    from rulewright.study import Study

    Study(PROBE, [PROBE_RULE]).uncertainty(draws=PROBE_DRAWS, seed=1)
    study, seconds = Study(PROBE, [PROBE_RULE]), []
    for action in (study.compare, lambda: study.uncertainty(draws=PROBE_DRAWS, seed=1)):
        start = time.perf_counter()
        action()
        seconds.append(time.perf_counter() - start)
    found = Text(
        zh=f"钢研究一个规则 {seconds[0]:.2f} 秒，{PROBE_DRAWS} 次抽样 {seconds[1]:.2f} 秒（{os.cpu_count()} 核）",
        en=f"steel study, one rule: {seconds[0]:.2f} s; {PROBE_DRAWS} draws: {seconds[1]:.2f} s ({os.cpu_count()} cores)",
    )
    yield Check(Text(zh="速度", en="speed"), "ok", found)
