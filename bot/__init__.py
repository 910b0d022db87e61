"""The program: channels, conversation, the union's work, store and console."""
