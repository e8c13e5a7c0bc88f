"""The hardware: device profiles, scanner codecs and drivers, what makes a box a kiosk."""
