"""Reports to incidents: what happened, when, where, who, how many, and the words that say so."""
