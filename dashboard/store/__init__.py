"""The only SQL: deliveries in, frames out, nothing overwritten."""
