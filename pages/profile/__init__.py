"""The profile: what others see of you, your address, password, picture, devices and tokens."""
