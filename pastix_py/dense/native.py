"""Machine code of the `emit` modules: of each precision when it is first called, compiled for this processor, and kept.

Compiled kernels read the address of a routine from the table here at each call, as they do from that of `library`, and
ask for what is not there yet.
"""

import ctypes
import hashlib
import os
import pathlib
import tempfile
from contextlib import suppress
from functools import cache

import llvmlite.binding as llvm
import numba
import numpy as np
from llvmlite import ir
from numba.core.compiler_lock import global_compiler_lock

from pastix_py.dense.emit import REAL, emit_bounded, emit_copy, emit_eliminate
from pastix_py.dense.emit_many import ROUTINES as MANY
from pastix_py.dense.emit_many import emit_many
from pastix_py.dense.emit_product import emit_block, emit_product
from pastix_py.dense.emit_sweep import ROUTINES as SWEEP
from pastix_py.dense.emit_sweep import emit_sweep
from pastix_py.dense.emit_tile import emit_tile
from pastix_py.jit import source_key

ROUTINES = (
    *("eliminate", "bounded", "copy", "tile", "subtract_product", "subtract_widened", "subtract_block"),
    *MANY,
    *SWEEP,
)
LETTERS = tuple(REAL)
OF_TYPE = dict(zip("fdFD", "sdcz", strict=True))  # letter of a precision by that of NumPy's type
TABLE = (ctypes.c_void_p * (len(LETTERS) * len(ROUTINES)))()  # addresses by letter and routine, none until loaded
TABLE_NAME, LOAD_NAME = "pastix_native_table", "pastix_native_load"  # symbols that compiled kernels know them by

_loaded = {}  # letter: what keeps its machine code alive


@cache
def vector_registers():
    """Return (bytes of a vector, how many registers there are for vectors)."""
    features = llvm.get_host_cpu_features()
    wide = features.get("avx512f", False)
    return (64 if wide else 32 if features.get("avx", False) else 16), (
        32 if wide or features.get("neon", False) else 16
    )


def rows_together():
    """Return (bytes of a vector, heights of tiles for products with many vectors, the largest fills the registers)."""
    vector_bytes, registers = vector_registers()
    return vector_bytes, (12, 4, 1) if registers > 16 else (6, 3, 1)


def target_machine():
    """Return LLVM's description of this processor."""
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    features = llvm.get_host_cpu_features().flatten()
    target = llvm.Target.from_default_triple()
    return target.create_target_machine(cpu=llvm.get_host_cpu_name(), features=features, opt=2, jit=True)


def emitted(letter):
    """Return the module of every routine in a precision."""
    module = ir.Module(f"pastix_{letter}")
    vector_bytes, registers = vector_registers()
    emit_eliminate(module, letter, vector_bytes, registers // 16)
    emit_bounded(module, letter, vector_bytes)
    emit_copy(module, letter, vector_bytes)
    emit_tile(module, letter)
    for widened in (False, True)[: 2 if letter in "sc" else 1]:
        emit_product(module, letter, vector_bytes, registers, widened)
    emit_block(module, letter)
    emit_many(module, letter, *rows_together())
    emit_sweep(module, letter, vector_bytes)
    return module


def object_code(letter):
    """Return the machine code of every routine in a precision, from the cache where it is there."""
    processor = llvm.get_host_cpu_name(), llvm.get_host_cpu_features().flatten()
    key = hashlib.sha1(f"{source_key()} {llvm.llvm_version_info} {processor}".encode()).hexdigest()
    path = pathlib.Path(numba.config.CACHE_DIR) / f"native-{letter}-{key[:16]}.o"
    if path.exists():
        return path.read_bytes()
    code = target_machine().emit_object(llvm.parse_assembly(str(emitted(letter))))
    with suppress(OSError):  # then the next process compiles it again
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(code)
        os.replace(file.name, path)
    return code


def prepare(dtype):
    """Load the routines of a type before they are called, so that the wait is not inside a kernel."""
    load(OF_TYPE[np.dtype(dtype).char])


def load(letter):
    """Put the routines of a precision into the table, unless they are there; what it takes counts as compilation."""
    if letter in _loaded or numba.config.DISABLE_JIT:
        return
    with global_compiler_lock:
        if letter in _loaded:
            return
        engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), target_machine())
        engine.add_object_file(llvm.ObjectFileRef.from_data(object_code(letter)))
        engine.finalize_object()
        for routine in ROUTINES:
            TABLE[place(letter, routine)] = engine.get_function_address(f"pastix_{letter}{routine}")
        _loaded[letter] = engine


def place(letter, routine):
    """Return where in the table a routine is."""
    return LETTERS.index(letter) * len(ROUTINES) + ROUTINES.index(routine)


@ctypes.CFUNCTYPE(None, ctypes.c_int64)
def _load(k):
    """What kernels call that find no address: load the k-th precision, whoever interrupts."""
    while LETTERS[k] not in _loaded:
        with suppress(KeyboardInterrupt):
            load(LETTERS[k])


llvm.add_symbol(TABLE_NAME, ctypes.addressof(TABLE))
llvm.add_symbol(LOAD_NAME, ctypes.cast(_load, ctypes.c_void_p).value)
