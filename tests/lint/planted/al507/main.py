import asyncmy

print(asyncmy)
