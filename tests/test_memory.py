"""Memory: sizes parsed, limits of control groups and address space found, every `MemoryError` told as a limit."""

import subprocess
import sys

import numpy as np
import pytest

from pastix_py import MemoryLimit
from pastix_py.memory import available_bytes, container_bytes, parse_size, spent_on


def group(folder, names, limit, used, dropped=0, line="inactive_file"):
    """Write a control group as the kernel shows it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / names[0]).write_text(f"{limit}\n")
    (folder / names[1]).write_text(f"{used}\n")
    (folder / "memory.stat").write_text(f"anon 5\n{line} {dropped}\nactive_file 7\n")


V1, V2 = ("memory.limit_in_bytes", "memory.usage_in_bytes"), ("memory.max", "memory.current")


def test_the_tightest_group_above_counts(tmp_path):
    own, root = tmp_path / "cgroup", tmp_path / "fs"
    own.write_text("0::/job/step\n")
    group(root / "job" / "step", V2, "max", 500)
    group(root / "job", V2, 1000, 700, dropped=100)
    assert container_bytes(own, root) == 400
    group(root / "job" / "step", V2, 600, 500)
    assert container_bytes(own, root) == 100
    group(root / "job" / "step", V2, 600, 900)
    assert container_bytes(own, root) == 0


def test_inside_a_container_the_path_may_not_exist(tmp_path):
    own, root = tmp_path / "cgroup", tmp_path / "fs"
    own.write_text("0::/docker/abc\n")
    group(root, V2, 1000, 300)
    assert container_bytes(own, root) == 700


def test_version_one(tmp_path):
    own, root = tmp_path / "cgroup", tmp_path / "fs"
    own.write_text("7:cpu,cpuacct:/x\n4:memory:/job\n0::/\n")
    group(root / "memory", V1, 9223372036854771712, 10)
    assert container_bytes(own, root) is None
    group(root / "memory" / "job", V1, 1000, 400, dropped=50, line="total_inactive_file")
    assert container_bytes(own, root) == 650


def test_no_groups_no_limit(tmp_path):
    assert container_bytes(tmp_path / "nothing", tmp_path) is None
    (tmp_path / "cgroup").write_text("0::/\n")
    assert container_bytes(tmp_path / "cgroup", tmp_path) is None


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="limits of Linux")
def test_the_limit_of_the_address_space_counts():
    code = """
import resource
from pastix_py.memory import available_bytes
taken = [int(line.split()[1]) * 1024 for line in open("/proc/self/status") if line.startswith("VmSize")][0]
resource.setrlimit(resource.RLIMIT_AS, (taken + 50_000_000, -1))
print(available_bytes())
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert 30_000_000 < int(done.stdout) <= 50_000_000
    assert available_bytes() > 0


def test_a_memory_error_is_told_as_a_limit_and_what_it_held_is_freed():
    import weakref

    class Held:
        pass

    def fails():
        held = Held()
        alive.append(weakref.ref(held))
        np.empty(1 << 50)

    alive = []
    with pytest.raises(MemoryLimit, match="does not suffice for the test: Unable to allocate") as caught:
        spent_on("the test")(fails)()
    assert alive[0]() is None
    assert caught.value.exit_code == 7


def test_a_limit_goes_through_as_it_is():
    @spent_on("anything")
    def refuses():
        raise MemoryLimit("mine")

    with pytest.raises(MemoryLimit, match=r"^mine$"):
        refuses()


@pytest.mark.parametrize(("text", "nbytes"), [("8G", 8 * 10**9), ("1.5 GiB", 3 << 29), ("12", 12)])
def test_sizes(text, nbytes):
    assert parse_size(text) == nbytes
