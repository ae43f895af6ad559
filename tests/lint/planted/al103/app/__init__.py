# beside: AL101
