# Generated from generator/library/roles/image-gate/module_utils/image_gate/__init__.py - do not edit.
# To change it, edit that file and run: npm run generate
"""What the modules of image-gate share."""
