"""Whether the files of a change and the server agree about the schema."""
