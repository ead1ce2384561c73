"""Many runs of one project, each the same to the last bit as if it had been run alone."""
