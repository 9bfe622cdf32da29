"""库存: everything that is or was on the floor, and the life of each unit."""
