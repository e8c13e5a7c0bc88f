"""The answers by ear: four that differ in rhythm and direction, and a reminder."""
