"""Staff and delegates: users, roles, sign-in, guards, personal links, audit trail."""
