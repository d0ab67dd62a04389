"""Drawings of figures: one SVG for the screen and for the note, made from plain values."""
