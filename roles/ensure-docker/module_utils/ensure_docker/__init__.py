# Generated from generator/library/roles/ensure-docker/module_utils/ensure_docker/__init__.py - do not edit.
# To change it, edit that file and run: npm run generate
"""Code of the role ensure-docker."""
