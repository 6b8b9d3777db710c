"""Comments that ask for findings not to count."""
