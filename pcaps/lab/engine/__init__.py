"""The lab's machinery: it knows namespaces, programs and captures, and no scenario."""
