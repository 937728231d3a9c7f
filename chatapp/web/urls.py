"""The addresses of Chatapp, in one place: pages, REST API and mails build theirs here."""

API_PATH = "/api/v1"
