"""The operator's command line: look at approvals, connections and plans, and change nothing."""
