"""Reads YAML documents as Ansible and Zuul do: texts come in as a JSON list, what PyYAML makes of each goes out."""

import json
import sys

import yaml

json.dump([yaml.safe_load(text) for text in json.load(sys.stdin)], sys.stdout)
