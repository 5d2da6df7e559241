"""What the decorators of `jit` promise: hidden kernels are called by kernels alone, uncounted ones allocate nothing."""

import ast
import pathlib
from functools import cache

from test_layers import FILES, module_name

HIDDEN = {"inner", "inlined", "nested"}
UNCOUNTED = {"inner", "inlined", "borrowing"}
COMPILED = HIDDEN | {"kernel", "borrowing", "summing", "overload", "callback"}
SCALAR = {"int32", "int64", "uint64", "float64", "finfo", "abs", "ceil", "conj", "isnan", "log", "sqrt"}
METHODS = {"sum", "type", "view"}  # that allocate nothing either
TESTS = sorted(pathlib.Path(__file__).parent.rglob("test_*.py"))  # cases are run without the compiler


@cache
def parsed(path):
    """Return the tree of a file."""
    return ast.parse(path.read_text())


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


def names_of(tree, name):
    """Return {name in the file: full name} of what a file, of that name itself, imports and defines."""
    imported = [node for node in tree.body if isinstance(node, ast.ImportFrom)]
    names = {alias.asname or alias.name: f"{node.module}.{alias.name}" for node in imported for alias in node.names}
    return names | {node.name: f"{name}.{node.name}" for node in tree.body if isinstance(node, ast.FunctionDef)}


def calls(function, names):
    """Yield (line, name) of what a compiled function calls: full, of NumPy as 'np.empty', of a method as '.copy'."""
    for node in ast.walk(function):
        if isinstance(node, ast.List | ast.ListComp):
            yield node.lineno, "list"
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node.lineno, names.get(node.func.id, node.func.id)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            of = node.func.value.id if isinstance(node.func.value, ast.Name) else ""
            yield node.lineno, f"np.{node.func.attr}" if of == "np" else f"{names.get(of, '')}.{node.func.attr}"


def test_uses_are_found():
    code = "from a import b\n@inner\ndef c(): b.d()\nb.e()\nc('a:d')"
    found = [(4, "a.b"), (4, "a.b.e"), (5, "a.d"), (5, "here.c")]
    assert sorted(uses(ast.parse(code), {"c": "here.c"})) == found


def test_python_calls_none_of_them():
    trees = {path: parsed(path) for path in (*FILES, *TESTS)}
    own = {p: {f.name: f"{module_name(p)}.{f.name}" for f in functions(trees[p], HIDDEN)} for p in FILES}
    hidden = {name for names in own.values() for name in names.values()}
    assert "pastix_py.ordering.moves.put" in hidden
    found = {path: [use for use in uses(tree, own.get(path, {})) if use[1] in hidden] for path, tree in trees.items()}
    assert {path: places for path, places in found.items() if places} == {}


def test_calls_are_found():
    code = "from a import b, c\ndef f(x):\n    b(x)\n    c.d(x.copy())\n    return np.empty(3), [f(x)]"
    tree = ast.parse(code)
    found = [(3, "a.b"), (4, ".copy"), (4, "a.c.d"), (5, "here.f"), (5, "list"), (5, "np.empty")]
    assert sorted(calls(tree.body[1], names_of(tree, "here"))) == found


def test_uncounted_kernels_reach_nothing_that_allocates():
    """One that does is compiled, or not, depending on which was compiled first: it takes over that nothing counts."""
    trees = {module_name(path): parsed(path) for path in FILES}
    called = {}
    for module, tree in trees.items():
        names = names_of(tree, module)
        called |= {f"{module}.{f.name}": list(calls(f, names)) for f in functions(tree, COMPILED)}
    harmless = {f"np.{name}" for name in SCALAR} | {f".{name}" for name in METHODS}
    left = [f"{module}.{f.name}" for module, tree in trees.items() for f in functions(tree, UNCOUNTED)]
    assert len(left) > 100
    reached, allocating = set(left), []
    while left:
        kernel = left.pop()
        below = {name for _, name in called[kernel] if name in called}
        allocating += [(kernel, *use) for use in called[kernel] if use[1].startswith(("np.", ".", "list"))]
        left += below - reached
        reached |= below
    assert [use for use in allocating if use[2] not in harmless] == []
