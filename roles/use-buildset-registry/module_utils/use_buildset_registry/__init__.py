# Generated from generator/library/roles/use-buildset-registry/module_utils/use_buildset_registry/__init__.py - do not edit.
# To change it, edit that file and run: npm run generate
"""Code of the role use-buildset-registry."""
