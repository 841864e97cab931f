"""Backup and restore: one tar with the database, the files, and a manifest with checksums."""
