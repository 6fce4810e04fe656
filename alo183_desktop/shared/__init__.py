"""Leaves that every floor may use; nothing enters before two users exist."""
