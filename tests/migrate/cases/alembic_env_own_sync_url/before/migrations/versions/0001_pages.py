import sqlalchemy as sa
from alembic import op
from sqlalchemy.orm import Session

revision = "0001"
down_revision = None


def upgrade():
    pages = op.create_table("pages", sa.Column("title", sa.String(50), primary_key=True))
    # 데이터 이전: 여기 세션은 alembic이 준 동기 연결을 쓴다
    with Session(op.get_bind()) as session:
        session.execute(pages.insert().values(title="대문"))
        session.commit()


def downgrade():
    op.drop_table("pages")
