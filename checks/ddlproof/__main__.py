"""`python -m ddlproof` is the same as `ddlproof`."""

import sys

from ddlproof.cli import main

if __name__ == "__main__":
    sys.exit(main())
