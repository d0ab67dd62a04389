"""Figures: what is counted, by which rule, and the agencies behind each number."""
