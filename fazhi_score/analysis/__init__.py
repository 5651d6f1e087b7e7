"""What results depend on: changes of rules, weights and facts."""
