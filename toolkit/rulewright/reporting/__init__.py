"""Tables, figures, explanations and files, in Chinese and English."""
