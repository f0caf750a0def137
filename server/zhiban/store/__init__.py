"""Database engine, tables derived from the records, and the one chain of migrations."""
