// The product of two staged strips, 64 × DEPTH times DEPTH × 32, by 256 threads with eight entries each: in double
// precision on tensor cores, which multiply in full precision, where there are such.

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

#if !defined(SINGLE) && (!defined(__CUDA_ARCH__) || __CUDA_ARCH__ >= 800)
#define TENSOR_CORES
#endif

#if defined(TENSOR_CORES) && defined(__CUDACC__)
// c += a b of 16 × 4 and 4 × 8 numbers by a warp: lane l has a[l / 4 + (0, 8), l % 4], b[l % 4, l / 4] and
// c[l / 4, l % 4 · 2 + (0, 1)], then c[l / 4 + 8, the same]. Hopper has an instruction for it, others one for each half.
__device__ __forceinline__ void
multiply_tiles(double &c0, double &c1, double &c2, double &c3, double a0, double a1, double b) {
#if __CUDA_ARCH__ >= 900 && __CUDA_ARCH__ < 1000
    asm("mma.sync.aligned.m16n8k4.row.col.f64.f64.f64.f64 {%0, %1, %2, %3}, {%4, %5}, {%6}, {%0, %1, %2, %3};"
        : "+d"(c0), "+d"(c1), "+d"(c2), "+d"(c3)
        : "d"(a0), "d"(a1), "d"(b));
#else
    asm("mma.sync.aligned.m8n8k4.row.col.f64.f64.f64.f64 {%0, %1}, {%4}, {%6}, {%0, %1};\n\t"
        "mma.sync.aligned.m8n8k4.row.col.f64.f64.f64.f64 {%2, %3}, {%5}, {%6}, {%2, %3};"
        : "+d"(c0), "+d"(c1), "+d"(c2), "+d"(c3)
        : "d"(a0), "d"(a1), "d"(b));
#endif
}
#endif

struct Product {
    Scalar sum[8];

    __device__ __forceinline__ void clear() {
#pragma unroll
        for (int e = 0; e < 8; e++) sum[e] = scalar(0);
    }

#ifndef TENSOR_CORES
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
            Scalar a0 = left[k][i], a1 = left[k][i + 8];
#pragma unroll
            for (int t = 0; t < 2; t++) {
                Scalar b = right[k][j + t * 8], *upper = sum + 2 * t, *lower = sum + 4 + 2 * t;
#ifdef COMPLEX
                multiply_tiles(upper[0].re, upper[1].re, lower[0].re, lower[1].re, a0.re, a1.re, b.re);
                multiply_tiles(upper[0].re, upper[1].re, lower[0].re, lower[1].re, -a0.im, -a1.im, b.im);
                multiply_tiles(upper[0].im, upper[1].im, lower[0].im, lower[1].im, a0.re, a1.re, b.im);
                multiply_tiles(upper[0].im, upper[1].im, lower[0].im, lower[1].im, a0.im, a1.im, b.re);
#else
                multiply_tiles(upper[0], upper[1], lower[0], lower[1], a0, a1, b);
#endif
            }
        }
    }
#endif
};
