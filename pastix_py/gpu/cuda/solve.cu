// Triangular solves, level by level; twins in twins/solve.py. Right-hand sides are taken K at a time: blockIdx.y.

#define THREADS 128
#define ROWS 32              // of a panel, that a block of product_forward takes
#define LANES (THREADS / ROWS)
#define MANY 4               // right-hand sides that a block takes where there are several
#define STRIP 4              // columns that a thread of product_backward takes

// Subtract from unknowns what buffers hold for them; `lanes`, a power of two, threads share each.
extern "C" __global__ void __launch_bounds__(THREADS)
collect(Scalar *X, Long n_row, Long k, const int *row, Long first, Long count, const int *source_ptr,
        const int *source, Long lanes) {
    __shared__ Scalar sums[THREADS];
    int me = threadIdx.x, shared = (int)lanes, lane = me % shared;
    Long item = blockIdx.x * (Long)(THREADS / shared) + me / shared;
    Scalar *x = X + blockIdx.y * n_row;
    Scalar sum = scalar(0);
    if (item < count) {
        int i = row[first + item];
        for (int p = source_ptr[i] + lane; p < source_ptr[i + 1]; p += shared) sum = sum + x[source[p]];
    }
    sums[me] = sum;
    for (int half = shared / 2; half; half /= 2) {
        __syncthreads();
        if (lane < half) sums[me] = sums[me] + sums[me + half];
    }
    if (item < count && lane == 0) {
        Scalar *to = x + row[first + item];
        *to = *to - sums[me];
    }
}

// Solve with the diagonal block of a cblk for K of the right-hand sides, tile by tile.
template <int K>
__device__ __forceinline__ void
solve_block(const Scalar *block, const Scalar *inverses, Long m, int w, Scalar *y, Long n_row, int some, bool backward,
            bool transposed, bool unit, bool conj) {
    __shared__ Scalar x[TILE * K], parts[LANES][TILE * K];
    int me = threadIdx.x, r = me % TILE, lane = me / TILE, tiles = (w + TILE - 1) / TILE;
    for (int s = 0; s < tiles; s++) {
        int low = (backward ? tiles - 1 - s : s) * TILE, size = w - low < TILE ? w - low : TILE;
        const Scalar *inverse = inverses + low * TILE;
        for (int e = me; e < TILE * K; e += THREADS) {
            bool held = e % TILE < size && e / TILE < some;
            x[e] = held ? y[low + e % TILE + e / TILE * n_row] : scalar(0);
        }
        __syncthreads();
        Scalar sum[K];
#pragma unroll
        for (int q = 0; q < K; q++) sum[q] = scalar(0);
        if (r < size) {
            int begin = backward ? r : 0, end = backward ? size : r + 1;
            for (int j = begin + lane; j < end; j += LANES) {
                Scalar a = conj_if(inverse[transposed ? j + r * size : r + j * size], conj);
                if (unit && j == r) a = scalar(1);
#pragma unroll
                for (int q = 0; q < K; q++) add_product(sum[q], a, x[j + q * TILE]);
            }
        }
#pragma unroll
        for (int q = 0; q < K; q++) parts[lane][r + q * TILE] = sum[q];
        __syncthreads();
        for (int e = me; e < TILE * K; e += THREADS) {
            Scalar whole = parts[0][e];
            for (int p = 1; p < LANES; p++) whole = whole + parts[p][e];
            x[e] = whole;
            if (e % TILE < size && e / TILE < some) y[low + e % TILE + e / TILE * n_row] = whole;
        }
        __syncthreads();
        Long step = transposed ? 1 : m;
        for (int i = (backward ? 0 : low + size) + me; i < (backward ? low : w); i += THREADS) {
            const Scalar *a = transposed ? block + low + i * m : block + i + low * m;
#pragma unroll
            for (int q = 0; q < K; q++) sum[q] = scalar(0);
#pragma unroll 8
            for (int j = 0; j < size; j++) {
                Scalar b = conj_if(a[j * step], conj);
#pragma unroll
                for (int q = 0; q < K; q++) add_product(sum[q], b, x[j + q * TILE]);
            }
            for (int q = 0; q < some; q++) y[i + q * n_row] = y[i + q * n_row] - sum[q];
        }
        __syncthreads();
    }
}

extern "C" __global__ void __launch_bounds__(THREADS)
solve_tiles(const Scalar *L, const Scalar *inverses, const Long *inverse_at, const Long *panels, const int *cblk,
            Long first, Long count, Scalar *X, Long n_row, Long k, Long backward, Long transposed, Long unit,
            Long conj) {
    int c = cblk[first + blockIdx.x], each = k == 1 ? 1 : MANY;
    const Long *told = panels + FIELDS * c;
    Long q = blockIdx.y * (Long)each;
    const Scalar *block = L + told[COEF], *inverse = inverses + inverse_at[c];
    Scalar *y = X + q * n_row + told[COLUMN];
    int w = (int)told[WIDTH], some = (int)least(each, k - q);
    if (k == 1)
        solve_block<1>(block, inverse, told[HEIGHT], w, y, n_row, some, backward, transposed, unit, conj);
    else
        solve_block<MANY>(block, inverse, told[HEIGHT], w, y, n_row, some, backward, transposed, unit, conj);
}

