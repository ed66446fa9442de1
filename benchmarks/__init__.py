"""Benchmarks: what is claimed, measured on real data."""
