"""The index that comes with the package, the newest one from the server, names, and queries against Python's own."""

import fnmatch
import json
import pathlib

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from pastix_py import matrices
from pastix_py.collection import members
from pastix_py.collection.members import expand, find, load
from pastix_py.collection.query import FIELDS, search
from pastix_py.collection.update import update_index
from pastix_py.errors import InputError, UsageError

SHIPPED = pathlib.Path(matrices.__file__).with_name("collection.csv")


@pytest.fixture(autouse=True)
def _cache_aside(cache):
    pass


def test_facts_of_well_known_matrices():
    known = {
        "HB/bcsstk14": (1806, 1806, 63454, "real", "symmetric", True),
        "HB/arc130": (130, 130, 1037, "real", "general", False),
        "HB/abb313": (313, 176, 1557, "binary", "general", False),
        "vanHeukelum/cage15": (5154859, 5154859, 99199551, "real", "general", False),
        "Janna/Flan_1565": (1564794, 1564794, 114165372, "real", "symmetric", True),
        "HB/young1c": (841, 841, 4089, "complex", "general", False),
        "AMD/G3_circuit": (1585478, 1585478, 7660826, "real", "symmetric", True),
    }
    for full, facts in known.items():
        m = find(full)
        assert (m.rows, m.cols, m.nnz, m.values, m.symmetry, m.spd) == facts


def test_the_index_is_sound():
    found = load()
    assert SHIPPED.stat().st_size < 300_000
    assert SHIPPED.read_text().startswith(f"# {len(found)} matrices")
    assert len(found) == 2893
    for m in found.values():
        assert m.entries >= m.nnz >= 0
        assert m.values in ("real", "complex", "integer", "binary")
        assert m.symmetry in ("general", "symmetric", "hermitian", "skew")
        assert m.square or m.symmetry == "general"
        assert not m.spd or m.symmetry in ("symmetric", "hermitian")
        assert 0 <= m.pattern_symmetry <= 1
        assert 0 <= m.numerical_symmetry <= 1
        assert m.symmetry == "general" or m.values == "complex" or m.pattern_symmetry == 1


def test_it_agrees_with_real_matrices(real_matrices):
    checked = 0
    for fact in json.loads((real_matrices / "index.json").read_text()):
        m = load().get(fact.get("suitesparse"))
        if m and fact["nnz"] in (m.nnz, m.entries):
            assert (m.rows, m.cols) == (fact["m"], fact["n"])
            assert m.spd == fact.get("positive_definite", "no").startswith("yes")
            checked += 1
    assert checked > 50


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("HB/bcstk14", "no matrix 'HB/bcstk14'; did you mean 'HB/bcsstk14'?"),
        ("cage51", "did you mean 'cage5'?"),
        ("barth", "Several matrices are called barth: Nasa/barth, Pothen/barth."),
        ("../etc", "no matrix"),
        ("", "no matrix"),
    ],
)
def test_names_that_are_none(name, said):
    with pytest.raises(InputError) as error:
        find(name)
    assert said in str(error.value)


def test_patterns():
    assert [m.full for m in expand(["ss:HB/bcsstk0[12]", "bcsstk02", "ss:HB/bcsstk03"])] == [
        "HB/bcsstk01",
        "HB/bcsstk02",
        "HB/bcsstk03",
    ]
    with pytest.raises(InputError, match=r"No matrix of the collection fits 'HB/q\*'"):
        expand(["HB/q*"])


numbers = st.sampled_from(["n", "nnz", "cols", "1e5", "48", "2 * n", "nnz - 3 * rows", "pattern_symmetry", "-1"])
truths = st.sampled_from(["spd", "real", "complex", "binary", "square", "symmetric", "hermitian", "integer"])
texts = st.sampled_from(["group == 'HB'", 'kind != "structural problem"', "'HB' == group", "name < 'c'"])
atoms = truths | texts | st.tuples(numbers, st.sampled_from(["<", "<=", ">", ">=", "==", "!="]), numbers).map(" ".join)
queries = st.recursive(
    atoms,
    lambda q: (
        q.map("not {}".format) | q.map("({})".format) | st.tuples(q, st.sampled_from(["and", "or"]), q).map(" ".join)
    ),
)


@settings(max_examples=30)
@given(queries)
def test_queries_mean_what_python_means(query):
    code = compile(query, "query", "eval")
    expected = [
        m.full for m in load().values() if eval(code, {}, {field: value(m) for field, (_, value) in FIELDS.items()})
    ]
    assert [m.full for m in search(query)] == expected


