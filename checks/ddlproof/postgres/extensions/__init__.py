"""Extensions that a server of ours offers to the owner of a scratch database, and what to do about the others."""
