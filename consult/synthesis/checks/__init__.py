"""Checks of a note being written: what blocks its approval, what warns, what may be corrected."""
