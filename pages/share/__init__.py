"""Where what another application has shared goes into a room."""
