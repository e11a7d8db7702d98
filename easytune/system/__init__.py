"""The machine: processors, memory, disks, accelerators, versions. Knows no domain."""
