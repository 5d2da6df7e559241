// Diagonal blocks factored tile by tile, in lockstep over the cblks of a level; twins in twins/tiles.py.

#define PIECE 32  // rows that a block of solve_rows takes

enum { LLT, LLH, LDLT, LDLH, LU };       // as in numeric/panel.py
enum { BELOW, BEYOND, RIGHT };           // sides: rows of L, rows of U, columns of the diagonal block
enum { BELOW_UPDATED, BEYOND_UPDATED };  // of update_rest

// Replace a pivot below the threshold by one of the size of `substitute`; returns whether it was, or is no number.
__device__ __forceinline__ bool replace_pivot(Scalar &pivot, Real threshold, Real substitute) {
    Real size = size_of(pivot);
    if (size > threshold || (size == threshold && size > 0)) return false;
    if (size > 0)
        pivot = pivot * (1 / size) * substitute;
    else if (size == 0)
        pivot = scalar(substitute);
    return true;
}

// Factor tile `step` of a cblk, whose columns to the left are done with, and invert it.
extern "C" __global__ void __launch_bounds__(128)
factor_tiles(Scalar *L, Scalar *inverses, const Long *inverse_at, const Long *panels, const int *cblk, Long first,
             Long count, Long step, Long kind, Long symmetric, const Real *limits, signed char *marks, Long *outcome) {
    __shared__ Scalar tile[TILE][TILE + 1], inverse[TILE][TILE + 1], column[TILE], over[TILE];  // [row][column]
    __shared__ int skipped, failed, replaced;
    int me = threadIdx.x, c = cblk[first + blockIdx.x];
    const Long *own = panels + FIELDS * c;
    Long low = step * TILE, m = own[HEIGHT], column_of = own[COLUMN] + low;
    int n = (int)least(TILE, own[WIDTH] - low);
    bool roots = kind == LLT || kind == LLH, square = kind == LU;
    bool positive = roots && !symmetric, hermitian = positive || kind == LDLH, is_conj = hermitian;
    Scalar *A = L + own[COEF] + low * (m + 1), *kept = inverses + inverse_at[c] + low * TILE;
    if (me == 0) {
        skipped = outcome[c] < 0;
        failed = replaced = 0;
    }
    for (int e = me; e < n * n; e += blockDim.x) tile[e % n][e / n] = A[e % n + e / n * m];
    __syncthreads();
    if (skipped) return;
    for (int j = 0; j < n; j++) {
        if (me == 0) {
            Scalar pivot = tile[j][j];
            if (hermitian) pivot = scalar(real_part(pivot));
            if (positive) {
                if (!(real_part(pivot) > 0)) {
                    failed = 1;
                    outcome[c] = -1 - (column_of + j);
                }
            } else if (replace_pivot(pivot, limits[0], limits[1])) {
                marks[column_of + j] = 1;
                replaced++;
            }
            tile[j][j] = roots ? (positive ? scalar(root(real_part(pivot))) : root(pivot)) : pivot;
            over[j] = inverse_of(tile[j][j]);
        }
        __syncthreads();
        if (failed) return;
        int i = j + 1 + me;
        if (i < n) {
            column[i] = tile[i][j];
            tile[i][j] = tile[i][j] * over[j];
        }
        __syncthreads();
        int left = n - j - 1;
        for (int e = me; e < left * left; e += blockDim.x) {
            int r = j + 1 + e % left, k = j + 1 + e / left;
            if (!square && r < k) continue;
            Scalar other = square ? tile[j][k] : conj_if(roots ? tile[k][j] : column[k], is_conj);
            tile[r][k] = tile[r][k] - tile[r][j] * other;
        }
        __syncthreads();
    }
    for (int e = me; e < n * n; e += blockDim.x)
        if (square || e % n >= e / n) A[e % n + e / n * m] = tile[e % n][e / n];
    if (me < n) {
        int j = me;
        bool unit = !roots;
        if (!square) inverse[j][j] = over[j];
        for (int i = j + 1; i < n; i++) {
            Scalar sum = unit ? tile[i][j] : tile[i][j] * inverse[j][j];
            for (int k = j + 1; k < i; k++) add_product(sum, tile[i][k], inverse[k][j]);
            inverse[i][j] = unit ? -sum : -sum * over[i];
        }
        if (!square)
            for (int i = 0; i < j; i++) inverse[i][j] = scalar(0);
    }
    if (square && me >= 64 && me < 64 + n) {
        int j = me - 64;
        inverse[j][j] = over[j];
        for (int i = j - 1; i >= 0; i--) {
            Scalar sum = scalar(0);
            for (int k = i + 1; k <= j; k++) add_product(sum, tile[i][k], inverse[k][j]);
            inverse[i][j] = -sum * over[i];
        }
    }
    __syncthreads();
    for (int e = me; e < n * n; e += blockDim.x) kept[e] = inverse[e % n][e / n];
    if (me == 0) outcome[c] += replaced;
}

