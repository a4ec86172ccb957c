"""The versions of Ansible that Zuul 14.3 runs."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
