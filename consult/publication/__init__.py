"""Delegates' links to the notes, and who opened them."""
