"""Every way a code comes in, behind one interface."""
