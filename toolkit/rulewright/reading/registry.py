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
    yield from _codes(file, document)
    yield from _groups(file, document)
    yield from _standards(file, document)


def _codes(file: Registry, document: Document) -> Iterator[Mistake]:
    schemes = [each.scheme for each in file.classifications]
    for number, product in enumerate(file.priority_products):
        for place, code in enumerate(product.codes):
            where = document.where(("priority_products", number, "codes", place))
            if code.scheme not in schemes:
                mend = f"use one of: {', '.join(schemes)}{did_you_mean(code.scheme, schemes)}"
                yield Mistake(f"no classification '{code.scheme}'", where, mend)
            if (code.code is None) != (code.mark == "gap"):
                what = f"a code of {product.id} is a gap and given, or neither"
                yield Mistake(what, where, "give 'code', or mark it as a gap: absent is not zero")


def _groups(file: Registry, document: Document) -> Iterator[Mistake]:
    groups = [each.id for each in file.groups]
    for number, group in enumerate(file.groups):
        if group.id in groups[:number]:
            where = document.where(("groups", number))
            yield Mistake(f"the group '{group.id}' is entered twice", where, "keep one entry")
        if group.id in file.around(group.within):
            where = document.where(("groups", number, "within"))
            yield Mistake(f"the group '{group.id}' is within itself", where, "name wider groups only")
    named = [(("groups", number, "within"), each.within) for number, each in enumerate(file.groups)]
    named += [
        (("priority_products", number, "groups"), each.groups)
        for number, each in enumerate(file.priority_products)
    ]
    named += [(("standards", number, "groups"), each.groups) for number, each in enumerate(file.standards)]
    for path, names in named:
        for name in names:
            if name not in groups and name != "any":
                mend = f"add it under 'groups'{did_you_mean(name, groups)}"
                yield Mistake(f"no group '{name}'", document.where(path), mend)


def _standards(file: Registry, document: Document) -> Iterator[Mistake]:
    batches = [each.batch for each in file.recommended_lists]
    statuses = {each.number: each.status for each in file.standards if each.number}
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
        elif standard.replaces is not None and statuses[standard.replaces] != "superseded":
            where = document.where(("standards", place, "replaces"))
            what = f"'{standard.replaces}' is replaced, but its status is '{statuses[standard.replaces]}'"
            yield Mistake(what, where, "give it the status 'superseded'")
        if standard.number is not None and standard.number in seen:
            where = document.where(("standards", place, "number"))
            yield Mistake(f"the standard '{standard.number}' is entered twice", where, "keep one entry")
        seen.add(standard.number or "")
