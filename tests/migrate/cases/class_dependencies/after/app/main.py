from typing import Annotated

from fastapi import Depends, FastAPI

from app.dependencies import ArticleService, article_limit

app = FastAPI()


@app.get("/articles")
async def list_articles(service: ArticleService = Depends()):
    return [a.title for a in await service.page()]


@app.post("/articles")
async def create_article(
    title: str,
    before: Annotated[int, Depends(article_limit)],
    service: Annotated[ArticleService, Depends(ArticleService)],
):
    return {"id": (await service.create(title)).id, "before": before}
