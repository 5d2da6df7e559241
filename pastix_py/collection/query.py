"""A small language that picks members of the collection: `n > 1e5 and spd and not complex`.

A query is parsed as a Python expression and compiled into functions node by node; nothing of it is ever executed.
Numbers are compared and calculated with (`nnz > 20 * n`, `1e3 < n < 1e4`), texts are compared by == and != and
matched with ~ (`name ~ 'bcsstk*'`), and truths are joined by and, or, not.
"""

import ast
import io
import operator
import tokenize
from fnmatch import fnmatchcase

from pastix_py.collection import members
from pastix_py.errors import UsageError, instead

NUMBER, TEXT, TRUTH = "a number", "a text", "a truth"
FIELDS = {
    "n": (NUMBER, lambda m: m.rows),
    "rows": (NUMBER, lambda m: m.rows),
    "cols": (NUMBER, lambda m: m.cols),
    "nnz": (NUMBER, lambda m: m.nnz),
    "entries": (NUMBER, lambda m: m.entries),
    "pattern_symmetry": (NUMBER, lambda m: m.pattern_symmetry),
    "numerical_symmetry": (NUMBER, lambda m: m.numerical_symmetry),
    "square": (TRUTH, lambda m: m.square),
    "symmetric": (TRUTH, lambda m: m.symmetry == "symmetric"),
    "hermitian": (TRUTH, lambda m: m.symmetry == "hermitian" or (m.symmetry == "symmetric" and m.values != "complex")),
    "spd": (TRUTH, lambda m: m.spd),
    "real": (TRUTH, lambda m: m.values == "real"),
    "complex": (TRUTH, lambda m: m.values == "complex"),
    "integer": (TRUTH, lambda m: m.values == "integer"),
    "binary": (TRUTH, lambda m: m.values == "binary"),
    "group": (TEXT, lambda m: m.group),
    "name": (TEXT, lambda m: m.name),
    "kind": (TEXT, lambda m: m.kind),
}
COMPARISONS = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}
ARITHMETIC = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul}
LONGEST = 1000  # characters; a longer one could nest deeper than Python's parser goes


def search(query="", sort=None):
    """Return the list of `Member` that a query fits (all for an empty one), in the order of the index or of a field.

    `sort` names a field, with - before it for the largest first. Raises `UsageError`.
    """
    fits = compiled(query) if query.strip() else lambda member: True
    found = [member for member in members.load().values() if fits(member)]
    if sort:
        _, value = _field(sort.removeprefix("-"))
        found.sort(key=value, reverse=sort.startswith("-"))
    return found


def compiled(query):
    """Return the function of a `Member` that tells whether a query fits it; raises `UsageError` in one sentence."""
    if len(query) > LONGEST:
        raise UsageError(f"The query has {len(query)} characters, {LONGEST} are the most.")
    try:
        kind, fits = _compile(ast.parse(_without_tildes(query), mode="eval").body)
    except UsageError:
        raise
    except (SyntaxError, tokenize.TokenError, ValueError, MemoryError, RecursionError):
        raise UsageError(f"The query {query!r} cannot be read: write it like n > 1e5 and group == 'HB'.") from None
    if kind != TRUTH:
        raise UsageError(f"The query {query!r} is {kind}, not a condition: write it like n > 1e5 and spd.")
    return fits


def _without_tildes(query):
    """Return a query with every ~ outside quotes as @, an operator of two sides that Python's grammar knows."""
    signs = tokenize.generate_tokens(io.StringIO(query.strip()).readline)
    return tokenize.untokenize((sign.type, "@" if sign.string == "~" else sign.string) for sign in signs).strip()


def _field(name):
    """Return (kind, function of a member) of a field; raises `UsageError` with the nearest name."""
    if name not in FIELDS:
        raise UsageError(f"There is no field {name!r}; {instead(name, FIELDS)}")
    return FIELDS[name]


def _compile(node):
    """Return (kind, function of a member) of one node of a query."""
    if isinstance(node, ast.Name):
        return _field(node.id)
    if isinstance(node, ast.Constant):
        return _constant(node.value)
    if isinstance(node, ast.BoolOp):
        parts = [_of_kind(TRUTH, value, "and, or and not join") for value in node.values]
        joined = all if isinstance(node.op, ast.And) else any
        return TRUTH, lambda member: joined(part(member) for part in parts)
    if isinstance(node, ast.UnaryOp):
        return _unary(node)
    if isinstance(node, ast.BinOp):
        return _binary(node)
    if isinstance(node, ast.Compare):
        return _compare(node)
    raise UsageError(f"A query knows no {_written(node)!r}: fields, numbers, texts, comparisons, and, or, not, ( ).")


def _constant(value):
    """Return a constant of a query; only plain numbers, texts and truths are any."""
    for kind, types in ((TRUTH, (bool,)), (NUMBER, (int, float)), (TEXT, (str,))):
        if isinstance(value, types):
            return kind, lambda member: value
    raise UsageError(f"A query knows no {value!r}: numbers and quoted texts are meant.")


def _unary(node):
    if isinstance(node.op, ast.Not):
        value = _of_kind(TRUTH, node.operand, "not takes")
        return TRUTH, lambda member: not value(member)
    if isinstance(node.op, ast.USub | ast.UAdd):
        value = _of_kind(NUMBER, node.operand, "a sign takes")
        negative = isinstance(node.op, ast.USub)
        return NUMBER, lambda member: -value(member) if negative else value(member)
    raise ValueError("unknown sign")


def _binary(node):
    if isinstance(node.op, ast.MatMult):
        text, pattern = (_of_kind(TEXT, side, "~ matches") for side in (node.left, node.right))
        return TRUTH, lambda member: fnmatchcase(text(member).lower(), pattern(member).lower())
    if type(node.op) not in ARITHMETIC:
        raise UsageError(f"A query calculates with + - * alone, not as in {_written(node)!r}.")
    left, right = (_of_kind(NUMBER, side, "+ - * take") for side in (node.left, node.right))
    combine = ARITHMETIC[type(node.op)]
    return NUMBER, lambda member: combine(left(member), right(member))


def _compare(node):
    """Return a chain of comparisons, every one between values of one kind."""
    if not all(type(op) in COMPARISONS for op in node.ops):
        raise UsageError(f"A query compares by < <= > >= == != ~ alone, not as in {_written(node)!r}.")
    sides = [_compile(side) for side in (node.left, *node.comparators)]
    kinds = {kind for kind, _ in sides}
    if len(kinds) > 1:
        between = " with ".join(sorted(kinds))
        raise UsageError(f"{_written(node)!r} compares {between}: texts are quoted, such as group == 'HB'.")
    tests = [COMPARISONS[type(op)] for op in node.ops]
    values = [value for _, value in sides]

    def compare(member):
        found = [value(member) for value in values]
        return all(test(a, b) for test, a, b in zip(tests, found, found[1:], strict=False))

    return TRUTH, compare


def _of_kind(kind, node, what):
    """Return the function of a node that has to be of one kind."""
    found, value = _compile(node)
    if found != kind:
        raise UsageError(f"{_written(node)!r} is {found} in a query, where {what} {kind}.")
    return value


def _written(node):
    """Return a node as it was written."""
    return ast.unparse(node).replace("@", "~")
