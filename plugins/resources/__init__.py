"""Resources: what others can use. They feed levels 2 and 3, and come out of level 4."""
