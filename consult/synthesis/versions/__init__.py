"""The life of a version: its states, what stands in their way, and what became of it."""
