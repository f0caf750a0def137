"""Demand, rule sets, roster versions and shifts; feeds the solver (C2)."""
