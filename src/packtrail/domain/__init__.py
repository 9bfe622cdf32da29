"""What a battery, a delivery and a handoff ARE: values, rules, records and their folds. Pure."""
