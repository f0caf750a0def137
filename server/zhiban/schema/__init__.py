"""What both sides share, written from the declarations: types, schemas and golden vectors."""
