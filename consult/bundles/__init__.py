"""The open format: a whole consultation in and out."""
