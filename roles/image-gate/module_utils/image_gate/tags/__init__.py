"""Tags of a repository: listed, dated and deleted by one registry API a file; what is noted of staged ones."""
