"""Courses, attempts, hours and certificates (C5)."""
