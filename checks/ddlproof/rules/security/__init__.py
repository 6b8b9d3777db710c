"""Rules about who may see and change what."""
