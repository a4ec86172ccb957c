# Generated from generator/library/roles/run-buildset-registry/module_utils/run_buildset_registry/__init__.py - do not edit.
# To change it, edit that file and run: npm run generate
"""Code of the role run-buildset-registry."""
