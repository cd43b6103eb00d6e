"""Files in: the data contract as data, and every check before anything is stored."""
