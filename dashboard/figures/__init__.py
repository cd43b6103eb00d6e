"""One module a chart: a tidy table in, a plain Plotly dict out."""
