"""Finding a passage again by a word of it, in whatever form it was written."""
