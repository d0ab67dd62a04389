"""What an agency answers: drafts, versions, sending, consent, files."""
