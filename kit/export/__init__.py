"""What people take with them: Word documents, calendars."""
