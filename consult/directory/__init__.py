"""Agencies and their contacts: import with column mapping, search."""
