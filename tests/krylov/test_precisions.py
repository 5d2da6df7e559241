"""Single precision, run without the compiler."""

import interpreted


def test_single_precision():
    interpreted.run(__file__.replace("test_precisions", "single_cases"))
