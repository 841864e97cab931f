"""Starts the processes of `up` and keeps them alive."""
