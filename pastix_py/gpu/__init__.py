"""Factorization and solve on a device, written against an array module: CuPy there, NumPy in tests."""
