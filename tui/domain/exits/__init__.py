"""Planning an exit: what was asked for, what may be sent, what it would bring."""
