"""The settings, in sections: the profile, how pages look, the account, devices, and API tokens for developers."""
