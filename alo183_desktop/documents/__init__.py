"""Everything that makes or reads a file people exchange: letters, envelopes, faxes, workbooks."""
