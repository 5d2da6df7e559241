"""Dense work on blocks of flat arrays: `blas` (library), `nopiv` (panels), `rows` (their loops), `prefetch`."""
