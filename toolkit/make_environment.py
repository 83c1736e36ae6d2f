"""Make a virtual environment with pip in it, from nothing but Python, and without root.

Called by the Makefile: ``python3 toolkit/make_environment.py .venv``. Standard library only.

Debian's python3 comes without ``ensurepip`` (that is in its package python3-venv), so ``python3 -m venv``
stops half-way there. The environment itself can still be made; only pip has to come from somewhere. In order:

1. ``python3 -m venv``, where it is whole;
2. the pip that this Python already has, told to install into the new environment;
3. a pip wheel that another Debian package has put on the machine;
4. Debian's own package of that wheel, fetched and unpacked beside the environment. apt's lists and cache lie
   in a temporary directory, so that neither root nor an earlier ``apt-get update`` is needed, and nothing of
   the system changes.

If none of these works, one sentence says what to install.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

OLDEST_PYTHON = (3, 11)
PIP_WHEEL_PACKAGE = "python3-pip-whl"
PIP_WHEEL_FOLDER = Path("usr/share/python-wheels")


def main() -> None:
    """Make the environment named on the command line, unless it is there and has pip."""
    if sys.version_info < OLDEST_PYTHON:
        found, needed = (".".join(map(str, version[:2])) for version in (sys.version_info, OLDEST_PYTHON))
        sys.exit(
            f"需要 Python {needed} 或更新版本，此处为 {found}。安装后请运行：\n"
            f"Python {needed} or newer is needed, this is {found}. Install it, then run:\n"
            f"  make PYTHON=python{needed} demo"
        )
    folder = Path(sys.argv[1])
    if has_pip(folder) or make_with_venv(folder):
        return
    if make_without_pip(folder) and any(add(folder) for add in (add_own_pip, add_wheel, add_debian_wheel)):
        return
    shutil.rmtree(folder, ignore_errors=True)
    sys.exit(
        "此 Python 没有 ensurepip 和 pip，无法建立虚拟环境。请安装 python3-venv 软件包，再运行 make：\n"
        "This Python has neither ensurepip nor pip, so no virtual environment can be made. "
        "Install the Debian package python3-venv, then run make again:\n"
        "  sudo apt install python3-venv"
    )


def has_pip(folder: Path) -> bool:
    """Tell whether the environment works and can install packages."""
    return succeeds(folder / "bin" / "python", "-m", "pip", "--version")


def make_with_venv(folder: Path) -> bool:
    """Make the environment in the ordinary way."""
    # Asked first, because venv without ensurepip prints Debian's advice to become root, which isn't needed.
    return succeeds(sys.executable, "-c", "import ensurepip, venv") and (
        succeeds(sys.executable, "-m", "venv", "--clear", folder) and has_pip(folder)
    )


def make_without_pip(folder: Path) -> bool:
    """Make the environment without pip; Debian's bare Python can do this much."""
    return succeeds(sys.executable, "-m", "venv", "--clear", "--without-pip", folder)


def add_own_pip(folder: Path) -> bool:
    """Let the pip of this Python (22.3 or newer) install pip into the environment."""
    own_pip = (sys.executable, "-m", "pip", "--python", folder / "bin" / "python")
    return succeeds(*own_pip, "install", "--quiet", "pip") and has_pip(folder)


def add_wheel(folder: Path, root: Path = Path("/")) -> bool:
    """Install pip from the wheel that Debian's package keeps under ``root``."""
    wheels = sorted((root / PIP_WHEEL_FOLDER).glob("pip-*.whl"))
    # A wheel is a zip file, and Python runs a package inside a zip file: pip installs itself.
    return bool(wheels) and (
        succeeds(
            folder / "bin" / "python", wheels[-1] / "pip", "install", "--quiet", "--no-index", wheels[-1]
        )
        and has_pip(folder)
    )


def add_debian_wheel(folder: Path) -> bool:
    """Fetch and unpack Debian's package of the pip wheel, then install pip from it."""
    if not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
        return False
    # Absolute, because apt reads a relative directory as one below its own.
    with tempfile.TemporaryDirectory(dir=folder.parent.resolve(), prefix=".pip-") as temporary:
        place = Path(temporary)
        for name in ("lists/partial", "archives/partial"):
            (place / name).mkdir(parents=True)
        # As root, apt would hand the download to its own user, who may not write here.
        sandbox = ("-o", "APT::Sandbox::User=root", "-o", "Debug::NoLocking=true")
        apt = ("apt-get", *sandbox, "-o", f"Dir::State::Lists={place}/lists", "-o", f"Dir::Cache={place}")
        return (
            succeeds(*apt, "update")
            and succeeds(*apt, "download", PIP_WHEEL_PACKAGE, cwd=place)
            and all(succeeds("dpkg-deb", "--extract", package, place) for package in place.glob("*.deb"))
            and add_wheel(folder, root=place)
        )


def succeeds(*command: str | Path, cwd: Path | None = None) -> bool:
    """Run a command without showing what it prints; a missing program counts as a failure."""
    try:
        return subprocess.run(command, cwd=cwd, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


if __name__ == "__main__":
    main()
