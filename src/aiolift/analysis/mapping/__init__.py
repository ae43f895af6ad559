"""The mapped classes of a program: their columns, relationships and inheritance."""
