"""The shell command `pastix`: `main` (the group), `options` (flags from dataclasses), one file per command."""
