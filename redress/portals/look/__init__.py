"""How things look: days, numbers, fields, icons and charts as values for templates. No rule of law lives here."""
