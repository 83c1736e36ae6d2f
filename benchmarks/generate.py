"""Generate an inventory of any size: seeded, productive, with multi-output processes, prices and masses."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np
import yaml

SOURCE = "generated"


def generate(processes: int, seed: int = 1, inputs: int = 8, multi_output: float = 0.3) -> dict[str, Any]:
    """Build an inventory file as plain data.

    Parameters
    ----------
    processes
        Number of unit processes; each makes ``product-i`` and may make one or two co-products.
    inputs
        Mean number of inputs; mostly from processes with lower numbers, a tenth from higher ones (loops).
    multi_output
        Share of processes with co-products [1].
    """
    random = np.random.default_rng(seed)
    flows, made = [], []
    for number in range(processes):
        outputs = [_output(f"product-{number}", "product", 1.0)]
        flows.append(_flow(f"product-{number}", random))
        if random.random() < multi_output:
            for extra in range(1 + int(random.random() < 0.4)):
                name = f"co-product-{number}-{extra}"
                flows.append(_flow(name, random))
                outputs.append(_output(name, "co_product", float(random.uniform(0.05, 0.6))))
        makers = random.integers(0, max(number, 1), size=random.poisson(inputs))
        suppliers = {int(maker) for maker in makers} | {int(random.integers(0, processes)) for _ in range(1)}
        made.append(
            {
                "id": f"process-{number}",
                "name": {"zh": f"过程{number}", "en": f"process {number}"},
                "stage": "production",
                "location": "GLO",
                "outputs": outputs,
                "inputs": [
                    _amount(f"product-{supplier}", float(random.uniform(0.001, 0.5 / inputs)))
                    for supplier in sorted(suppliers - {number})
                ],
                "emissions": [_amount("co2-fossil", float(random.uniform(0.01, 1.0)))],
            }
        )
    return {
        "format": "rulewright-inventory/1",
        "id": f"generated-{processes}",
        "title": {"zh": "生成的清单", "en": "generated inventory"},
        "version": "1",
        "licence": "CC0-1.0",
        "product": f"product-{processes - 1}",
        "product_groups": ["generated"],
        "declared_unit": {"amount": 1, "unit": "t"},
        "geography": "GLO",
        "year": 2026,
        "sources": {SOURCE: "seeded random numbers, no data"},
        "products": flows,
        "processes": made,
    }


def _flow(name: str, random: np.random.Generator) -> dict[str, Any]:
    price = float(random.lognormal(1.0, 1.0))
    properties = [
        {"property": "price", "amount": price, "unit": "CNY/kg", "source": SOURCE, "mark": "estimate"},
        {"property": "mass", "amount": 1, "unit": "kg/kg", "source": SOURCE, "mark": "estimate"},
    ]
    return {"id": name, "name": {"zh": name, "en": name}, "unit": "kg", "properties": properties}


def _amount(flow: str, amount: float) -> dict[str, Any]:
    return {"flow": flow, "amount": amount, "unit": "kg", "source": SOURCE, "mark": "estimate"}


def _output(flow: str, output_class: str, amount: float) -> dict[str, Any]:
    return {**_amount(flow, amount), "class": output_class}


def write(path: Path, processes: int, seed: int = 1) -> Path:
    """Write a generated inventory as YAML."""
    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    path.write_text(yaml.dump(generate(processes, seed), Dumper=dumper, allow_unicode=True), encoding="utf-8")
    return path


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path", type=Path)
    parser.add_argument("--processes", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    print(write(options.path, options.processes, options.seed))
