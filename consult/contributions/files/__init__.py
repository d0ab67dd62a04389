"""The files of a contribution: taken, looked at, scanned, handed out."""
