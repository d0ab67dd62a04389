"""Agencies read their words again before they are printed."""
