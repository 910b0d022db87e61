"""The ways of speaking with members, one file each. They see plain values only: no table, no form."""
