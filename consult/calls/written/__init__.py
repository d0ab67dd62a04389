"""A call written as a file: YAML read with its lines, and written back."""
