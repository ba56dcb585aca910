"""Forms: every form but the checklist, which is rendered once per scheme version."""
