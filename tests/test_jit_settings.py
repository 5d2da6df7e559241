"""What Numba is asked of a compilation is answered as Numba would."""

from numba.core.compiler import Flags
from numba.core.targetconfig import TargetConfig

from pastix_py.jit import quick_values


def test_settings_are_read_as_numba_reads_them():
    flags = Flags()
    flags.no_cpython_wrapper, flags.error_model = True, "numpy"
    assert TargetConfig.values is quick_values
    assert flags.values() == {name: getattr(flags, name) for name in flags.options}
    assert len({flags, flags.copy(), Flags()}) == 2
