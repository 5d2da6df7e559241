"""Every format written and read back, files of others, damaged files refused."""

import gzip
import io
import json
import sys

import numpy as np
import pytest
import scipy.io
import scipy.sparse as sp
from numpy.testing import assert_array_equal
from problems import system

from pastix_py import InputError, MemoryLimit, OutputError, UsageError, generate, read, write
from pastix_py.matrix.check import canonical
from pastix_py.matrix.market import read_array
from pastix_py.matrix.read import read_dense

MATRICES = {
    "symmetric": system(30, "llt"),
    "general": system(30, "lu"),
    "complex": system(30, "lu", "z"),
    "complex symmetric": system(30, "ldlt", "z"),
    "hermitian": system(30, "llh", "z"),
    "empty": sp.csc_array((0, 0)),
}


@pytest.mark.parametrize("which", MATRICES)
@pytest.mark.parametrize("suffix", [".mtx", ".mtx.gz", ".npz", ".mat", ".rb", ".rb.gz"])
def test_written_and_read_back(tmp_path, which, suffix):
    A = canonical(MATRICES[which])
    path = tmp_path / f"A{suffix}"
    write(path, A)
    again = read(path)
    assert again.symmetry is A.symmetry
    assert again.dtype == A.dtype
    assert again.name == "A"
    assert_array_equal(again.full().toarray(), A.full().toarray())
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("field", ["real", "complex", "integer", "pattern"])
@pytest.mark.parametrize("symmetry", ["general", "symmetric", "skew-symmetric", "hermitian"])
def test_matrix_market_of_scipy(tmp_path, field, symmetry):
    rng = np.random.default_rng(0)
    dense = rng.integers(-3, 4, (12, 12)) * (rng.random((12, 12)) < 0.4)
    dense = dense + 1j * rng.integers(1, 4, (12, 12)) * (dense != 0) if field == "complex" else dense
    turned = {"symmetric": dense.T, "skew-symmetric": -dense.T, "hermitian": dense.conj().T}
    if symmetry == "hermitian" and field != "complex":
        return
    if field == "pattern":
        dense = (dense != 0).astype(float)
        if symmetry == "skew-symmetric":
            return
        turned["symmetric"] = dense.T
    dense = dense + turned[symmetry] if symmetry != "general" else dense
    if field == "pattern":
        dense = (dense != 0).astype(float)
    scipy.io.mmwrite(tmp_path / "A.mtx", sp.coo_array(dense), field=field, symmetry=symmetry)
    assert_array_equal(read(tmp_path / "A.mtx").full().toarray(), dense)


def test_rutherford_boeing_against_scipy(tmp_path):
    A = system(25, "lu")
    with open(tmp_path / "A.rua", "w") as stream:
        scipy.io.hb_write(stream, sp.csc_matrix(A))
    np.testing.assert_allclose(read(tmp_path / "A.rua").full().toarray(), A.toarray(), rtol=1e-14)
    write(tmp_path / "B.rb", canonical(A))
    np.testing.assert_allclose(scipy.io.hb_read(tmp_path / "B.rb").toarray(), A.toarray())


@pytest.mark.parametrize("shape", [(20,), (20, 1), (20, 3), (0,), (0, 2), (3, 0)])
@pytest.mark.parametrize("dtype", [np.float64, np.complex128])
@pytest.mark.parametrize("suffix", [".mtx", ".npy", ".npz", ".mtx.gz"])
def test_right_hand_sides(tmp_path, shape, dtype, suffix):
    b = np.random.default_rng(1).standard_normal(shape).astype(dtype)
    write(tmp_path / f"b{suffix}", b)
    assert_array_equal(read_dense(tmp_path / f"b{suffix}").reshape(shape), b)


def test_coordinate_right_hand_side():
    text = b"%%MatrixMarket matrix coordinate real general\n3 2 2\n1 1 5\n3 2 7\n"
    assert_array_equal(read_array(text, "b"), [[5, 0], [0, 0], [0, 7]])


@pytest.mark.parametrize(
    "entry", ["2 2 1,5", "2 2 0x10", "2 2 3.0.0", "2 2 1.5garbage", "2 2 5 7", "2 2", "2 2 1e", "2 2 --1", "2 2 .",
              "2.5 2 1", "2 2 1 % no", "x 2 1", "2 2 1e5e", "2 2 +"],
)  # fmt: skip
def test_entry_that_is_no_entry_is_refused_by_its_line(tmp_path, entry):
    path = tmp_path / "A.mtx"
    path.write_text(f"%%MatrixMarket matrix coordinate real general\n% comment\n2 2 2\n1 1 5\n{entry}\n")
    with pytest.raises(InputError, match="line 5"):
        read(path)


