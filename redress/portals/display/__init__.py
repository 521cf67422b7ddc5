"""Reading settings: size of type and colours, remembered in this browser alone."""
