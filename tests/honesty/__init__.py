"""Is the outlook honest? Held against simulated markets whose truth is known, made by another process than its own."""
