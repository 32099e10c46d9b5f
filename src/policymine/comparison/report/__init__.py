"""The report: what a dataset knows as one offline page, every mark with its sentence."""
