#!/usr/bin/env python
"""Django's command line for this project; `./vsm manage` runs it in the right environment."""

import os
import sys


def main() -> None:
    """Run a management command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vsm_site.settings")
    try:
        from django.core.management import execute_from_command_line
    except ImportError:
        sys.exit("The environment is not installed. Type: ./vsm manage " + " ".join(sys.argv[1:]))
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
