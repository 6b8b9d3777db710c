"""How much of real SQL the program reads, and whether what it reads is true."""
