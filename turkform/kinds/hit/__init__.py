"""HITs: the tasks, one for each row of a group."""
