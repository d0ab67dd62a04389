"""Building a questionnaire by hand: every act gives another one, or says why it cannot be."""
