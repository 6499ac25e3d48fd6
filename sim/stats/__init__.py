"""Estimates and intervals over replications: curves, ratios of sums, families of comparisons, stopping rules."""
