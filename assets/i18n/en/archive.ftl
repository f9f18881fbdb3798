# Archives, and what is in them.
