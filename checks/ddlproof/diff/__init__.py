"""Two schemas to the changes between them, and a contract's intended diff beside the real one."""
