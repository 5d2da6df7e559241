"""Numbers: `panels` (the noun), `assemble` (the matrix into it), `panel` and `update` (the work of one task), `bodies`."""
