"""Ctrl-C in every stage: exit code 130, one line, at once, nothing half-written."""

import signal
import subprocess
import sys
import time

import pytest

HOOK = """
import importlib, os, signal, sys, threading
module = importlib.import_module('{module}')
original = module.{function}
def stopped(*args, **options):
    threading.Timer(0.05, os.kill, (os.getpid(), signal.SIGINT)).start()
    value = original(*args, **options)
    threading.Event().wait(5)
    return value
module.{function} = stopped
from pastix_py.__main__ import main
sys.argv = ["pastix", "solve", "lap3:12", "-o", "x.mtx"]
main()
"""
STAGES = {
    "reading": ("pastix_py.matrix.read", "generate"),
    "ordering": ("pastix_py.pipeline", "order_graph"),
    "symbolic": ("pastix_py.pipeline", "symbolic_factorization"),
    "plan": ("pastix_py.pipeline", "make_plan"),
    "assembly": ("pastix_py.runtime.fill", "assemble"),
    "factorization": ("pastix_py.runtime.fill", "execute"),
    "solve": ("pastix_py.solve.triangular", "solve"),
    "refinement": ("pastix_py.factors.improve", "refine_solution"),
    "writing": ("pastix_py.matrix.write", "write"),
}


@pytest.mark.jit
@pytest.mark.parametrize("stage", STAGES)
def test_interrupt_in(stage, tmp_path):
    module, function = STAGES[stage]
    code = HOOK.format(module=module, function=function)
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 130
    assert done.stderr == "pastix: interrupted.\n"
    assert [path.name for path in tmp_path.iterdir()] in ([], ["x.mtx"])


@pytest.mark.jit
@pytest.mark.slow
@pytest.mark.parametrize("options", [[], ["--threads", "2", "--nrhs", "64"]], ids=["plain", "workers"])
@pytest.mark.parametrize("after", [0.7, 2.0, 5.0, 8.0])
def test_interrupt_of_a_long_run(after, options, tmp_path):
    command = [sys.executable, "-m", "pastix_py", "solve", "lap3:70", "-o", "x.mtx", *options]
    child = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE)
    time.sleep(after)
    child.send_signal(signal.SIGINT)
    began = time.monotonic()
    _, err = child.communicate()
    assert child.returncode == 130
    assert time.monotonic() - began < 2
    assert b"Traceback" not in err
    assert not list(tmp_path.iterdir())
