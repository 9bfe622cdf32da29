"""The same acts without a screen: decode, demo, check, backup, restore."""