def test_patterns_in_queries():
    for query, pattern in [("name ~ 'bcs*'", "bcs*"), ("name ~ 'BCSSTK0?'", "bcsstk0?")]:
        assert [m.name for m in search(query)] == fnmatch.filter([m.name.lower() for m in load().values()], pattern)
    assert len(search("not name ~ '*' or kind == 'a ~ b'")) == 0
    assert {m.group for m in search("name ~ 'cage*' and not group ~ 'DIMACS*'")} == {"AG-Monien", "vanHeukelum"}


def test_the_question_of_the_help():
    found = search("n > 1e5 and spd", sort="-nnz")
    assert found[0].full == "Janna/Queen_4147"
    assert all(m.rows > 1e5 and m.spd for m in found)
    assert [m.nnz for m in found] == sorted((m.nnz for m in found), reverse=True)
    assert search("") == list(load().values())


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("nn > 5", "There is no field 'nn'; did you mean 'nnz'?"),
        ("n = 5", "cannot be read"),
        ("n", "is a number, not a condition"),
        ("name", "is a text, not a condition"),
        ("n and spd", "'n' is a number in a query"),
        ("kind > 5", "compares a number with a text"),
        ("n ~ 'a'", "'n' is a number in a query, where ~ matches a text"),
        ("spd > 1", "compares a number with a truth"),
        ("n ** 9 > 1", "calculates with + - * alone"),
        ("n in 'HB'", "not as in"),
        ("__import__('os').system('true')", "A query knows no"),
        ("name.__class__ == 'x'", "A query knows no"),
        ("[n for n in (1,)]", "A query knows no"),
        ("(lambda: spd)()", "A query knows no"),
        ("n > 5j", "A query knows no 5j"),
        ("spd and", "cannot be read"),
        ("'", "cannot be read"),
        ("(" * 300, "cannot be read"),
        ("-" * 900 + "n > 1", "cannot be read"),
        ("spd or " * 1000 + "spd", "characters"),
        ("\0", "cannot be read"),
        ("~ spd", "cannot be read"),
    ],
)
def test_queries_that_are_none(query, said):
    with pytest.raises(UsageError) as error:
        search(query)
    assert said in str(error.value)
    assert "\n" not in str(error.value)


def test_an_unknown_order():
    with pytest.raises(UsageError, match="no field 'size'"):
        search("spd", sort="-size")


STATS = """3
01-Jan-2030 10:11:12
HB,bcsstk14,1806,1806,63454,1,0,1,1,1,1,structural problem,63454
New,first,30,20,100,0,0,0,0,0.25,0.125,"optics, waves",120
New,second,10,10,30,0,0,0,0,1,1,acoustics problem
"""


def test_the_newest_index(server, cache):
    server.files["/files/ssstats.csv"] = STATS.encode()
    assert update_index() == 3
    first, second = find("first"), find("New/second")
    assert (first.rows, first.cols, first.nnz, first.entries, first.kind) == (30, 20, 100, 120, "optics, waves")
    assert (first.values, first.pattern_symmetry, first.square) == ("complex", 0.25, False)
    assert (second.entries, second.symmetry) == (30, "hermitian")
    assert find("bcsstk14").symmetry == "symmetric"
    assert [m.full for m in search("group == 'New'")] == ["New/first", "New/second"]
    assert [path.name for path in cache.iterdir()] == ["index.csv"]


def test_an_older_index_does_not_hide_the_shipped_one(server):
    server.files["/files/ssstats.csv"] = STATS.replace("2030", "2010").encode()
    update_index()
    assert len(load()) == 2893


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("3\n", "4\n", "announces 4 matrices and has 3"),
        ("3\n", "<html>\n", "line 1, is no line"),
        ("01-Jan-2030", "today", "line 2, is no line"),
        ("30,20", "30,x", "line 4, is no line"),
        ("New,second", "../..,second", "line 5, is no line"),
        (",acoustics problem", "", "line 5, is no line"),
    ],
)
def test_an_index_that_is_none(old, new, said, server):
    server.files["/files/ssstats.csv"] = STATS.replace(old, new).encode()
    with pytest.raises(InputError, match=said):
        update_index()
    assert len(load()) == 2893


@pytest.mark.parametrize(
    "text",
    ["", "x\n", "# as of 2031-01-01\n", "# 1, as of 2031-01-01\ngroup,name\nHB,x\n", b"# as of 2031-01-01\n\xff\xfe"],
)
def test_a_damaged_index(text, cache):
    members.updated().parent.mkdir(parents=True)
    members.updated().write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(InputError, match="remove it"):
        find("bcsstk14")
