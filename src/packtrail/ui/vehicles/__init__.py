"""报废车: the vehicles at hand, and one vehicle's case as a checklist that fills up."""
