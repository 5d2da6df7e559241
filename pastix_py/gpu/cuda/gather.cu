// Updates of panels by narrow cblks; twins in twins/gather.py. A block of threads owns a tile of a panel and adds up all
// that its sources contribute, in their order; nobody else writes there.

#define BATCH (2 * DEPTH)  // sources that are looked up together
#define WIDE 16            // columns of a source, and its rows in a tile, whose product is staged

enum { BEGIN, SIZE, ROW, OWNER, BLOK_FIELDS };  // columns of the table of bloks

// What is known of a source: the product A Bᵀ of `width` columns, rows × columns.
struct Source {
    const Scalar *A, *B, *D;
    Long lda, ldb, ldd;
    Long low, low_blok, stop_blok;  // its rows in the panel of the source
    int width, rows, columns, column;
};

// The first blok from low to high that ends above a row of the matrix.
__device__ __forceinline__ Long blok_of_row(const Long *bloks, Long low, Long high, Long row) {
    while (low < high) {
        Long middle = (low + high) / 2;
        if (bloks[BLOK_FIELDS * middle + BEGIN] + bloks[BLOK_FIELDS * middle + SIZE] <= row)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

// The first row of a panel, from blok low to the last before high, at or below a row of the matrix.
__device__ __forceinline__ Long panel_row(const Long *bloks, Long low, Long high, Long row) {
    Long b = blok_of_row(bloks, low, high, row);
    if (b == high) return bloks[BLOK_FIELDS * (b - 1) + ROW] + bloks[BLOK_FIELDS * (b - 1) + SIZE];
    return bloks[BLOK_FIELDS * b + ROW] + most(row - bloks[BLOK_FIELDS * b + BEGIN], 0);
}

// The row of the matrix at a row of a panel, in one of the bloks from low on.
__device__ __forceinline__ Long matrix_row(const Long *bloks, Long low, Long high, Long row) {
    while (high - low > 1) {
        Long middle = (low + high) / 2;
        if (bloks[BLOK_FIELDS * middle + ROW] <= row)
            low = middle;
        else
            high = middle;
    }
    return bloks[BLOK_FIELDS * low + BEGIN] + row - bloks[BLOK_FIELDS * low + ROW];
}

// sums += A D Bᵀ, at the rows `to` of a tile; each thread has R × C entries, EDGE apart.
template <int R, int C>
__device__ __forceinline__ void
add_source(const Source &s, const unsigned char *to, Scalar (*sums)[ROWS], bool scaled, bool conj) {
    int ti = threadIdx.x % EDGE, tj = threadIdx.x / EDGE;
    Scalar sum[R][C];
    const Scalar *a[R], *b[C];
#pragma unroll
    for (int r = 0; r < R; r++) {
        int i = ti + EDGE * r;
        a[r] = s.A + (i < s.rows ? i : s.rows - 1);
#pragma unroll
        for (int c = 0; c < C; c++) sum[r][c] = scalar(0);
    }
#pragma unroll
    for (int c = 0; c < C; c++) {
        int j = tj + EDGE * c;
        b[c] = s.B + (j < s.columns ? j : s.columns - 1);
    }
    if (ti < s.rows && tj < s.columns) {
#pragma unroll 4
        for (int k = 0; k < s.width; k++) {
            Scalar x[R];
#pragma unroll
            for (int r = 0; r < R; r++) x[r] = a[r][k * s.lda];
#pragma unroll
            for (int c = 0; c < C; c++) {
                Scalar y = conj_if(b[c][k * s.ldb], conj);
                if (scaled) y = y * s.D[k * s.ldd];
#pragma unroll
                for (int r = 0; r < R; r++) add_product(sum[r][c], x[r], y);
            }
        }
    }
#pragma unroll
    for (int r = 0; r < R; r++) {
#pragma unroll
        for (int c = 0; c < C; c++) {
            int i = ti + EDGE * r, j = tj + EDGE * c;
            if (i < s.rows && j < s.columns) {
                Scalar *place = &sums[s.column + j][to[i]];
                *place = *place + sum[r][c];
            }
        }
    }
}

// Fetch columns k to k + DEPTH of the strips of a source, each thread some entries of them.
__device__ __forceinline__ void
fetch(const Source &s, int k, Scalar (&a)[DEPTH * ROWS / THREADS], Scalar (&b)[DEPTH * COLUMNS / THREADS], bool scaled,
      bool conj) {
    int i = threadIdx.x % ROWS, j = threadIdx.x % COLUMNS;
#pragma unroll
    for (int e = 0; e < DEPTH * ROWS / THREADS; e++) {
        int at = k + threadIdx.x / ROWS + e * (THREADS / ROWS);
        a[e] = i < s.rows && at < s.width ? s.A[i + at * s.lda] : scalar(0);
    }
#pragma unroll
    for (int e = 0; e < DEPTH * COLUMNS / THREADS; e++) {
        int at = k + threadIdx.x / COLUMNS + e * (THREADS / COLUMNS);
        b[e] = scalar(0);
        if (j < s.columns && at < s.width) {
            b[e] = conj_if(s.B[j + at * s.ldb], conj);
            if (scaled) b[e] = b[e] * s.D[at * s.ldd];
        }
    }
}

// sums += A D Bᵀ as `add_source`, by strips of columns that all threads share.
__device__ __forceinline__ void
add_wide(const Source &s, const unsigned char *to, Scalar (*sums)[ROWS], Left left, Right right, bool scaled,
         bool conj) {
    int me = threadIdx.x;
    Scalar a[DEPTH * ROWS / THREADS], b[DEPTH * COLUMNS / THREADS];
    Product product;
    product.clear();
    fetch(s, 0, a, b, scaled, conj);
    for (int k = 0; k < s.width; k += DEPTH) {
#pragma unroll
        for (int e = 0; e < DEPTH * ROWS / THREADS; e++) left[me / ROWS + e * (THREADS / ROWS)][me % ROWS] = a[e];
#pragma unroll
        for (int e = 0; e < DEPTH * COLUMNS / THREADS; e++)
            right[me / COLUMNS + e * (THREADS / COLUMNS)][me % COLUMNS] = b[e];
        __syncthreads();
        if (k + DEPTH < s.width) fetch(s, k + DEPTH, a, b, scaled, conj);
        product.multiply(left, right);
        __syncthreads();
    }
#pragma unroll
    for (int e = 0; e < 8; e++) {
        int i = product.row(e), j = product.column(e);
        if (i < s.rows && j < s.columns) {
            Scalar *place = &sums[s.column + j][to[i]];
            *place = *place + product.sum[e];
        }
    }
}

extern "C" __global__ void __launch_bounds__(THREADS)
gather_updates(Scalar *L, Scalar *U, const Long *panels, const Long *bloks, const int *tile_cblk, const int *tile_row,
               const int *tile_column, const Long *source_ptr, const int *source, Long first, Long count, Long square,
               Long beyond, Long scaled, Long conj) {
    __shared__ Scalar sums[COLUMNS][ROWS];
    __shared__ Source sources[BATCH];
    __shared__ unsigned char to[BATCH][ROWS];  // row of the tile of each row of a source
    __shared__ int rows[ROWS];                 // of the matrix
    __shared__ Left left;
    __shared__ Right right;
    int me = threadIdx.x;
    Long item = first + blockIdx.x;
    const Long *own = panels + FIELDS * tile_cblk[item];
    Long shift = beyond ? own[WIDTH] : 0, height = own[HEIGHT] - shift, top = tile_row[item], side = tile_column[item];
    int n_row = (int)least(ROWS, height - top), n_column = (int)least(COLUMNS, own[WIDTH] - side);
    for (int e = me; e < ROWS * COLUMNS; e += THREADS) sums[e / ROWS][e % ROWS] = scalar(0);
    if (me < n_row) rows[me] = (int)matrix_row(bloks, own[BLOK], own[FIELDS + BLOK], shift + top + me);
    __syncthreads();
    Long begin = own[COLUMN] + side, stop = begin + n_column;
    for (Long batch = source_ptr[item]; batch < source_ptr[item + 1]; batch += BATCH) {
        int some = (int)least(BATCH, source_ptr[item + 1] - batch);
        if (me < some) {
            Long b = source[batch + me];
            const Long *blok = bloks + BLOK_FIELDS * b, *from = panels + FIELDS * blok[OWNER];
            Long w = from[WIDTH], m = from[HEIGHT], low = most(blok[BEGIN], begin);
            const Scalar *in_L = L + from[COEF], *in_U = U + from[COEF_U] - w;
            bool rows_beyond = square && beyond, columns_beyond = square && !beyond;
            Source s;
            s.low_blok = square ? from[BLOK] + 1 : b;
            s.stop_blok = from[FIELDS + BLOK];
            s.low = panel_row(bloks, s.low_blok, s.stop_blok, rows[0]);
            s.rows = (int)(panel_row(bloks, s.low_blok, s.stop_blok, rows[n_row - 1] + (Long)1) - s.low);
            s.column = (int)(low - begin);
            s.columns = (int)(least(blok[BEGIN] + blok[SIZE], stop) - low);
            s.width = (int)w;
            s.A = (rows_beyond ? in_U : in_L) + s.low;
            s.B = (columns_beyond ? in_U : in_L) + blok[ROW] + low - blok[BEGIN];
            s.D = in_L;
            s.lda = rows_beyond ? m - w : m;
            s.ldb = columns_beyond ? m - w : m;
            s.ldd = m + 1;
            sources[me] = s;
        }
        __syncthreads();
        for (int e = me; e < some * ROWS; e += THREADS) {
            const Source &s = sources[e / ROWS];
            if (e % ROWS >= s.rows) continue;
            int row = (int)matrix_row(bloks, s.low_blok, s.stop_blok, s.low + e % ROWS), low = 0, high = n_row - 1;
            while (low < high) {
                int middle = (low + high) / 2;
                if (rows[middle] < row)
                    low = middle + 1;
                else
                    high = middle;
            }
            to[e / ROWS][e % ROWS] = (unsigned char)low;
        }
        __syncthreads();
        for (int p = 0; p < some; p++) {
            const Source &s = sources[p];
            if (s.width >= WIDE && s.rows >= WIDE)
                add_wide(s, to[p], sums, left, right, scaled, conj);
            else if (s.columns <= EDGE) {
                if (s.rows <= EDGE)
                    add_source<1, 1>(s, to[p], sums, scaled, conj);
                else if (s.rows <= 2 * EDGE)
                    add_source<2, 1>(s, to[p], sums, scaled, conj);
                else
                    add_source<4, 1>(s, to[p], sums, scaled, conj);
            } else if (s.rows <= 2 * EDGE)
                add_source<2, 2>(s, to[p], sums, scaled, conj);
            else
                add_source<4, 2>(s, to[p], sums, scaled, conj);
            __syncthreads();
        }
    }
    Scalar *C = beyond ? U + own[COEF_U] : L + own[COEF];
    for (int e = me; e < ROWS * COLUMNS; e += THREADS) {
        int i = e % ROWS, j = e / ROWS;
        if (i >= n_row || j >= n_column || (!square && top + i < side + j)) continue;
        Scalar *place = C + top + i + (side + j) * height;
        *place = *place - sums[j][i];
    }
}

// Subtract from the panel of a cblk the product W, n_row × n_column, of one that faces it; blocks of ROWS × COLUMNS.
extern "C" __global__ void __launch_bounds__(THREADS)
scatter_subtract(const Scalar *W, Long n_row, Long n_column, Scalar *L, Scalar *U, const Long *panels,
                 const Long *bloks, Long source, Long target, Long top, Long face, Long square, Long beyond) {
    __shared__ Long to_row[ROWS], to_column[COLUMNS];
    int me = threadIdx.x;
    const Long *from = panels + FIELDS * source, *own = panels + FIELDS * target;
    Long low = from[BLOK], high = from[FIELDS + BLOK], row = blockIdx.x * (Long)ROWS, column = blockIdx.y * (Long)COLUMNS;
    Long shift = beyond ? own[WIDTH] : 0, height = own[HEIGHT] - shift;
    if (me < ROWS && row + me < n_row)
        to_row[me] = panel_row(bloks, own[BLOK], own[FIELDS + BLOK], matrix_row(bloks, low, high, top + row + me)) - shift;
    if (me >= ROWS && me < ROWS + COLUMNS && column + me - ROWS < n_column)
        to_column[me - ROWS] = matrix_row(bloks, low, high, face + column + me - ROWS) - own[COLUMN];
    __syncthreads();
    Scalar *C = beyond ? U + own[COEF_U] : L + own[COEF];
    for (int e = me; e < ROWS * COLUMNS; e += THREADS) {
        int i = e % ROWS, j = e / ROWS;
        if (row + i >= n_row || column + j >= n_column || (!square && to_row[i] < to_column[j])) continue;
        Scalar *place = C + to_row[i] + to_column[j] * height;
        *place = *place - W[row + i + (column + j) * n_row];
    }
}

// Put `count` rows of the panel of L of a cblk, from `face` on, to B: times D, conjugated.
extern "C" __global__ void __launch_bounds__(THREADS)
facing_rows(Scalar *B, Long count, const Scalar *L, const Long *panels, Long source, Long face, Long scaled, Long conj) {
    const Long *from = panels + FIELDS * source;
    Long e = blockIdx.x * (Long)THREADS + threadIdx.x, m = from[HEIGHT], k = e / count;
    if (k >= from[WIDTH]) return;
    const Scalar *panel = L + from[COEF];
    Scalar b = conj_if(panel[face + e % count + k * m], conj);
    B[e] = scaled ? b * panel[k * (m + 1)] : b;
}
