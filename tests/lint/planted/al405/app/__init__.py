# beside: AL406, AL705
