"""FastAPI: dependencies, middlewares, containers, schemas, and what responses read."""
