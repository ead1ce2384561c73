"""What is learned from: data sets, their options, features."""
