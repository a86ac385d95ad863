"""What it looks like; the only place that knows Textual."""
