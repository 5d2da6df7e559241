"""Factorizations of a diagonal block without row exchanges: LDLᵀ, LDLᴴ, complex-symmetric LLᵀ and LU, in place.

A pivot below a threshold is replaced by one of that size and its own sign (static pivoting; Li and Demmel,
SuperLU_DIST, ACM TOMS 29, 2003, section 2) and marked.
"""

import numpy as np

from pastix_py.dense.blas import ADJOINT, LEFT, LOWER, NO, TRANS, UNIT, gemm, trsm
from pastix_py.jit import kernel

BLOCK = 32  # columns factored without BLAS


@kernel
def safe_pivot(pivot, threshold):
    """Return (pivot, 0), or (threshold with the pivot's sign, 1) where |pivot| is below it or not a number."""
    size = abs(pivot)
    if size > threshold or (size == threshold and size > 0):
        return pivot, 0
    if size > 0:
        return pivot / size * threshold, 1
    return pivot * 0 + threshold if size == 0 else pivot, 1


@kernel
def ldl_small(n, A, ao, lda, m, herm, threshold, marks, first):
    """Factor the m × n trapezoid A = [L₁; L₂] D L₁ᵀ (or L₁ᴴ), D on the diagonal; returns how many pivots were replaced.

    `marks[first + j]` is set where pivot j was.
    """
    replaced = 0
    for j in range(n):
        cj = ao + j * lda
        pivot = A[cj + j]
        if herm:
            pivot = pivot.real + 0 * pivot
        pivot, poor = safe_pivot(pivot, threshold)
        if poor:
            marks[first + j] = 1
            replaced += 1
        A[cj + j] = pivot
        inverse = 1 / pivot
        for k in range(j + 1, n):
            ck = ao + k * lda
            factor = A[cj + k]
            factor = (np.conj(factor) if herm else factor) * inverse
            for i in range(k, m):
                A[ck + i] -= A[cj + i] * factor
        for i in range(j + 1, m):
            A[cj + i] *= inverse
    return replaced


@kernel
def ldl(n, A, ao, lda, herm, threshold, marks, first, work):
    """Factor the n × n block A = L D Lᵀ (or L D Lᴴ), lower half, blocked; returns how many pivots were replaced.

    Work: n · BLOCK coefficients, for L·D of one block column.
    """
    replaced = 0
    op = ADJOINT if herm else TRANS
    for k in range(0, n, BLOCK):
        width = min(BLOCK, n - k)
        rest = n - k - width
        corner = ao + k * lda + k
        replaced += ldl_small(width, A, corner, lda, n - k, herm, threshold, marks, first + k)
        if rest == 0:
            break
        below = corner + width
        for j in range(width):
            d = A[corner + j * lda + j]
            for i in range(rest):
                work[j * rest + i] = A[below + j * lda + i] * d
        for j in range(0, rest, BLOCK):
            target = below + width * lda + j * lda + j
            gemm(
                NO,
                op,
                rest - j,
                min(BLOCK, rest - j),
                width,
                -1.0,
                A,
                below + j,
                lda,
                work,
                j,
                rest,
                1.0,
                A,
                target,
                lda,
            )
    return replaced


@kernel
def lu_small(n, A, ao, lda, m, threshold, marks, first):
    """Factor the m × n panel A = [L₁; L₂] U₁, unit L, without row exchanges; returns how many pivots were replaced."""
    replaced = 0
    for j in range(n):
        cj = ao + j * lda
        pivot, poor = safe_pivot(A[cj + j], threshold)
        if poor:
            marks[first + j] = 1
            replaced += 1
        A[cj + j] = pivot
        inverse = 1 / pivot
        for i in range(j + 1, m):
            A[cj + i] *= inverse
        for k in range(j + 1, n):
            ck = ao + k * lda
            factor = A[ck + j]
            for i in range(j + 1, m):
                A[ck + i] -= A[cj + i] * factor
    return replaced


@kernel
def lu(n, A, ao, lda, threshold, marks, first):
    """Factor the n × n block A = L U, unit L, without row exchanges, blocked; returns how many pivots were replaced."""
    replaced = 0
    for k in range(0, n, BLOCK):
        width = min(BLOCK, n - k)
        rest = n - k - width
        corner = ao + k * lda + k
        replaced += lu_small(width, A, corner, lda, n - k, threshold, marks, first + k)
        if rest == 0:
            break
        right = corner + width * lda
        trsm(LEFT, LOWER, NO, UNIT, width, rest, A, corner, lda, A, right, lda)
        gemm(NO, NO, rest, rest, width, -1.0, A, corner + width, lda, A, right, lda, 1.0, A, right + width, lda)
    return replaced


@kernel
def scale_by_root(n, A, ao, lda):
    """Turn L D Lᵀ of an n × n block into L Lᵀ, L := L √D, with complex square roots."""
    for j in range(n):
        root = np.sqrt(A[ao + j * lda + j])
        A[ao + j * lda + j] = root
        for i in range(j + 1, n):
            A[ao + j * lda + i] *= root


@kernel
def cholesky_small(n, A, ao, lda, m):
    """Factor the m × n trapezoid A = [L₁; L₂] L₁ᴴ; returns 0, or 1 + the first column whose pivot is not positive."""
    for j in range(n):
        cj = ao + j * lda
        pivot = A[cj + j].real
        if not pivot > 0:
            return j + 1
        root = np.sqrt(pivot)
        inverse = 1 / root
        A[cj + j] = root
        for i in range(j + 1, m):
            A[cj + i] *= inverse
        for k in range(j + 1, n):
            ck = ao + k * lda
            factor = np.conj(A[cj + k])
            for i in range(k, m):
                A[ck + i] -= A[cj + i] * factor
    return 0


@kernel
def solve_unit_small(n, A, ao, lda, m, B, bo, ldb):
    """B := B L⁻ᵀ for the unit lower triangle L of an n × n block, B m × n."""
    for j in range(n):
        for k in range(j + 1, n):
            factor = A[ao + j * lda + k]
            for i in range(m):
                B[bo + k * ldb + i] -= B[bo + j * ldb + i] * factor
