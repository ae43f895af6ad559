"""Reading without a session: what ``db.reader()`` and `ReadSessionDep` give.

`session.ReadSession` is an AsyncSession. `path.ReadPath` decides for each statement: it has a `plan.Plan`, whose rows
are fetched from the driver's own connection (`fetch`) and become objects directly (`build`) or with the ORM's loaders
(`loaders`); or the ordinary session runs it, for a reason (`fallback`).
"""

from aiolift.reading.fallback import Explanation, Fallback, ReadCounts
from aiolift.reading.path import ReadPath
from aiolift.reading.prepared import PreparedRead
from aiolift.reading.read_only import ReaderSession, watch
from aiolift.reading.session import ReadSession

__all__ = ["Explanation", "Fallback", "PreparedRead", "ReadCounts", "ReadPath", "ReadSession", "ReaderSession", "watch"]
