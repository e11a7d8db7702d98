"""Training jobs as people see them: plan, submit, control, logs, metrics. Knows no process."""
