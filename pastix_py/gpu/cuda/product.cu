// The product of two staged strips, 64 × DEPTH times DEPTH × 32, by 256 threads with eight entries each: in double
// precision on tensor cores, which multiply in full precision.

#define ROWS 64
#define COLUMNS 32
#define THREADS 256
#define EDGE 16  // threads along each side, without tensor cores

#if defined(COMPLEX) && !defined(SINGLE)
#define DEPTH 8  // what fits into 48 kB
#define PAD 2    // so that the lanes of a warp read from different banks
#else
#define DEPTH 16
#define PAD 4
#endif

typedef Scalar Left[DEPTH][ROWS + PAD];  // [k][i]
typedef Scalar Right[DEPTH][COLUMNS + PAD];

#ifdef __CUDACC__
// c += a b of 8 × 4 and 4 × 8 numbers by a warp: lane l has a[l / 4, l % 4], b[l % 4, l / 4], c[l / 4, l % 4 · 2 + (0, 1)].
__device__ __forceinline__ void multiply_tiles(double &c0, double &c1, double a, double b) {
    asm("mma.sync.aligned.m8n8k4.row.col.f64.f64.f64.f64 {%0, %1}, {%2}, {%3}, {%0, %1};"
        : "+d"(c0), "+d"(c1)
        : "d"(a), "d"(b));
}
#endif

struct Product {
    Scalar sum[8];

    __device__ __forceinline__ void clear() {
#pragma unroll
        for (int e = 0; e < 8; e++) sum[e] = scalar(0);
    }

#ifdef SINGLE
    __device__ __forceinline__ int row(int e) const { return threadIdx.x % EDGE + e / 2 * EDGE; }
    __device__ __forceinline__ int column(int e) const { return threadIdx.x / EDGE + e % 2 * EDGE; }

    __device__ __forceinline__ void multiply(const Left left, const Right right) {
#pragma unroll 4
        for (int k = 0; k < DEPTH; k++) {
            Scalar b0 = right[k][column(0)], b1 = right[k][column(1)];
#pragma unroll
            for (int r = 0; r < 4; r++) {
                Scalar a = left[k][row(2 * r)];
                add_product(sum[2 * r], a, b0);
                add_product(sum[2 * r + 1], a, b1);
            }
        }
    }
#else
    // a warp has 16 × 16 entries: two by two tiles
    __device__ __forceinline__ int row(int e) const {
        return threadIdx.x / 32 % 4 * 16 + e / 4 * 8 + threadIdx.x % 32 / 4;
    }
    __device__ __forceinline__ int column(int e) const {
        return threadIdx.x / 128 * 16 + e / 2 % 2 * 8 + threadIdx.x % 4 * 2 + e % 2;
    }

    __device__ __forceinline__ void multiply(const Left left, const Right right) {
        int lane = threadIdx.x % 32, i = threadIdx.x / 32 % 4 * 16 + lane / 4, j = threadIdx.x / 128 * 16 + lane / 4;
#pragma unroll
        for (int k = lane % 4; k < DEPTH; k += 4) {
#pragma unroll
            for (int t = 0; t < 4; t++) {
                Scalar a = left[k][i + t / 2 * 8], b = right[k][j + t % 2 * 8];
#ifdef COMPLEX
                multiply_tiles(sum[2 * t].re, sum[2 * t + 1].re, a.re, b.re);
                multiply_tiles(sum[2 * t].re, sum[2 * t + 1].re, -a.im, b.im);
                multiply_tiles(sum[2 * t].im, sum[2 * t + 1].im, a.re, b.im);
                multiply_tiles(sum[2 * t].im, sum[2 * t + 1].im, a.im, b.re);
#else
                multiply_tiles(sum[2 * t], sum[2 * t + 1], a, b);
#endif
            }
        }
    }
#endif
};
