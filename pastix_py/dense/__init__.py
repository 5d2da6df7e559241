"""Dense work on blocks of flat arrays: `blas` (library), `nopiv` (factorizations without pivoting), `prefetch`."""
