"""货位图: what stands where, as a plan to walk over and as a table, and the plan itself."""
