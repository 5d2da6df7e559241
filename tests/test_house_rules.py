"""What keeps the house in order, checked on the sources."""

import ast
import pathlib

import pytest

ROOT = pathlib.Path(__file__).parent.parent
FILES = [p for folder in ("pastix_py", "ordering", "cli") for p in sorted((ROOT / folder).rglob("*.py"))]
LONGEST_FUNCTION = 70  # lines of code


def name(path):
    return str(path.relative_to(ROOT))


def code_lines(node):
    """Return the lines of a function that its statements cover, its docstring and nested functions left out."""
    body = node.body[1:] if ast.get_docstring(node) is not None else node.body
    lines = set()
    for statement in body:
        lines.update(range(statement.lineno, statement.end_lineno + 1))
    return len(lines)


@pytest.mark.parametrize("path", FILES, ids=name)
def test_file_keeps_the_rules(path):
    text = path.read_text()
    tree = ast.parse(text)
    assert ast.get_docstring(tree), "a file says what it is"
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print":
            assert "cli" in path.parts, f"print in line {node.lineno}"
        if isinstance(node, ast.FunctionDef):
            assert code_lines(node) <= LONGEST_FUNCTION, f"{node.name} is too long"
    if path.name != "jit.py":
        assert "njit" not in text
        assert "parallel=True" not in text
    if not {"cli", "bench"} & set(path.parts) and path.name not in ("jit.py", "environment.py"):
        assert "os.environ" not in text
