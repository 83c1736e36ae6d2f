"""Read the registry of priority products and published standards, ``databases/registry``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from rulewright.errors import Mistake, ReadingError
from rulewright.reading.find import databases_dir
from rulewright.reading.validation import (
    did_you_mean,
    in_file_order,
    is_of_another_kind,
    title,
    validate,
)
from rulewright.reading.yaml_nodes import Document, read_yaml
from rulewright.registry import REGISTRY_FORMAT, Registry

SHIPPED = "china-product-rules"


def read_registry(path: str | Path | None = None) -> Registry:
    """Read a registry file; default: the shipped one.

    Raises
    ------
    ReadingError
        With all mistakes: unknown keys, sources that the file doesn't list, unknown sectors, lists and standards.
    """
    place = databases_dir() / "registry" / f"{SHIPPED}.yaml" if path is None else Path(path)
    document = read_yaml(place)
    file = None
    if document.data is not None and not is_of_another_kind(document, REGISTRY_FORMAT):
        file = validate(Registry, document)
    if file is not None:
        document.mistakes += [*_unknown_sources(file, document), *_unknown_names(file, document)]
    if file is None or document.mistakes:
        raise ReadingError(title("registry", place, document.mistakes), in_file_order(document.mistakes))
    return file


def _unknown_sources(file: Registry, document: Document) -> Iterator[Mistake]:
    for path, source in file.cited():
        if source not in file.sources:
            mend = f"add it under 'sources'{did_you_mean(source, file.sources)}"
            yield Mistake(f"the source '{source}' is not listed", document.where(path), mend)


def _unknown_names(file: Registry, document: Document) -> Iterator[Mistake]:
    sectors = [sector.id for sector in file.sectors]
    for number, product in enumerate(file.priority_products):
        if product.sector not in sectors:
            where = document.where(("priority_products", number, "sector"))
            mend = f"use one of: {', '.join(sectors)}{did_you_mean(product.sector, sectors)}"
            yield Mistake(f"no sector '{product.sector}'", where, mend)
    batches = [each.batch for each in file.recommended_lists]
    numbers = [each.number for each in file.standards if each.number]
    seen: set[str] = set()
    for place, standard in enumerate(file.standards):
        if standard.recommended is not None and standard.recommended not in batches:
            where = document.where(("standards", place, "recommended"))
            mend = f"use one of: {', '.join(map(str, batches))}"
            yield Mistake(f"no recommended list {standard.recommended}", where, mend)
        if standard.replaces is not None and standard.replaces not in numbers:
            where = document.where(("standards", place, "replaces"))
            mend = f"add the superseded standard too{did_you_mean(standard.replaces, numbers)}"
            yield Mistake(f"no standard '{standard.replaces}' in the registry", where, mend)
        if standard.number is not None and standard.number in seen:
            where = document.where(("standards", place, "number"))
            yield Mistake(f"the standard '{standard.number}' is entered twice", where, "keep one entry")
        seen.add(standard.number or "")
