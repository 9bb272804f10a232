"""What is measured and not tested: each script here writes its result beside itself."""
