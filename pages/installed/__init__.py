"""What makes Chatapp an application on a phone or a desktop: its manifest, its icons, its worker, its offline page."""
