# beside: AL701, AL704