// Multiply rows beside a factored tile by its inverse, in place.
extern "C" __global__ void __launch_bounds__(128)
solve_rows(Scalar *L, Scalar *U, const Scalar *inverses, const Long *inverse_at, const Long *panels,
           const int *piece_cblk, const int *piece_row, const int *piece_side, Long first, Long count, Long step,
           Long kind, Long symmetric) {
    __shared__ Scalar factor[TILE][TILE + 1], held[TILE][PIECE];  // X := B factor; held[k][i] = B[i, k]
    int me = threadIdx.x, i = me % PIECE, lane = me / PIECE, side = piece_side[first + blockIdx.x];
    int c = piece_cblk[first + blockIdx.x];
    const Long *own = panels + FIELDS * c;
    Long low = step * TILE, m = own[HEIGHT], w = own[WIDTH], top = piece_row[first + blockIdx.x];
    int n = (int)least(TILE, w - low);
    bool is_conj = kind == LDLH || ((kind == LLT || kind == LLH) && !symmetric), divided = kind == LDLT || kind == LDLH;
    const Scalar *inverse = inverses + inverse_at[c] + low * TILE;
    Scalar *B = side == BEYOND ? U + own[COEF_U] + low * (m - w) + top
                               : L + own[COEF] + (side == RIGHT ? low + top * m : low * m + top);
    Long across = side == RIGHT ? m : 1, along = side == RIGHT ? 1 : side == BEYOND ? m - w : m;
    int rows = (int)least(PIECE, (side == RIGHT ? w : side == BEYOND ? m - w : m) - top);
    bool as_it_is = kind == LU && side == BELOW;  // else the factor is transposed: neighbours read what lies together
    for (int e = me; e < n * n; e += blockDim.x) {
        int k = as_it_is ? e % n : e / n, j = as_it_is ? e / n : e % n;
        Scalar f = scalar(0);
        if (k <= j) {
            if (kind == LU)
                f = as_it_is ? inverse[k + j * n] : k == j ? scalar(1) : inverse[j + k * n];
            else
                f = conj_if(inverse[j + k * n], is_conj);
            if (divided && k < j) f = f * inverse[j + j * n];
        }
        factor[k][j] = f;
    }
    for (int e = me; e < n * PIECE; e += blockDim.x) {
        int r = side == RIGHT ? e / n : e % PIECE, k = side == RIGHT ? e % n : e / PIECE;
        held[k][r] = r < rows ? B[r * across + k * along] : scalar(0);
    }
    __syncthreads();
    Scalar sum[TILE / 4];
#pragma unroll
    for (int t = 0; t < TILE / 4; t++) sum[t] = scalar(0);
    for (int k = 0; k < n; k++) {
        Scalar b = held[k][i];
#pragma unroll
        for (int t = 0; t < TILE / 4; t++)
            if (lane + 4 * t < n) add_product(sum[t], b, factor[k][lane + 4 * t]);
    }
    if (side == RIGHT) __syncthreads();
#pragma unroll
    for (int t = 0; t < TILE / 4; t++) {
        int j = lane + 4 * t;
        if (j < n && i < rows) {
            if (side == RIGHT)
                held[j][i] = sum[t];
            else
                B[i * across + j * along] = sum[t];
        }
    }
    if (side != RIGHT) return;
    __syncthreads();
    for (int e = me; e < n * rows; e += blockDim.x) B[e / n * across + e % n] = held[e % n][e / n];
}

// Subtract from a tile of the columns right of a factored tile the product that the latter contributes to it.
extern "C" __global__ void __launch_bounds__(THREADS)
update_rest(Scalar *L, Scalar *U, const Long *panels, const int *piece_cblk, const int *piece_row,
            const int *piece_column, const int *piece_side, Long first, Long count, Long step, Long kind,
            Long symmetric) {
    __shared__ Left left;
    __shared__ Right right;
    int me = threadIdx.x, side = piece_side[first + blockIdx.x];
    const Long *own = panels + FIELDS * piece_cblk[first + blockIdx.x];
    Long low = step * TILE, m = own[HEIGHT], w = own[WIDTH];
    Long top = piece_row[first + blockIdx.x], from = piece_column[first + blockIdx.x];
    int n = (int)least(TILE, w - low);
    bool square = kind == LU, is_conj = kind == LDLH || ((kind == LLT || kind == LLH) && !symmetric);
    bool scaled = kind == LDLT || kind == LDLH, upper = square && side == BELOW_UPDATED;
    Long ld = side == BEYOND_UPDATED ? m - w : m;
    Scalar *panel = side == BEYOND_UPDATED ? U + own[COEF_U] : L + own[COEF], *block = L + own[COEF];
    int rows = (int)least(ROWS, ld - top), columns = (int)least(COLUMNS, w - from);
    Product product;
    product.clear();
    for (int depth = 0; depth < n; depth += DEPTH) {
        int some = n - depth < DEPTH ? n - depth : DEPTH;
        for (int e = me; e < DEPTH * ROWS; e += blockDim.x) {
            int i = e % ROWS, k = e / ROWS;
            left[k][i] = i < rows && k < some ? panel[top + i + (low + depth + k) * ld] : scalar(0);
        }
        for (int e = me; e < DEPTH * COLUMNS; e += blockDim.x) {
            int j = upper ? e / DEPTH : e % COLUMNS, k = upper ? e % DEPTH : e / COLUMNS;
            Long at = low + depth + k;
            Scalar b = scalar(0);
            if (j < columns && k < some) {
                b = upper ? block[at + (from + j) * m] : conj_if(block[from + j + at * m], is_conj);
                if (scaled) b = b * block[at * (m + 1)];
            }
            right[k][j] = b;
        }
        __syncthreads();
        product.multiply(left, right);
        __syncthreads();
    }
#pragma unroll
    for (int e = 0; e < 8; e++) {
        int i = product.row(e), j = product.column(e);
        if (i >= rows || j >= columns || (!square && top + i < from + j)) continue;
        Scalar *place = panel + top + i + (from + j) * ld;
        *place = *place - product.sum[e];
    }
}
