"""Kernels that have nothing to be called by from Python are called by kernels alone: else the process would end."""

import ast
import pathlib

from test_layers import FILES, module_name

HIDDEN = {"inner", "inlined", "nested"}
COMPILED = HIDDEN | {"kernel", "borrowing", "summing", "overload", "callback"}
TESTS = sorted(pathlib.Path(__file__).parent.rglob("test_*.py"))  # cases are run without the compiler


def functions(tree, decorators):
    """Return the functions of a file with one of these decorators."""
    found = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    return [node for node in found if decorators & {getattr(d, "id", None) for d in map(called, node.decorator_list)}]


def called(decorator):
    """Return the function of a decorator that is made by a call, or the decorator."""
    return decorator.func if isinstance(decorator, ast.Call) else decorator


def uses(tree, names):
    """Yield (line, full name) of every name, attribute and string outside of what is compiled.

    `names` : {name in the file: full name} of what the file has of its own; what it imports is added.
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            names |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    compiled = {node for function in functions(tree, COMPILED) for node in ast.walk(function)}
    for node in ast.walk(tree):
        if node in compiled:
            continue
        if isinstance(node, ast.Name) and node.id in names:
            yield node.lineno, names[node.id]
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in names:
            yield node.lineno, f"{names[node.value.id]}.{node.attr}"
        if isinstance(node, ast.Constant) and ":" in str(node.value):
            yield node.lineno, str(node.value).replace(":", ".")  # an entry of a registry


def test_uses_are_found():
    code = "from a import b\n@inner\ndef c(): b.d()\nb.e()\nc('a:d')"
    found = [(4, "a.b"), (4, "a.b.e"), (5, "a.d"), (5, "here.c")]
    assert sorted(uses(ast.parse(code), {"c": "here.c"})) == found


def test_python_calls_none_of_them():
    trees = {path: ast.parse(path.read_text()) for path in (*FILES, *TESTS)}
    own = {p: {f.name: f"{module_name(p)}.{f.name}" for f in functions(trees[p], HIDDEN)} for p in FILES}
    hidden = {name for names in own.values() for name in names.values()}
    assert "pastix_py.ordering.moves.put" in hidden
    found = {path: [use for use in uses(tree, own.get(path, {})) if use[1] in hidden] for path, tree in trees.items()}
    assert {path: places for path, places in found.items() if places} == {}