// Put rows of the product P y, one for each thread of a lane, which takes every LANES-th column, to z.
template <int K>
__device__ __forceinline__ void
multiply_rows(const Scalar *P, Long ld, int rows, int w, const Scalar *y, Scalar *z, Long n_row, int some) {
    __shared__ Scalar parts[LANES][ROWS * K];
    int me = threadIdx.x, i = me % ROWS, lane = me / ROWS;
    Scalar sum[K];
    const Scalar *vector[K];
#pragma unroll
    for (int q = 0; q < K; q++) {
        sum[q] = scalar(0);
        vector[q] = y + (q < some ? q : 0) * n_row;
    }
    if (i < rows) {
#pragma unroll 8
        for (int j = lane; j < w; j += LANES) {
            Scalar a = P[i + j * ld];
#pragma unroll
            for (int q = 0; q < K; q++) add_product(sum[q], a, vector[q][j]);
        }
    }
#pragma unroll
    for (int q = 0; q < K; q++) parts[lane][i + q * ROWS] = sum[q];
    __syncthreads();
    for (int e = me; e < ROWS * some; e += THREADS) {
        Scalar whole = parts[0][e];
        for (int p = 1; p < LANES; p++) whole = whole + parts[p][e];
        if (e % ROWS < rows) z[e % ROWS + e / ROWS * n_row] = whole;
    }
}

extern "C" __global__ void __launch_bounds__(THREADS)
product_forward(const Scalar *P, Long beyond, const Long *panels, const int *cblk, const int *low, Long first,
                Long count, Scalar *X, Long n, Long n_row, Long k, Long rows) {
    const Long *told = panels + FIELDS * cblk[first + blockIdx.x];
    Long start = low[first + blockIdx.x], w = told[WIDTH], below = told[HEIGHT] - w, each = k == 1 ? 1 : MANY;
    Long q = blockIdx.y * each, ld = beyond ? below : told[HEIGHT];
    const Scalar *panel = P + (beyond ? told[COEF_U] : told[COEF] + w) + start;
    const Scalar *y = X + q * n_row + told[COLUMN];
    Scalar *z = X + q * n_row + n + told[BUFFER] + start;
    int height = (int)least(rows, below - start), some = (int)least(each, k - q);
    if (k == 1)
        multiply_rows<1>(panel, ld, height, (int)w, y, z, n_row, some);
    else
        multiply_rows<MANY>(panel, ld, height, (int)w, y, z, n_row, some);
}

// Subtract from `span` unknowns y the transposed columns of P times the unknowns of its rows. Of the threads, 128, 64
// or 32 share STRIP columns.
template <int K>
__device__ __forceinline__ void
multiply_columns(const Scalar *P, Long ld, int below, int span, const int *row, const Scalar *X, Scalar *y, Long n_row,
                 int some, bool conj) {
    __shared__ Scalar parts[STRIP][THREADS];
    int lanes = span > 2 * STRIP ? THREADS / 4 : span > STRIP ? THREADS / 2 : THREADS;
    int me = threadIdx.x, lane = me % lanes, column = me / lanes * STRIP;
    Scalar sum[STRIP][K];
    const Scalar *a[STRIP], *vector[K];
#pragma unroll
    for (int t = 0; t < STRIP; t++) {
        a[t] = P + (column + t < span ? column + t : span - 1) * ld;
#pragma unroll
        for (int q = 0; q < K; q++) sum[t][q] = scalar(0);
    }
#pragma unroll
    for (int q = 0; q < K; q++) vector[q] = X + (q < some ? q : 0) * n_row;
    if (column < span) {
#pragma unroll 4
        for (int i = lane; i < below; i += lanes) {
            int unknown = row[i];
            Scalar x[K];
#pragma unroll
            for (int q = 0; q < K; q++) x[q] = vector[q][unknown];
#pragma unroll
            for (int t = 0; t < STRIP; t++) {
                Scalar b = conj_if(a[t][i], conj);
#pragma unroll
                for (int q = 0; q < K; q++) add_product(sum[t][q], b, x[q]);
            }
        }
    }
#pragma unroll
    for (int q = 0; q < K; q++) {
#pragma unroll
        for (int t = 0; t < STRIP; t++) parts[t][me] = sum[t][q];
        for (int half = lanes / 2; half; half /= 2) {
            __syncthreads();
            if (lane < half) {
                for (int t = 0; t < STRIP; t++) parts[t][me] = parts[t][me] + parts[t][me + half];
            }
        }
        if (lane == 0 && q < some) {
            for (int t = 0; t < STRIP && column + t < span; t++) {
                Scalar *to = y + column + t + q * n_row;
                *to = *to - parts[t][me];
            }
        }
        __syncthreads();
    }
}

extern "C" __global__ void __launch_bounds__(THREADS)
product_backward(const Scalar *P, Long beyond, const Long *panels, const int *cblk, const int *low, const int *high,
                 Long first, Long count, const int *row, Scalar *X, Long n_row, Long k, Long conj) {
    Long item = first + blockIdx.x;
    const Long *told = panels + FIELDS * cblk[item];
    Long start = low[item], w = told[WIDTH], below = told[HEIGHT] - w, each = k == 1 ? 1 : MANY, q = blockIdx.y * each;
    Long ld = beyond ? below : told[HEIGHT];
    const Scalar *panel = P + (beyond ? told[COEF_U] : told[COEF] + w) + start * ld;
    const int *unknowns = row + told[BUFFER];
    Scalar *x = X + q * n_row, *y = x + told[COLUMN] + start;
    int span = (int)(high[item] - start), some = (int)least(each, k - q);
    if (k == 1)
        multiply_columns<1>(panel, ld, (int)below, span, unknowns, x, y, n_row, some, conj);
    else
        multiply_columns<MANY>(panel, ld, (int)below, span, unknowns, x, y, n_row, some, conj);
}
