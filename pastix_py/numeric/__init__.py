"""Numbers: `panels` (the noun), `assemble` (A into it), `panel` and `update` (the work of one task), `bodies`."""
