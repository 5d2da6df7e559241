"""Commands of the shell: one file each."""
