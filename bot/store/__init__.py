"""Tables that are no business of the union's: conversations, inbox, outbox, files; and the database itself."""
