"""The reading desk: which answers are on it, and what readers noted about them."""
