"""Policy figures and events from Chinese policy text."""
