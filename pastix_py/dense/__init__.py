"""Dense kernels on column-major blocks of flat arrays: `blas` (library calls), `nopiv` (factorizations without pivoting)."""
