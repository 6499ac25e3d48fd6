"""Reports: what a run or comparison leaves behind for people to read, present and check."""
