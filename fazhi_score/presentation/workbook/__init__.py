"""A result as a workbook: worksheets whose weighted sums are live formulas, and the file that holds them."""
