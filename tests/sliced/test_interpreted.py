import pathlib

import interpreted


def test_every_case_without_the_compiler():
    interpreted.run(pathlib.Path(__file__).with_name("test_cases.py"))
