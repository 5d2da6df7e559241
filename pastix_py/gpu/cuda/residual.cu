// Residuals of a sparse matrix stored by rows; twin in twins/residual.py.

#define THREADS 128

// r := b - A x and size := |b| + |A| |x|, or with A conjugated; `lanes`, a power of two, threads share a row.
extern "C" __global__ void __launch_bounds__(THREADS)
residual(const Long *ptr, const int *ind, const Scalar *val, const Scalar *b, const Scalar *x, Long n, Long k,
         Long conj, Long lanes, Scalar *r, Real *size) {
    __shared__ Scalar products[THREADS];
    __shared__ Real sizes[THREADS];
    int me = threadIdx.x, shared = (int)lanes, lane = me % shared;
    Long row = blockIdx.x * (Long)(THREADS / shared) + me / shared, column = blockIdx.y * n;
    Scalar product = scalar(0);
    Real whole = 0;
    if (row < n)
        for (Long p = ptr[row] + lane; p < ptr[row + 1]; p += shared) {
            Scalar a = val[p], y = x[column + ind[p]];
            add_product(product, conj_if(a, conj), y);
            whole += size_of(a) * size_of(y);
        }
    products[me] = product;
    sizes[me] = whole;
    for (int half = shared / 2; half; half /= 2) {
        __syncthreads();
        if (lane < half) {
            products[me] = products[me] + products[me + half];
            sizes[me] += sizes[me + half];
        }
    }
    if (row < n && lane == 0) {
        Scalar right = b[column + row];
        r[column + row] = right - products[me];
        size[column + row] = size_of(right) + sizes[me];
    }
}
