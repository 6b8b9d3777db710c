"""What the contract of a change promises, and the server did not keep."""
