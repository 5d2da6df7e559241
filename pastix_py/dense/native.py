"""Machine code of the `emit` modules: compiled once for this processor, kept beside the kernels, called by name."""

import hashlib
import os
import pathlib
import tempfile
from functools import cache

import llvmlite.binding as llvm
import numba
from llvmlite import ir

from pastix_py.dense.emit import REAL, emit_bounded, emit_copy, emit_eliminate
from pastix_py.dense.emit_many import ROUTINES as MANY
from pastix_py.dense.emit_many import emit_many
from pastix_py.dense.emit_product import emit_block, emit_product
from pastix_py.dense.emit_sweep import ROUTINES as SWEEP
from pastix_py.dense.emit_sweep import emit_sweep
from pastix_py.dense.emit_tile import emit_tile
from pastix_py.jit import source_key

ROUTINES = ("eliminate", "bounded", "copy", "tile", "subtract_product", "subtract_block", *MANY, *SWEEP)
WIDENED = "ssubtract_widened", "csubtract_widened"  # with letters: these add single precision to double


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


def object_code():
    """Return the machine code of every routine in every precision, from the cache where it is there."""
    processor = llvm.get_host_cpu_name(), llvm.get_host_cpu_features().flatten()
    key = hashlib.sha1(f"{source_key()} {llvm.llvm_version_info} {processor}".encode()).hexdigest()
    path = pathlib.Path(numba.config.CACHE_DIR) / f"rows-{key[:16]}.o"
    if path.exists():
        return path.read_bytes()
    module = ir.Module("pastix_rows")
    vector_bytes, registers = vector_registers()
    for letter in REAL:
        emit_eliminate(module, letter, vector_bytes, registers // 16)
        emit_bounded(module, letter, vector_bytes)
        emit_copy(module, letter, vector_bytes)
        emit_tile(module, letter)
        for widened in (False, True)[: 2 if letter in "sc" else 1]:
            emit_product(module, letter, vector_bytes, registers, widened)
        emit_block(module, letter)
        emit_many(module, letter, *rows_together())
        emit_sweep(module, letter, vector_bytes)
    code = target_machine().emit_object(llvm.parse_assembly(str(module)))
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(code)
    os.replace(file.name, path)
    return code


def load():
    """Make the routines known by name to whatever is compiled or loaded later; returns what keeps them alive."""
    machine = target_machine()
    engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), machine)
    engine.add_object_file(llvm.ObjectFileRef.from_data(object_code()))
    engine.finalize_object()
    for routine in (*(letter + routine for letter in REAL for routine in ROUTINES), *WIDENED):
        name = f"pastix_{routine}"
        llvm.add_symbol(name, engine.get_function_address(name))
    return engine


engine = None if numba.config.DISABLE_JIT else load()
