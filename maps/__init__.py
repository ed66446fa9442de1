"""One self-contained page that shows incidents and districts and explains itself."""
