# Whether a file fits its schema.
