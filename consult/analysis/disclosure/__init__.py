"""What may be told outside the federation, so that nobody can be found by elimination."""
