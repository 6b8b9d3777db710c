r"""What the words of SQL are made of, as sets of characters in a regular expression.

PostgreSQL documentation, section 4.1.1 "Identifiers and Key Words": letters are those of ASCII and all that is not
ASCII (src/backend/parser/scan.l). They are said by what they are not: `[A-Za-z_\x80-\U0010ffff]` means the same, and
each such set takes Python more than a millisecond to compile.
"""

from __future__ import annotations

LETTER = r"[^\x00-@\[-^`{-\x7f]"
"""What a word begins with."""
LETTER_OR_DIGIT = r"[^\x00-/:-@\[-^`{-\x7f]"
"""What a dollar quote's tag goes on with."""
IN_WORD = r"[^\x00-#%-/:-@\[-^`{-\x7f]"
"""What a word goes on with: letters, digits, dollar signs."""
