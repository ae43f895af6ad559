"""The locks of threads, and what asyncio has in their place."""

from __future__ import annotations

#: Locks whose async form has the same methods.
ASYNC_FORMS = {
    "threading.Lock": "Lock",
    "threading.RLock": "Lock",
    "threading.Semaphore": "Semaphore",
    "threading.BoundedSemaphore": "BoundedSemaphore",
    "threading.Condition": "Condition",
}
#: Those that one thread can take twice; an asyncio lock would wait for itself.
REENTRANT = frozenset({"threading.RLock", "threading.Condition", "multiprocessing.RLock"})
#: Every lock that stops the thread of whoever waits for it.
LOCKS = frozenset({
    *ASYNC_FORMS, "multiprocessing.Lock", "multiprocessing.RLock", "multiprocessing.Semaphore",
    "multiprocessing.BoundedSemaphore",
})  # fmt: skip
#: Methods that wait; the others answer at once, on an asyncio lock as well.
WAITING = frozenset({"acquire", "wait", "wait_for"})
AT_ONCE = frozenset({"release", "locked", "notify", "notify_all"})
QUEUES = ("queue.Queue", "queue.LifoQueue", "queue.PriorityQueue", "queue.SimpleQueue")
#: Calls that stop the thread until another one does something.
STOPS = frozenset({
    "threading.Event.wait", "threading.Barrier.wait",
    *(f"{queue}.{method}" for queue in QUEUES for method in ("get", "put", "join")),
})  # fmt: skip
