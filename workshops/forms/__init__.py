"""Forms of the workshop, one module for each subject."""
