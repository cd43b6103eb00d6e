"""Mappings: files of other shapes made into files of the data contract."""
