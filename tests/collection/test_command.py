"""`pastix fetch`: paths on standard output, remarks on standard error, lists for people and for pipes."""

import gzip
import io
import sys

import pytest
from loopback import archive_of, diagonal, market, status

from pastix_py.cli.main import run

RECTANGLE = market(313, 176, [(1, 1), (313, 176)])


@pytest.fixture
def served(server, tmp_path, monkeypatch):
    """Serve two square matrices and one that is not, and work in an empty folder."""
    monkeypatch.chdir(tmp_path)
    for name in ("bcsstk01", "bcsstk02"):
        server.add(f"HB/{name}", archive_of(name, diagonal(48), b=b"%%MatrixMarket matrix array real general\n0 1\n"))
    server.add("HB/abb313", archive_of("abb313", RECTANGLE))
    return server


def test_the_path_is_printed_and_the_matrix_solved(served, cache, capfd):
    assert run(["fetch", "HB/bcsstk01"]) == 0
    out, err = capfd.readouterr()
    path = cache / "HB" / "bcsstk01" / "bcsstk01.mtx.gz"
    assert out == f"{path}\n"
    assert err == f"pastix: with {path.with_name('bcsstk01_b.mtx.gz')}\n"
    assert run(["info", "HB/bcsstk01"]) == 0
    assert "48" in capfd.readouterr().out
    assert run(["fetch", "bcsstk01", "--quiet"]) == 0
    assert capfd.readouterr() == (f"{path}\n", "")
    assert len(served.asked) == 1


def test_a_matrix_that_is_not_square_is_told(served, capfd):
    assert run(["fetch", "HB/abb313"]) == 0
    out, err = capfd.readouterr()
    assert out.endswith("abb313.mtx.gz\n")
    assert err == "pastix: HB/abb313 is 313 by 176, not square: no solver here takes it.\n"


def test_several_names_and_a_pattern(served, capfd):
    served.add("HB/bcsstk03", b"damaged")
    assert run(["fetch", "HB/bcsstk0[123]", "HB/abb313", "--quiet"]) == 3
    out, err = capfd.readouterr()
    assert [line.split("/")[-1] for line in out.splitlines()] == [
        f"{n}.mtx.gz" for n in ("bcsstk01", "bcsstk02", "abb313")
    ]
    assert "1 of 4 matrices could not be fetched: HB/bcsstk03." in err.splitlines()[-1]


def test_an_unknown_name_fetches_nothing(served, capfd):
    assert run(["fetch", "HB/bcsstk01", "HB/bcsttk02"]) == 3
    assert "did you mean 'HB/bcsstk02'?" in capfd.readouterr().err
    assert served.asked == []


@pytest.mark.parametrize(("name", "opened"), [("A.mtx", open), ("A.mtx.gz", gzip.open)])
def test_a_copy(served, tmp_path, name, opened, capfd):
    assert run(["fetch", "HB/abb313", "-o", name]) == 0
    with opened(tmp_path / name, "rb") as stream:
        assert stream.read() == RECTANGLE
    assert capfd.readouterr().out == f"{name}\n"


def test_a_copy_to_standard_output(served, capfdbinary):
    assert run(["fetch", "HB/abb313", "-o", "-", "--quiet"]) == 0
    assert capfdbinary.readouterr() == (RECTANGLE, b"")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ([], 2, "Name a matrix such as HB/bcsstk14"),
        (["bcsstk01", "--list", "spd"], 2, "not both"),
        (["bcsstk01", "--limit", "3"], 2, "--limit has no effect"),
        (["--list", "spd", "-o", "A.mtx"], 2, "--output has no effect"),
        (["--list", "spd", "--limit", "-3"], 2, "--limit"),
        (["--list", "sdp"], 2, "did you mean 'spd'?"),
        (["--list", "spd", "--sort", "sise"], 2, "no field 'sise'"),
        (["HB/bcsstk0[12]", "-o", "A.mtx"], 2, "takes one matrix, 2 are named"),
        (["bcsstk01", "-o", "no/folder/A.mtx"], 9, "no/folder"),
        (["bcsstk01", "--mirror", "nowhere"], 2, "no address"),
        (["bcsstk01", "--mirror", "http://127.0.0.1:1"], 3, "is this machine online?"),
        (["bcsstk01", "--folder", "/proc/nothing"], 9, "cannot be written"),
        (["bcsstk03"], 3, "answers 404"),
    ],
)
def test_failures_are_one_sentence(served, arguments, code, said, capfd):
    assert run(["fetch", *arguments]) == code
    out, err = capfd.readouterr()
    assert out == ""
    assert said in err
    assert err.count("\n") == 1


def test_a_list_in_a_pipe(served, capfd):
    assert run(["fetch", "--list", "name ~ 'bcsstk*' and n < 100", "--sort", "-n"]) == 0
    assert capfd.readouterr().out == (
        "HB/bcsstk02\t66\t66\t4356\treal\tsymmetric\tspd\tstructural problem\n"
        "HB/bcsstk01\t48\t48\t400\treal\tsymmetric\tspd\tstructural problem\n"
    )
    assert run(["fetch", "--list", "", "--limit", "5"]) == 0
    assert capfd.readouterr().out.count("\n") == 5
    assert run(["fetch", "--list", "n < 0"]) == 0
    assert capfd.readouterr() == ("", "")
    assert served.asked == []


def test_a_list_on_a_terminal(served, monkeypatch):
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setattr(sys, "stdout", type("Terminal", (io.StringIO,), {"isatty": lambda self: True})())
    assert run(["fetch", "--list", "n > 1e5 and spd", "--sort", "-n", "--limit", "2"]) == 0
    text = sys.stdout.getvalue()
    assert "5,558,326" in text or "4,147,110" in text
    assert "2 of " in text
    assert "of 2893 matrices" in text


def test_names_and_numbers_in_a_list_are_not_cut(served, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr(sys, "stdout", type("Terminal", (io.StringIO,), {"isatty": lambda self: True})())
    assert run(["fetch", "--list", "name == 'af_shell3'"]) == 0
    text = sys.stdout.getvalue()
    assert "Schenk_AFE/af_shell3" in text and "17,562,051" in text
    assert "…" not in text


def test_progress_is_drawn_on_a_terminal(served, monkeypatch):
    terminal = type("Terminal", (io.StringIO,), {"isatty": lambda self: True})()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    assert run(["fetch", "HB/abb313"]) == 0
    assert "HB/abb313" in terminal.getvalue().split("not square")[0]
    assert "━" in terminal.getvalue()


def test_the_newest_index_is_read_first(served, capfd):
    served.files["/files/ssstats.csv"] = b"1\n01-Jan-2030 00:00:00\nHB,fresh,2,2,2,1,0,0,0,1,1,acoustics problem,2\n"
    served.add("HB/fresh", archive_of("fresh", diagonal(2)))
    assert run(["fetch", "fresh"]) == 3
    assert run(["fetch", "--update-index", "fresh"]) == 0
    out, err = capfd.readouterr()
    assert out.endswith("fresh.mtx.gz\n")
    assert "the index has 1 matrices." in err


def test_a_passing_failure_is_not_told(served, capfd):
    served.script = [status(503)]
    assert run(["fetch", "HB/abb313", "--quiet"]) == 0
    assert capfd.readouterr().err == ""
