"""The one voice: how results are rounded, judged and worded, for sentences, titles, labels, tables and pages."""
