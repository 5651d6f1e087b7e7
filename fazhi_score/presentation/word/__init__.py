"""Results into Word documents: a report on all units, a report on one, a notice of deductions for each."""
