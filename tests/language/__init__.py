"""The language of texts and numbers, and gathering the texts for translators."""
