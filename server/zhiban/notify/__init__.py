"""Inbox and web push (C11)."""
