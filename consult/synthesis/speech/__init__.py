"""The speaking sheet: what a delegate says aloud, on one page."""
