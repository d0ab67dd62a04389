"""Letters and monitoring: launch, reminders, who is silent."""
