"""The hosts that tests share: which there are, how they are started and used, and what runs playbooks on them."""
