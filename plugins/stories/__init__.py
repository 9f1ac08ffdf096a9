"""Stories: what someone did and what came of it. They feed level 1, and come out of level 4."""
