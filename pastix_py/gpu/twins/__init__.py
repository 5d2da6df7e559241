"""The kernels of `gpu/cuda` in NumPy, same names and arguments: what they are to compute, and what runs without one."""
