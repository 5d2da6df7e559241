"""Saved nouns: whole or not at all, and nothing but ours is read."""

import json
import zipfile

import numpy as np
import pytest

from pastix_py import InputError, OutputError, archive
from pastix_py.archive import HEADER

ARRAYS = {"a": np.arange(5), "b": np.zeros((0, 3)), "c": np.array([1 + 2j])}


def test_round_trip(tmp_path):
    path = tmp_path / "noun"
    archive.write(path, "thing", {"x": 1}, ARRAYS)
    header, arrays = archive.read(path, "thing")
    assert header["x"] == 1
    for name, array in ARRAYS.items():
        np.testing.assert_array_equal(arrays[name], array)
        assert arrays[name].dtype == array.dtype
    assert archive.peek(path) == "thing"


def test_other_kind_and_other_version(tmp_path):
    path = tmp_path / "noun"
    archive.write(path, "thing", {}, ARRAYS)
    with pytest.raises(InputError, match="saved thing"):
        archive.read(path, "plan")
    with zipfile.ZipFile(path) as old:
        header = json.loads(old.read(HEADER)) | {"schema": 99}
        parts = {name: old.read(name) for name in old.namelist()}
    with zipfile.ZipFile(path, "w") as new:
        for name, part in (parts | {HEADER: json.dumps(header)}).items():
            new.writestr(name, part)
    with pytest.raises(InputError, match="format 99"):
        archive.read(path, "thing")


def test_every_flipped_byte_is_noticed_or_harmless(tmp_path):
    path = tmp_path / "noun"
    archive.write(path, "thing", {}, ARRAYS)
    whole = path.read_bytes()
    for at in range(0, len(whole), 7):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :])
        try:
            _, arrays = archive.read(path, "thing")
        except InputError:
            continue
        for name, array in ARRAYS.items():
            np.testing.assert_array_equal(arrays[name], array)


def test_pickles_are_never_loaded(tmp_path):
    path = tmp_path / "noun"
    header = {"format": "pastix_py", "kind": "thing", "schema": archive.SCHEMA, "checksums": {"a": 0}}
    with zipfile.ZipFile(path, "w") as made:
        made.writestr(HEADER, json.dumps(header))
        with made.open("a.npy", "w") as stream:
            np.lib.format.write_array(stream, np.array([{}], object))
    with pytest.raises(InputError):
        archive.read(path, "thing")


def test_failure_leaves_the_old_file(tmp_path):
    path = tmp_path / "noun"
    path.write_text("old")

    def fail():
        with archive.replaced(path) as aside:
            aside.write_text("new")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_what_cannot_be_written(tmp_path):
    for path in (tmp_path, tmp_path / "none" / "noun"):
        with pytest.raises(OutputError, match="cannot be written"):
            archive.write(path, "thing", {}, ARRAYS)
