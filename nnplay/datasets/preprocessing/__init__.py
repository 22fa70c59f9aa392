"""From the source to what a network takes: cells, columns, imputation, scaling."""
