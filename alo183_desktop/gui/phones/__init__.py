"""The page "Telefonlar": quotas, handsets and lines, custody, reachability, call records."""
