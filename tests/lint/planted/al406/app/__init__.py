# beside: AL705
