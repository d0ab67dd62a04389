"""The note as staff write it: blocks, set into a snapshot when a version is composed."""
