from app.db.session import Base, SessionLocal, engine
