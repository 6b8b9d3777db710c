"""The nouns of a schema: what PostgreSQL's catalog holds, as frozen values."""
