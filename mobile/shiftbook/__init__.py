"""The book: the rules and records of a commune's duty book, pure functions shared by phone and server."""
