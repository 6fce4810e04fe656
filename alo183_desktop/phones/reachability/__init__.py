"""Test calls: whether a line answers at any hour (circular clause 2)."""
