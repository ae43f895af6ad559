from fastapi import Depends, FastAPI, HTTPException
from sqlalchemy.ext.asyncio import AsyncSession

from .database import get_db
from .models import Product

app = FastAPI()


@app.get("/products/{product_id}")
async def read_product(product_id: int, db: AsyncSession = Depends(get_db)):
    product = await db.get(Product, product_id)
    if product is None:
        raise HTTPException(status_code=404, detail="상품이 없습니다")
    return {"id": product.id, "name": product.name, "price": product.price}
