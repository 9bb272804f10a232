"""Reading: bytes of any origin to rows of texts, or a sentence that says why not."""
