"""Punches judged against the roster in force (C4)."""
