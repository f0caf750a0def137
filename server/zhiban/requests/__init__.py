"""Leave, swaps, open shifts, routes and decisions (C3)."""
