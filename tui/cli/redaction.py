"""What keeps the key out of the log and of crash reports, from the moment that it is read.

It is one object for the process: the last line of the program, which reports a crash, is outside of
everything that knows the key.
"""

from tui.logs import Redactor

redactor = Redactor()
