"""The glue to Ansible: modules, their options, their warnings."""
