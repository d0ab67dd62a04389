"""The note as a PDF: its pages, the press that prints them, and what is laid over them."""
