"""How changes move: the only way in and out. No word of the domain."""
