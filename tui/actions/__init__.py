"""What changes the world on the trader's behalf: gates, the journal, sending, resolving."""
