"""What screen readers, switches and other assistive programs are told."""
