"""Take databases/ and notebooks/ into the wheel, inside the package; all else about the build is in pyproject.toml.

Both lie at the top of the checkout, where people look for them, and outside the source root toolkit/. An
installed wheel has no checkout, so the files are copied beside the package's own data. An editable install
copies nothing: there ``rulewright`` finds the checkout's folders.
"""

from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

# relative, as setuptools asks; builds run at the top of the checkout
SOURCES = (Path("databases"), Path("notebooks"))
PACKAGE = Path("rulewright")


class BuildWithData(build_py):
    """The ordinary build of the package, and databases/ and notebooks/ with it."""

    def run(self) -> None:
        """Build the package, then copy the data files into it."""
        super().run()
        for source, target in self._data_files():
            self.mkpath(str(target.parent))
            self.copy_file(str(source), str(target), preserve_mode=False)

    def get_outputs(self, include_bytecode: bool = True) -> list[str]:
        """Name every file that the build writes."""
        return [*super().get_outputs(include_bytecode), *(str(target) for _, target in self._data_files())]

    def get_source_files(self) -> list[str]:
        """Name every file that the build reads; a source archive takes its files from here."""
        return [*super().get_source_files(), *map(str, data_sources())]

    def _data_files(self) -> list[tuple[Path, Path]]:
        if self.editable_mode:
            return []
        return [(source, self.build_lib / PACKAGE / source) for source in data_sources()]


def data_sources() -> list[Path]:
    """List the data files in a stable order, without hidden ones and the .py twins of notebooks."""
    files = (
        path for folder in SOURCES for path in folder.rglob("*") if path.is_file() and path.suffix != ".py"
    )
    return sorted(path for path in files if not any(part.startswith(".") for part in path.parts))


setup(cmdclass={"build_py": BuildWithData})
