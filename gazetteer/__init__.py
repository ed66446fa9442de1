"""Places, their names and spellings, and resolving a name in its context."""
