"""The folder of compiled kernels: old keys are dropped, what others keep beside them is not."""

import os
import tempfile

import pytest

from pastix_py import environment, jit


def test_only_old_keys_are_dropped(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    base = tmp_path / "pastix_py"
    for age, name in enumerate(["collection", f"{1:016x}", f"{2:016x}", f"{3:016x}"]):
        (base / name).mkdir(parents=True)
        os.utime(base / name, (1000 + age, 1000 + age))
    assert jit.cache_folder() == str(base / jit.source_key())
    assert {path.name for path in base.iterdir()} == {"collection", f"{3:016x}", jit.source_key()}


@pytest.fixture
def homeless(monkeypatch, tmp_path):
    """Run as an account without a home and without a name, and return the folder of temporary files."""

    def unknown(user):
        raise KeyError(user)

    for name in ("HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("pwd.getpwuid", unknown)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    environment.temporary_folder.cache_clear()
    yield tmp_path
    environment.temporary_folder.cache_clear()


def test_an_account_without_a_home_has_its_cache_among_the_temporary_files(homeless):
    folder = environment.cache_folder()
    assert folder.parent == homeless
    assert folder.stat().st_mode & 0o777 == 0o700
    assert jit.cache_folder() == str(folder / jit.source_key())


def test_a_folder_that_others_may_write_to_is_not_taken(homeless):
    expected = homeless / f"pastix_py-{os.getuid()}"
    expected.mkdir()
    expected.chmod(0o777)
    folder = environment.cache_folder()
    assert folder != expected and folder.parent == homeless
    assert folder == environment.cache_folder()


@pytest.mark.jit
def test_a_kernel_runs_where_the_disk_is_full(monkeypatch):
    @jit.kernel
    def doubled(number):
        return 2 * number

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(jit.compile_clock, "lost", "")
    monkeypatch.setattr("numba.core.caching.IndexDataCacheFile.save", full)
    assert doubled(21) == 42
    assert jit.compile_clock.lost == "No space left on device"
