# beside: AL503, AL505
