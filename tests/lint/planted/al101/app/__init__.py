# beside: AL103, AL401
