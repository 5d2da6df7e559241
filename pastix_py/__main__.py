"""The command `pastix`, and `python -m pastix_py`: interrupts are taken care of before anything heavy is imported."""

import contextlib
import os
import signal
import sys

from pastix_py.errors import INTERRUPTED
from pastix_py.garbage import look_rarely
from pastix_py.undo import undo_all


def interrupted(*_):
    """End at once: undo what is half done, say so in one line, and leave; an exception could be lost on its way."""
    undo_all()
    with contextlib.suppress(OSError):
        os.write(2, b"pastix: interrupted.\n")
    os._exit(INTERRUPTED)


def main():
    """Run the command line and leave at once: no thread may hold the process up."""
    signal.signal(signal.SIGINT, interrupted)
    look_rarely()
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode))  # noqa: SIM115  (closed by the caller: nobody listens)
    from pastix_py.cli.main import output_lost, run

    code = run()
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        pass
    except OSError as error:
        code = output_lost(error)
    os._exit(code)


if __name__ == "__main__":
    main()
