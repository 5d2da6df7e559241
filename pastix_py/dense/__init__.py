"""Dense kernels on column-major blocks of flat arrays: `blas` (library), `nopiv` (factorizations without pivoting)."""
