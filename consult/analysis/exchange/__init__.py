"""Code books and codings as files: our own, spreadsheets, and those of other tools."""
