// Bloks of low rank: found, put together for the way to the host, and made dense again; twins in twins/low_rank.py.

#define THREADS 256
#define LANES 2  // threads that share a column
#define COLUMNS (THREADS / LANES)

enum { AT, LEAD, ROWS, ACROSS, WORK, MOST, SIDE, FOUND_FIELDS };   // of a blok that is compressed
enum { FROM, RANK, TALL, WIDE, TO, TO_LEAD, DENSE_FIELDS };        // of a blok that is made dense

__device__ __forceinline__ Real squared(Scalar a) {
#ifdef COMPLEX
    return a.re * a.re + a.im * a.im;
#else
    return a * a;
#endif
}

// Take from the columns of W, h x w by rows, what they have of q, whose share of each goes to every `most`-th of R;
// without q, copy them from A. In both cases the squares of their lengths go to `norms`.
__device__ __forceinline__ void
project(const Scalar *A, Long lead, const Scalar *q, Scalar *R, Long most, Scalar *W, Scalar *norms, int h, int w) {
    __shared__ Scalar parts[THREADS];
    int me = threadIdx.x, own = me % COLUMNS, lane = me / COLUMNS;
    for (int left = 0; left < w; left += COLUMNS) {
        int j = left + own, rows = j < w ? h : 0;
        Scalar share = scalar(0);
        if (q) {
#pragma unroll 4
            for (int i = lane; i < rows; i += LANES) add_product(share, conj_if(q[i], true), W[(Long)i * w + j]);
            parts[me] = share;
            __syncthreads();
            share = parts[own];
            for (int p = 1; p < LANES; p++) share = share + parts[own + p * COLUMNS];
            if (j < w && lane == 0) R[j * most] = share;
            __syncthreads();
        }
        Real norm = 0;
#pragma unroll 4
        for (int i = lane; i < rows; i += LANES) {
            Scalar *place = W + (Long)i * w + j;
            Scalar left_over = q ? *place - q[i] * share : A[i + j * lead];
            *place = left_over;
            norm += squared(left_over);
        }
        parts[me] = scalar(norm);
        __syncthreads();
        if (j < w && lane == 0) {
            for (int p = 1; p < LANES; p++) norm += real_part(parts[own + p * COLUMNS]);
            norms[j] = scalar(norm);
        }
        __syncthreads();
    }
}

// Find Q R close to a blok by Gram-Schmidt with column pivoting, as far as it is wanted; a block of threads for each.
extern "C" __global__ void __launch_bounds__(THREADS)
compress_bloks(Scalar *A, const Long *table, const Real *limits, Long of_block, Long *rank) {
    __shared__ Real best[THREADS], sums[THREADS];
    __shared__ int where[THREADS];
    const Long *told = table + FOUND_FIELDS * (Long)blockIdx.x;
    int me = threadIdx.x, h = (int)told[ROWS], w = (int)told[ACROSS];
    Long most = told[MOST], found = -1;
    if (most >= 0) {
        Scalar *W = A + told[WORK], *Q = W + (Long)h * w, *R = Q + h * most, *norms = R + w * most;
        Real limit = limits[told[SIDE]];
        limit *= limit;
        project(A + told[AT], told[LEAD], 0, 0, 0, W, norms, h, w);
        for (Long k = 0;; k++) {
            Real high = -1, sum = 0;
            int at = 0;
            for (int j = me; j < w; j += THREADS) {
                Real norm = real_part(norms[j]);
                sum += norm;
                if (norm > high) high = norm, at = j;
            }
            best[me] = high, sums[me] = sum, where[me] = at;
            for (int half = THREADS / 2; half; half /= 2) {
                __syncthreads();
                if (me < half) {
                    sums[me] += sums[me + half];
                    bool first = best[me + half] == best[me] && where[me + half] < where[me];
                    if (best[me + half] > best[me] || first) best[me] = best[me + half], where[me] = where[me + half];
                }
            }
            __syncthreads();
            Real total = sums[0], length = best[0];
            int pivot = where[0];
            __syncthreads();
            if (of_block && k == 0) limit *= total;
            if (total <= limit) found = k;
            if (total <= limit || k == most || total - total != 0) break;
            Scalar *q = Q + k * h;
            for (int i = me; i < h; i += THREADS) q[i] = W[(Long)i * w + pivot] * (1 / root(length));
            __syncthreads();
            project(0, 0, q, R + k, most, W, norms, h, w);
        }
    }
    if (me == 0) rank[blockIdx.x] = found;
}

// Copy the bloks to where they follow each other: U and V' of those that have a rank, the others as they are.
extern "C" __global__ void __launch_bounds__(THREADS)
pack_bloks(Scalar *A, const Long *table, const Long *rank, const Long *to) {
    const Long *told = table + FOUND_FIELDS * (Long)blockIdx.x;
    Long h = told[ROWS], w = told[ACROSS], most = told[MOST], r = rank[blockIdx.x];
    int me = threadIdx.x;
    Scalar *out = A + to[blockIdx.x];
    if (r < 0) {
        for (Long j = blockIdx.y; j < w; j += gridDim.y)
            for (Long i = me; i < h; i += THREADS) out[i + j * h] = A[told[AT] + i + j * told[LEAD]];
        return;
    }
    const Scalar *Q = A + told[WORK] + h * w, *R = Q + h * most;
    for (Long k = blockIdx.y; k < r; k += gridDim.y)
        for (Long i = me; i < h; i += THREADS) out[i + k * h] = Q[i + k * h];
    for (Long j = blockIdx.y; j < w; j += gridDim.y)
        for (Long k = me; k < r; k += THREADS) out[h * r + k + j * r] = R[k + j * most];
}

// Set parts of panels to the bloks that have come: products of U and V', or as they are.
extern "C" __global__ void __launch_bounds__(THREADS)
expand_bloks(Scalar *A, const Long *table) {
    const Long *told = table + DENSE_FIELDS * (Long)blockIdx.x;
    Long h = told[TALL], w = told[WIDE], r = told[RANK], lead = told[TO_LEAD];
    const Scalar *U = A + told[FROM], *Vt = U + h * r;
    Scalar *out = A + told[TO];
    for (Long j = blockIdx.y; j < w; j += gridDim.y)
        for (Long i = threadIdx.x; i < h; i += THREADS) {
            Scalar sum = r < 0 ? U[i + j * h] : scalar(0);
#pragma unroll 4
            for (Long k = 0; k < r; k++) add_product(sum, U[i + k * h], Vt[k + j * r]);
            out[i + j * lead] = sum;
        }
}
