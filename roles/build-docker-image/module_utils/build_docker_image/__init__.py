# Generated from generator/library/roles/build-docker-image/module_utils/build_docker_image/__init__.py - do not edit.
# To change it, edit that file and run: npm run generate
"""What the modules of build-docker-image share."""
