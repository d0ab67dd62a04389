"""Who writes a contribution: colleagues, signatories, or the federation for an agency."""
