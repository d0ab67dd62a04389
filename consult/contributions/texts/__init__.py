"""Two texts compared, joined or merged; a text with its formatting."""
