"""A call for contributions: its questionnaire, its audience and its window."""
