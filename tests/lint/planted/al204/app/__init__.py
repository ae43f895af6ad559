# beside: AL801
