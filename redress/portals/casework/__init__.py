"""The desk: pages for clerks, officers, mediators, supervisors and auditors."""
