"""`easytune demo`: the whole main job, driven over HTTP as a client would. Knows no table, no service and no process but the server."""
