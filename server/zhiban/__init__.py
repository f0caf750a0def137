"""Zhiban 值班: an offline-first phone app for wards and clinics, and its sync server."""

__version__ = "0.1.0"
