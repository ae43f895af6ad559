"""The engines of a program, and the tables that are made with them."""
