"""Members: the accounts of the community, and what practitioners and editors may do."""
