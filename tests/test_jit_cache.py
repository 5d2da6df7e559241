"""The folder of compiled kernels: old keys are dropped, what others keep beside them is not."""

import os

from pastix_py import jit


def test_only_old_keys_are_dropped(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    base = tmp_path / "pastix_py"
    for age, name in enumerate(["collection", f"{1:016x}", f"{2:016x}", f"{3:016x}"]):
        (base / name).mkdir(parents=True)
        os.utime(base / name, (1000 + age, 1000 + age))
    assert jit.cache_folder() == str(base / jit.source_key())
    assert {path.name for path in base.iterdir()} == {"collection", f"{3:016x}", jit.source_key()}
