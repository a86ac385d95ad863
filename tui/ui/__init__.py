"""What it looks like; the only place that knows Textual.

Textual paints on a fixed grid of moments, 60 a second unless told otherwise, and reads that figure
when it is imported. A finer grid lets a frame and the echo of a key leave when they are ready
instead of at the next sixtieth; it costs nothing while nothing is painted. How often we paint is
decided by `tui.ui.painter`.
"""

import os

os.environ.setdefault("TEXTUAL_FPS", "240")
