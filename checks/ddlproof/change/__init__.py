"""Where a change comes from: its contract, its files, git, and the configuration around it."""
