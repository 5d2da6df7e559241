// CUDA on a CPU, for tests: each thread of a block is a fiber, blocks run one after another, and all fibers meet at
// __syncthreads(). The order of fibers and of blocks can be turned round: where a result depends on it, there is a race.
#include <math.h>
#include <setjmp.h>
#include <ucontext.h>

#include <cstddef>
#include <cstdlib>
#include <functional>
#include <tuple>
#include <utility>
#include <vector>

#define __global__
#define __device__
#define __host__
#define __shared__ static
#define __constant__ static const
#define __forceinline__ inline
#define __launch_bounds__(...)
#define __align__(n) __attribute__((aligned(n)))
#define __restrict__

struct Dim {
    unsigned x, y, z;
};
static Dim threadIdx, blockIdx, blockDim, gridDim;

namespace emulation {
static const std::size_t STACK = 1 << 16;
static ucontext_t keeper;
static std::vector<ucontext_t> fibers;
static jmp_buf home;  // contexts only begin a fiber: jumps, which make no system call, go on with it
struct Place {
    jmp_buf at;
};
static std::vector<Place> places;
static std::vector<char> stacks, begun, ended;
static unsigned current;
static std::function<void()> body;

static void enter() {
    body();
    ended[current] = 1;
    _longjmp(home, 1);
}

// Run a kernel; returns 1 where some threads of a block end while others wait.
static int run(unsigned grid_x, unsigned grid_y, unsigned threads, bool reversed, std::function<void()> kernel) {
    body = kernel;
    blockDim = {threads, 1, 1};
    gridDim = {grid_x, grid_y, 1};
    fibers.resize(threads);
    places.resize(threads);
    stacks.resize(threads * STACK);
    for (unsigned number = 0; number < grid_x * grid_y; number++) {
        unsigned block = reversed ? grid_x * grid_y - 1 - number : number;
        blockIdx = {block % grid_x, block / grid_x, 0};
        begun.assign(threads, 0);
        ended.assign(threads, 0);
        for (unsigned t = 0; t < threads; t++) {
            getcontext(&fibers[t]);
            fibers[t].uc_stack.ss_sp = stacks.data() + t * STACK;
            fibers[t].uc_stack.ss_size = STACK;
            fibers[t].uc_link = nullptr;
            makecontext(&fibers[t], enter, 0);
        }
        for (unsigned left = threads; left;) {
            for (unsigned i = 0; i < threads; i++) {
                current = reversed ? threads - 1 - i : i;
                threadIdx = {current, 0, 0};
                if (ended[current] || _setjmp(home)) continue;
                if (begun[current]) _longjmp(places[current].at, 1);
                begun[current] = 1;
                swapcontext(&keeper, &fibers[current]);
            }
            unsigned before = left;
            left = threads;
            for (unsigned t = 0; t < threads; t++) left -= ended[t];
            if (left && left != before) return 1;
        }
    }
    return 0;
}

template <class... A, std::size_t... I>
static int call(void (*kernel)(A...), void **slots, unsigned x, unsigned y, unsigned threads, bool reversed,
                std::index_sequence<I...>) {
    return run(x, y, threads, reversed, [=] { kernel(*(A *)(&slots[I])...); });
}

template <class... A>
static int launch(void (*kernel)(A...), void **slots, unsigned x, unsigned y, unsigned threads, bool reversed) {
    return call(kernel, slots, x, y, threads, reversed, std::index_sequence_for<A...>());
}
}  // namespace emulation

static void __syncthreads() {
    if (!_setjmp(emulation::places[emulation::current].at)) _longjmp(emulation::home, 1);
}

// As the tensor cores do; all threads of a block must come here together.
static void multiply_tiles(double &c0, double &c1, double &c2, double &c3, double a0, double a1, double b) {
    static double upper[1024], lower[1024], right[1024];
    unsigned me = threadIdx.x, warp = me / 32 * 32, row = me % 32 / 4, column = me % 4 * 2;
    upper[me] = a0;
    lower[me] = a1;
    right[me] = b;
    __syncthreads();
    for (unsigned k = 0; k < 4; k++) {
        double first = right[warp + column * 4 + k], second = right[warp + (column + 1) * 4 + k];
        c0 += upper[warp + row * 4 + k] * first;
        c1 += upper[warp + row * 4 + k] * second;
        c2 += lower[warp + row * 4 + k] * first;
        c3 += lower[warp + row * 4 + k] * second;
    }
    __syncthreads();
}

// What a test calls: each argument of the kernel lies in a slot of eight bytes.
#define EMULATED(name)                                                                                          \
    extern "C" int emulated_##name(void **slots, unsigned x, unsigned y, unsigned threads, int reversed) {      \
        return emulation::launch(name, slots, x, y, threads, reversed);                                         \
    }
