"""Passages put under themes, by whom, and how that is undone."""
