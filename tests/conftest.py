"""Options, skip rules and fixtures of the whole suite."""

import os
import pathlib
import signal

import hypothesis
import pytest

os.environ.setdefault("PASTIX_AHEAD", "0")  # where tests begin with an empty cache, each would start a process
REAL_MATRICES = pathlib.Path(__file__).parents[2] / "shared" / "matrices"


def pytest_addoption(parser):
    parser.addoption("--slow", action="store_true", help="run the tests that take more than a few seconds")


def pytest_configure():
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # as in the background of a shell; some tests interrupt
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(config, items):
    interpreted = os.environ.get("NUMBA_DISABLE_JIT", "0") not in ("", "0")
    for item in items:
        if "slow" in item.keywords and not config.getoption("--slow"):
            item.add_marker(pytest.mark.skip(reason="needs --slow"))
        if "jit" in item.keywords and interpreted:
            item.add_marker(pytest.mark.skip(reason="needs the compiler"))


@pytest.fixture(scope="session")
def real_matrices():
    """Folder of real matrices; tests that ask for it are skipped where it is absent."""
    if not REAL_MATRICES.is_dir():
        pytest.skip("the folder of real matrices is absent")
    return REAL_MATRICES


hypothesis.settings.register_profile("suite", deadline=None, derandomize=True, max_examples=60)
hypothesis.settings.load_profile("suite")
