# beside: AL406, AL701
