"""The community science college (社区科普大学)."""
