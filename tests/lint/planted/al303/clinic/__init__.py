# beside: AL305
