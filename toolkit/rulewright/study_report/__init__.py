"""The report of a carbon-footprint study: contents after GB/T 24067 and ISO 14067, as .docx, .html and .json."""
