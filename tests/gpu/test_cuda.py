"""CUDA sources: compiled for the devices that are meant, and run on the CPU beside their twins."""

import pathlib
import shutil
import subprocess

import emulated
import interpreted
import numpy as np
import nvrtc
import pytest

from pastix_py.gpu.kernels import KERNELS, macros, source

HERE = pathlib.Path(__file__).parent
OLDEST, NEWEST = "75", "90"  # of the architectures that are compiled for; products differ, by tensor cores


@pytest.mark.skipif(not emulated.HAS_COMPILER, reason="no g++")
@pytest.mark.parametrize("cases", ["solve", "numeric", "low_rank"])
def test_kernels_do_as_their_twins(cases):
    interpreted.run(HERE / f"{cases}_kernels.py")


def nvcc(name, dtype, architectures, folder):
    """Compile a source as the package does at run time, and return what the compiler says."""
    (folder / "all.cu").write_text(source(name))
    targets = [f"-gencode=arch=compute_{a},code=sm_{a}" for a in architectures]
    command = ["nvcc", "-std=c++17", *macros(dtype), *targets, "-fatbin", "-o", str(folder / "all.fatbin")]
    done = subprocess.run([*command, str(folder / "all.cu")], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.skipif(shutil.which("nvcc") is None, reason="no nvcc")
@pytest.mark.parametrize("name", emulated.sources())
def test_sources_compile(name, tmp_path):
    for dtype in (np.float64, np.complex64):
        code, said = nvcc(name, dtype, [OLDEST, NEWEST], tmp_path)
        assert code == 0 and not said, said


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("nvcc") is None, reason="no nvcc")
@pytest.mark.parametrize("name", emulated.sources())
@pytest.mark.parametrize("dtype", "fdFD")
def test_sources_compile_for_all(name, dtype, tmp_path):
    code, said = nvcc(name, dtype, [OLDEST, "80", NEWEST], tmp_path)
    assert code == 0 and not said, said


@pytest.mark.skipif(nvrtc.library() is None, reason="no NVRTC")
@pytest.mark.parametrize("name", emulated.sources())
@pytest.mark.parametrize("dtype", "fdFD")
def test_sources_compile_at_run_time(name, dtype):
    """Without any header: as on a machine that has the run-time compiler alone."""
    done, said = nvrtc.compile_source(source(name), ["-std=c++17", "--gpu-architecture=compute_90", *macros(dtype)])
    assert done and not said, said


def test_every_kernel_is_listed_once():
    found = [(name, file) for file in emulated.sources() for name in emulated.kernels(file)]
    assert sorted(found) == sorted((name, kernel.file) for name, kernel in KERNELS.items())
