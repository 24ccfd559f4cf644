# SPDX-License-Identifier: GPL-2.0-or-later
"""What of the house rules a tool can check."""
from . import comments, includes, shape, text  # noqa: F401  (they register their rules)
