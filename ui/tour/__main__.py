"""`python -m ui.tour`."""

import sys

from ui.tour.tour import main

sys.exit(main())
