"""When FastAPI runs what stands behind the `yield` of a dependency, by its release.

Before 0.106 after the response and its background tasks; from 0.106 on when the endpoint has returned, right before
the response is sent; since 0.118 after the response again; since 0.121 a `Depends(…, scope="function")` asks for
before. Source: https://fastapi.tiangolo.com/release-notes/ (0.106.0, 0.118.0, 0.121.0) and
https://fastapi.tiangolo.com/advanced/advanced-dependencies/#dependencies-with-yield-and-streamingresponse-technical-details
"""

from __future__ import annotations

from packaging.version import Version

#: The releases that end dependencies before the response: from the first to before the second.
ENDS_BEFORE_RESPONSE = (Version("0.106"), Version("0.118"))
#: The first release with `scope=`.
HAS_SCOPES = Version("0.121")
