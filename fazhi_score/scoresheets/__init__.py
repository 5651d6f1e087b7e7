"""Score sheets of evaluators: Excel into frameworks, and frameworks into Excel."""
