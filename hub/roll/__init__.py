"""The roll: the congress, its sessions, delegations, delegates and their badges."""
