"""Who runs which task of a `Plan`, and when: schedulers, the workers' desk, the thread limit of BLAS."""
