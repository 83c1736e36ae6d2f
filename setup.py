"""Take databases/ into the wheel as rulewright/databases/; all else about the build is in pyproject.toml.

databases/ lies at the top of the checkout, where people look for it, and outside the source root toolkit/. An
installed wheel has no checkout, so the files are copied beside the package's own data. An editable install
copies nothing: there ``rulewright`` finds the checkout's databases/.
"""

from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

SOURCE = Path("databases")  # relative, as setuptools asks; builds run at the top of the checkout
TARGET = Path("rulewright", "databases")


class BuildWithDatabases(build_py):
    """The ordinary build of the package, and databases/ with it."""

    def run(self) -> None:
        """Build the package, then copy the database files into it."""
        super().run()
        for source, target in self._database_files():
            self.mkpath(str(target.parent))
            self.copy_file(str(source), str(target), preserve_mode=False)

    def get_outputs(self, include_bytecode: bool = True) -> list[str]:
        """Name every file that the build writes."""
        return [
            *super().get_outputs(include_bytecode),
            *(str(target) for _, target in self._database_files()),
        ]

    def get_source_files(self) -> list[str]:
        """Name every file that the build reads; a source archive takes its files from here."""
        return [*super().get_source_files(), *map(str, database_sources())]

    def _database_files(self) -> list[tuple[Path, Path]]:
        if self.editable_mode:
            return []
        return [
            (source, self.build_lib / TARGET / source.relative_to(SOURCE)) for source in database_sources()
        ]


def database_sources() -> list[Path]:
    """List the files of databases/ in a stable order, without hidden ones."""
    files = (path for path in SOURCE.rglob("*") if path.is_file())
    return sorted(path for path in files if not any(part.startswith(".") for part in path.parts))


setup(cmdclass={"build_py": BuildWithDatabases})
