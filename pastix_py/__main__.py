"""`python -m pastix_py` is the command `pastix`."""

from pastix_py.cli.main import main

main()
