"""The errors of every room: one base, and children that are also the builtin a caller expects."""


class ZilaError(Exception):
    """Base of all errors Zila raises; the command line prints it as one line and exits 2.

    A message names the value, what was expected, where it was found, and what to do.
    """


class InputError(ZilaError, ValueError):
    """What the user gave cannot be read or lacks something needed."""


class MissingInputError(InputError, FileNotFoundError):
    """A file or folder that the user named is not there, or holds nothing to read."""


class DataError(ZilaError, RuntimeError):
    """A data set of Zila's own (gazetteer, districts) is absent, broken or of the wrong kind."""


class MissingLibraryError(ZilaError, ImportError):
    """An optional library is needed for what was asked."""
