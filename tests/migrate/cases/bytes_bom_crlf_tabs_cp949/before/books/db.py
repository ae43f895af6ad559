# DB 연결
from sqlmodel import Session, create_engine

engine = create_engine( 'sqlite:///./books.db' )   # 따옴표와 빈칸은 그대로


def get_session( ) :
	with Session( engine ) as session :
		yield session
