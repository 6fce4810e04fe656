"""What a line may use in a month (circular clause 2: 300 minutes and 1 GB)."""
