"""NVRTC by ctypes: compiles CUDA sources as CuPy does, without a device."""

import ctypes
import ctypes.util
import functools
import glob
import sysconfig


@functools.cache
def library():
    """Return NVRTC of a wheel of NVIDIA's, or of the system, None where there is none."""
    wheels = glob.glob(f"{sysconfig.get_paths()['purelib']}/nvidia/*/lib/libnvrtc.so.*")
    for path in [*sorted(wheels), ctypes.util.find_library("nvrtc")]:
        if path:
            return ctypes.CDLL(path)
    return None


def compile_source(text, options):
    """Return (whether it compiles, what the compiler says)."""
    nvrtc, program, size = library(), ctypes.c_void_p(), ctypes.c_size_t()
    made = nvrtc.nvrtcCreateProgram(ctypes.byref(program), text.encode(), b"kernels.cu", 0, None, None)
    assert made == 0
    given = (ctypes.c_char_p * len(options))(*(option.encode() for option in options))
    code = nvrtc.nvrtcCompileProgram(program, len(options), given)
    nvrtc.nvrtcGetProgramLogSize(program, ctypes.byref(size))
    log = ctypes.create_string_buffer(size.value)
    nvrtc.nvrtcGetProgramLog(program, log)
    nvrtc.nvrtcDestroyProgram(ctypes.byref(program))
    return code == 0, log.value.decode()
