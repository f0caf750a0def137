"""What a change is and how it merges: pure, no I/O, no word of the domain."""
