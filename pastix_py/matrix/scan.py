"""The body of a Matrix Market file, byte by byte: SciPy's parser stops at what it does not know and says nothing."""

import numpy as np

from pastix_py.jit import kernel

BLANK, LINE_END, DIGIT, SIGN, POINT, EXPONENT, LETTER, OTHER = range(8)


def _classes():
    """Return the class of each byte, uint8 (256)."""
    found = np.full(256, OTHER, np.uint8)
    for kind, characters in (
        (BLANK, b" \t\r\v\f"), (LINE_END, b"\n"), (DIGIT, b"0123456789"), (SIGN, b"+-"), (POINT, b"."),
        (LETTER, b"abcfghijklmnopqrstuvwxyzABCFGHIJKLMNOPQRSTUVWXYZ"), (EXPONENT, b"eEdD"),
    ):  # fmt: skip
        found[list(characters)] = kind
    return found


CLASSES = _classes()
START, SIGNED, WHOLE, BARE_POINT, FRACTION, MARK, MARK_SIGNED, POWER, WORD, BAD = range(10)  # states inside a number
ENDS = np.zeros(10, np.bool_)
ENDS[[WHOLE, FRACTION, POWER, WORD]] = True


def _transitions():
    """Return the next state for each state and class of byte, uint8 (10, 8)."""
    found = np.full((10, 8), BAD, np.uint8)
    for state, kind, after in (
        (START, SIGN, SIGNED), (START, DIGIT, WHOLE), (SIGNED, DIGIT, WHOLE), (WHOLE, DIGIT, WHOLE),
        (START, POINT, BARE_POINT), (SIGNED, POINT, BARE_POINT), (BARE_POINT, DIGIT, FRACTION),
        (WHOLE, POINT, FRACTION), (FRACTION, DIGIT, FRACTION), (WHOLE, EXPONENT, MARK), (FRACTION, EXPONENT, MARK),
        (MARK, SIGN, MARK_SIGNED), (MARK, DIGIT, POWER), (MARK_SIGNED, DIGIT, POWER), (POWER, DIGIT, POWER),
        (START, LETTER, WORD), (SIGNED, LETTER, WORD), (WORD, LETTER, WORD),
    ):  # fmt: skip
        found[state, kind] = after
    return found


NEXT = _transitions()


@kernel
def first_bad_line(text, begin, n_whole, n_number):
    """Return the first line after `begin` that is not `n_whole` integers and `n_number` numbers, counted from 0, or −1.

    Given: `text` uint8. Numbers are those of C and Fortran, or words such as nan. Empty lines pass.
    """
    line, field, state = 0, 0, START
    for k in range(begin, text.size + 1):
        kind = CLASSES[text[k]] if k < text.size else LINE_END
        if kind == LINE_END or kind == BLANK:
            if state != START:
                if not ENDS[state] or (field < n_whole and state != WHOLE):
                    return line
                field, state = field + 1, START
            if kind == LINE_END:
                if field != 0 and field != n_whole + n_number:
                    return line
                line, field = line + 1, 0
        else:
            state = NEXT[state, kind]
            if state == BAD:
                return line
    return -1
