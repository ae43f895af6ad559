from celery import Celery, shared_task

from worker.db import finish

app = Celery("worker", broker="memory://", backend="cache+memory://")
app.conf.task_always_eager = True


@app.task(name="reports.finish", bind=True, max_retries=3)
def finish_report(self, report_id: int) -> str:
    """작업자 프로세스에서 돈다: 이벤트 루프가 없다."""
    return finish(report_id)


@shared_task
def add(a: int, b: int) -> int:
    return a + b
