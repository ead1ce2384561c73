"""A learner's data file on its way to a source that knows all its columns."""
