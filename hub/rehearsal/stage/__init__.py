"""What a hub offers to a dress rehearsal, and only while it serves a made-up congress."""
