"""Everything that makes or reads a file people exchange: letters, envelopes, fax images, workbooks."""
