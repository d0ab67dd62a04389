"""The code book: themes in their lists, shaped by people."""