@pytest.mark.parametrize("number", ["1D3", "1d+3", "+1000", "1E3", "1.e3", "1000.", "10000e-1"])
def test_numbers_of_fortran_and_c(tmp_path, number):
    path = tmp_path / "A.mtx"
    path.write_text(f"%%MatrixMarket matrix coordinate real general\n2 2 2\n\n1 1 5\n2\t2   {number}\r\n")
    assert_array_equal(read(path).full().toarray(), [[5, 0], [0, 1000]])
    path.write_text(f"%%MatrixMarket matrix array real general\n2 1\n5\n{number}\n")
    assert_array_equal(read_dense(path), [[5], [1000]])


def test_standard_input(monkeypatch):
    stream = io.BytesIO()
    scipy.io.mmwrite(stream, MATRICES["general"])
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stream.getvalue())))
    np.testing.assert_allclose(read("-").full().toarray(), MATRICES["general"].toarray())


def test_kind_is_read_from_the_content(tmp_path):
    write(tmp_path / "A.mtx", canonical(MATRICES["general"]))
    (tmp_path / "A.mtx").rename(tmp_path / "A.npz")
    assert read(tmp_path / "A.npz").n == 30


@pytest.mark.parametrize(
    "content",
    [b"", b"   \n", b"hello\nworld\n", b"\x1f\x8b broken", b"PK\x03\x04 broken", b"\x93NUMPY broken", b"MATLAB 5.0 x",
     b"\x89HDF\r\n\x1a\n", bytes(range(256))],
)  # fmt: skip
def test_other_content_is_refused(tmp_path, content):
    path = tmp_path / "A.mtx"
    path.write_bytes(content)
    with pytest.raises(InputError, match="A"):
        read(path)


@pytest.mark.parametrize("suffix", [".mtx", ".mtx.gz", ".npz", ".mat", ".rb"])
def test_truncated_files_are_refused(tmp_path, suffix):
    path = tmp_path / f"A{suffix}"
    write(path, canonical(MATRICES["general"]))
    whole = path.read_bytes()
    for share in (0.1, 0.5, 0.9):
        path.write_bytes(whole[: int(len(whole) * share)])
        with pytest.raises(InputError):
            read(path)


def test_matlab_file_of_two_matrices_is_refused(tmp_path):
    scipy.io.savemat(tmp_path / "A.mat", {"A": MATRICES["general"], "B": MATRICES["symmetric"]})
    with pytest.raises(InputError, match="2 matrices"):
        read(tmp_path / "A.mat")


def test_missing_file_and_folder(tmp_path):
    with pytest.raises(InputError, match="does not exist"):
        read(tmp_path / "none.mtx")
    with pytest.raises(InputError, match="folder"):
        read(tmp_path)


def test_unwritable_outputs_leave_nothing(tmp_path):
    A = generate("lap2:3")
    with pytest.raises(UsageError):
        write(tmp_path / "A.xyz", A)
    with pytest.raises(OutputError):
        write(tmp_path / "none" / "A.mtx", A)
    (tmp_path / "B.mtx").mkdir()
    with pytest.raises(OutputError):
        write(tmp_path / "B.mtx", A)
    assert [path.name for path in tmp_path.iterdir()] == ["B.mtx"]


def test_malformed_market_files(real_matrices):
    folder = real_matrices / "malformed"
    for case in json.loads((folder / "cases.json").read_text()):
        path, expected = folder / case["file"], case["expected"]
        try:
            A = read(path)
        except (InputError, MemoryLimit) as error:
            refused, sentence = True, str(error)
        else:
            refused, sentence = False, ""
        if expected.startswith("reject") and " or " not in expected and "right-hand" not in expected:
            assert refused, case
        if expected.startswith("accept") and " or " not in expected.split(";")[0]:
            assert not refused, (case, sentence)
        if refused:
            assert sentence.count("\n") == 0
            assert len(sentence) < 300
        else:
            assert np.isfinite(A.val).all()


def test_gzip_of_another_name(tmp_path):
    stream = io.BytesIO()
    scipy.io.mmwrite(stream, MATRICES["general"])
    (tmp_path / "A").write_bytes(gzip.compress(stream.getvalue()))
    assert read(tmp_path / "A").n == 30


DIAGONAL = "%%MatrixMarket matrix coordinate real general\n2 2 2\n1 1 2\n2 2 3\n"


@pytest.mark.parametrize(
    "text", [DIAGONAL.lower(), DIAGONAL.upper(), "\ufeff" + DIAGONAL], ids=["lower", "upper", "byte order mark"]
)
def test_the_banner_in_other_hands(tmp_path, text):
    path = tmp_path / "A.mtx"
    path.write_text(text, encoding="utf-8")
    assert_array_equal(read(path).full().toarray(), np.diag([2, 3]))
    assert_array_equal(read_dense(path), np.diag([2, 3]))


@pytest.mark.parametrize(
    "arrays", [{"a": np.ones(3)}, {"a": np.array(["x"])}, {"format": np.array(5)}, {"format": np.array("coo")}]
)
def test_an_npz_file_that_is_no_matrix_is_named(tmp_path, arrays):
    np.savez(tmp_path / "odd.npz", **arrays)
    with pytest.raises(InputError, match=r"odd\.npz"):
        read(tmp_path / "odd.npz")
