"""Imports only ever point upstream: this list is the data flow."""

import ast
import pathlib

import pytest

FLOW = [
    "errors", "garbage", "options", "precision", "space", "memory", "environment", "parked", "lean", "jit",
    "atomics", "ahead", "clock", "energy", "undo", "archive", "matrices", "collection", "matrix", "ordering",
    "symbolic", "layout", "dense", "lowrank", "numeric", "runtime", "gpu", "sliced", "krylov", "hmatrix", "dense_lu",
    "solve", "report", "budget", "factors", "incomplete", "warm", "pipeline", "precondition", "iterate", "rates",
    "compare_orderings", "explain", "dropin", "bench", "plot", "cli",
]  # fmt: skip
ROOT = pathlib.Path(__file__).parent.parent
FOLDERS = {name: f"pastix_py.{name}" for name in ("ordering", "cli", "matrices")}
HOME = {"pastix_py": "pastix_py", **FOLDERS}
FILES = [path for folder in HOME for path in sorted((ROOT / folder).rglob("*.py"))]


def module_name(path):
    """Return the name that a source file is imported by."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join([HOME[parts[0]], *parts[1:]]).removesuffix(".__init__")


def stage(module):
    """Return the place in FLOW of a module of ours, None for any other and for the package itself."""
    parts = module.split(".")
    return FLOW.index(parts[1]) if parts[0] == "pastix_py" and len(parts) > 1 and parts[1] in FLOW else None


def imports(path):
    """Yield the names of everything that a file imports at its top level, and of what each statement takes from it."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} has a relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", FILES, ids=module_name)
def test_imports_point_upstream(path):
    here = stage(module_name(path))
    if here is None or module_name(path) == "pastix_py.jit":
        return
    for name in imports(path):
        there = stage(name)
        assert there is None or there <= here, f"{module_name(path)} imports {name}"


def test_every_module_has_a_stage():
    for path in FILES:
        name = module_name(path)
        assert name in ("pastix_py", "pastix_py.__main__") or stage(name) is not None, name
