"""A whole cycle of 200 agents, as a scheduled job runs it, beside the naive way of the same job."""
