"""Keep a provincial directorate's officers, letters and dispatches in order (Genelge 2014/05)."""
