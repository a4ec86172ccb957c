#!/usr/bin/python
# Generated from test/golden/shipped-files/roles/ship/library/greeting.py - do not edit.
# To change it, edit that file and run: npm run generate
"""A module with a line that names an interpreter."""

GREETING = "Hello"
