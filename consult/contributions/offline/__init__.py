"""The questionnaire on paper and in Word, blank to take away, filled to be read back."""
