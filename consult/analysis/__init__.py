"""Figures, themes, excerpts and coding: from answers to what can be said of them."""
