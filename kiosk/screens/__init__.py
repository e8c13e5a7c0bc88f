"""What people see and touch; the only code that imports Kivy, besides kiosk.app."""
