"""Experiments: runs, comparisons, what-if questions, and where their results are kept."""
