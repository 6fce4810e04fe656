"""The engine, the unit of work and the audit trail under every capability."""
