"""The first start: province, directorate, signatories, administrator, recovery sheet."""
