"""The form of a contribution: drawn, typed into, checked."""
