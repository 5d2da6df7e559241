// What every kernel is compiled with, by -DSINGLE and -DCOMPLEX: the type of the coefficients and what is done with it.
// Matrices are column-major. Tables are int64 (`Long`) or int32. No host headers: NVRTC compiles this.

typedef long long Long;

#ifdef SINGLE
typedef float Real;
#define EPSILON 1.1920929e-7f
#else
typedef double Real;
#define EPSILON 2.220446049250313e-16
#endif

__device__ __forceinline__ Real root(Real a) {
#ifdef SINGLE
    return sqrtf(a);
#else
    return sqrt(a);
#endif
}

__device__ __forceinline__ Real size_of(Real a) { return a < 0 ? -a : a; }
__device__ __forceinline__ Real real_part(Real a) { return a; }
__device__ __forceinline__ Real conj_if(Real a, bool) { return a; }

#ifdef COMPLEX
struct __align__(2 * sizeof(Real)) Scalar {
    Real re, im;
};

__device__ __forceinline__ Scalar scalar(Real re, Real im = 0) {
    Scalar made;
    made.re = re;
    made.im = im;
    return made;
}

__device__ __forceinline__ Real real_part(Scalar a) { return a.re; }
__device__ __forceinline__ Scalar conj_if(Scalar a, bool conj) { return scalar(a.re, conj ? -a.im : a.im); }
__device__ __forceinline__ Scalar operator-(Scalar a) { return scalar(-a.re, -a.im); }
__device__ __forceinline__ Scalar operator+(Scalar a, Scalar b) { return scalar(a.re + b.re, a.im + b.im); }
__device__ __forceinline__ Scalar operator-(Scalar a, Scalar b) { return scalar(a.re - b.re, a.im - b.im); }
__device__ __forceinline__ Scalar operator*(Scalar a, Real b) { return scalar(a.re * b, a.im * b); }
__device__ __forceinline__ Scalar operator*(Scalar a, Scalar b) {
    return scalar(a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re);
}

// |a|, without overflow
__device__ __forceinline__ Real size_of(Scalar a) {
    Real x = size_of(a.re), y = size_of(a.im), high = x > y ? x : y, low = x > y ? y : x;
    if (high == 0 || low == 0) return high + low;
    Real ratio = low / high;
    return high * root(1 + ratio * ratio);
}

// 1 / a by Smith's method, without overflow
__device__ __forceinline__ Scalar inverse_of(Scalar a) {
    if (size_of(a.re) >= size_of(a.im)) {
        Real ratio = a.im / a.re, whole = a.re + a.im * ratio;
        return scalar(1 / whole, -ratio / whole);
    }
    Real ratio = a.re / a.im, whole = a.re * ratio + a.im;
    return scalar(ratio / whole, -1 / whole);
}

// the root with a real part that is not negative
__device__ __forceinline__ Scalar root(Scalar a) {
    Real size = size_of(a);
    if (size == 0) return scalar(0);
    Real part = root((size_of(a.re) + size) / 2), other = a.im / (2 * part);
    if (a.re >= 0) return scalar(part, other);
    return scalar(size_of(other), a.im < 0 ? -part : part);
}
#else
typedef Real Scalar;

__device__ __forceinline__ Scalar scalar(Real re) { return re; }
__device__ __forceinline__ Scalar inverse_of(Scalar a) { return 1 / a; }
#endif

// sum += a b
__device__ __forceinline__ void add_product(Scalar &sum, Scalar a, Scalar b) {
#ifdef COMPLEX
    sum.re += a.re * b.re;
    sum.re -= a.im * b.im;
    sum.im += a.re * b.im;
    sum.im += a.im * b.re;
#else
    sum += a * b;
#endif
}

__device__ __forceinline__ Long least(Long a, Long b) { return a < b ? a : b; }
__device__ __forceinline__ Long most(Long a, Long b) { return a > b ? a : b; }

// columns of the tables of panels
enum { COLUMN, WIDTH, HEIGHT, BLOK, COEF, COEF_U, BUFFER, FIELDS };

#define TILE 32  // columns of a diagonal block that are factored, and inverted, together
