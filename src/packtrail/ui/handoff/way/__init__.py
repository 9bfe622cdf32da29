"""去向: a released load on its way: departure, arrival, the answer, what comes back, the scale ticket."""
