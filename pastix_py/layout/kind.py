"""Kinds of factorization, and which fits a matrix."""

from pastix_py.errors import UsageError
from pastix_py.matrix.matrix import Symmetry

FITS = {
    "llt": "LLᵀ (Cholesky), for a symmetric positive definite matrix; of a complex one without conjugation",
    "llh": "LLᴴ (Cholesky), for a Hermitian positive definite matrix",
    "ldlt": "LDLᵀ, for a symmetric matrix, real or complex",
    "ldlh": "LDLᴴ, for a Hermitian matrix",
    "lu": "LU with row exchanges inside diagonal blocks, for any square matrix",
}
KINDS = tuple(FITS)
SAME_CODE = {kind: kind for kind in KINDS} | {"llh": "llt", "ldlh": "ldlt"}  # kinds by the one they share kernels with


def choose_kind(matrix, kind="auto"):
    """Return the factorization kind to take: the one asked for, or what suits the matrix for 'auto'.

    Raises `UsageError` where the kind asked for does not fit the matrix.
    """
    real = matrix.dtype.kind != "c"
    both = matrix.is_half and (real or not matrix.val.imag.any())
    symmetric, hermitian = both or matrix.symmetry is Symmetry.SYMMETRIC, both or matrix.symmetry is Symmetry.HERMITIAN
    if kind == "auto":
        if hermitian:
            diagonal = matrix.diagonal().real
            positive = diagonal.size > 0 and bool((diagonal > 0).all())
            kind = "llh" if positive else "ldlh"
        else:
            kind = "ldlt" if symmetric else "lu"
    if real:
        kind = {"llh": "llt", "ldlh": "ldlt"}.get(kind, kind)
    if (kind in ("llt", "ldlt") and not symmetric) or (kind in ("llh", "ldlh") and not hermitian):
        needed = "Hermitian" if kind in ("llh", "ldlh") else "symmetric"
        raise UsageError(f"Factorization {kind} needs a {needed} matrix, this one is {matrix.symmetry.value}; take lu.")
    return kind
