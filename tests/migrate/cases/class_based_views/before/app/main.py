from fastapi import FastAPI

from app.views import TodoView

app = FastAPI()
app.include_router(TodoView("/todos").router)
