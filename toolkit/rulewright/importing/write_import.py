"""Write an import to a folder: the inventory, the account, the gaps, the shares, and what was kept beside."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rulewright.errors import FileError
from rulewright.importing.write_inventory import to_yaml
from rulewright.rule import Text

if TYPE_CHECKING:
    import pandas as pd

    from rulewright.importing.imported import Imported


def write_import(imported: Imported, directory: Path | str, lang: str = "en") -> tuple[Path, ...]:
    """Write ``NAME.yaml`` (the inventory), ``account.json``, ``gaps.csv``, ``shares.csv``, ``kept.csv`` and the figure.

    NAME is the id of the inventory. All files are made in a temporary folder first; a folder that holds an inventory
    of another import is not touched.

    Raises
    ------
    FileError
        If there is such an inventory already, or the folder cannot be written.
    """
    from rulewright.reporting.figures import save_figure
    from rulewright.reporting.files import write_together
    from rulewright.reporting.tables import to_csv

    target = Path(directory)
    inventory = target / f"{imported.inventory.id}.yaml"
    if inventory.exists():
        raise FileError(
            f"'{inventory}' is there already", str(inventory), "choose another name, or remove it first"
        )

    def write(folder: Path) -> tuple[Text, ...]:
        (folder / inventory.name).write_text(to_yaml(imported.file), encoding="utf-8")
        (folder / "account.json").write_text(imported.to_json() + "\n", encoding="utf-8")
        to_csv(imported.missing_table(lang), folder / "gaps.csv")
        to_csv(imported.shares(lang), folder / "shares.csv")
        to_csv(kept_table(imported), folder / "kept.csv")
        for language in ("zh", "en"):
            save_figure(imported.plot(language), folder / f"gaps-{language}.svg")
        return ()

    return write_together(target, write).paths


def kept_table(imported: Imported) -> pd.DataFrame:
    """Elementary exchanges without a flow of ours, as the source states them."""
    import pandas as pd

    rows = [
        (
            each.process,
            each.flow,
            each.name,
            each.category,
            each.is_input,
            each.amount,
            each.unit,
            each.is_gas_like,
        )
        for each in imported.kept
    ]
    heads = ["process", "flow", "name", "category", "is_input", "amount", "unit", "is_gas_like"]
    return pd.DataFrame(rows, columns=heads)
