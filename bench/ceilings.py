"""What the same server can do at best: C0, a bare Flask page; C1, twenty rows through SQLAlchemy and Jinja.

`BENCH_DATABASE` names the PostgreSQL database of C1. Run by gunicorn as `bench.ceilings:app`.
"""

from __future__ import annotations

import os

from flask import Flask, render_template_string
from sqlalchemy import Integer, String, create_engine, insert, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

ROWS = 2000
PAGE = """<!doctype html><html lang="en"><title>Rows</title><table>
{% for row in rows %}<tr><td>{{ row.id }}</td><td>{{ row.name }}</td><td>{{ row.town }}</td></tr>
{% endfor %}</table></html>"""


class Base(DeclarativeBase):
    pass


class Row(Base):
    __tablename__ = "ceiling_row"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String)
    town: Mapped[str] = mapped_column(String, index=True)


app = Flask(__name__)
engine = create_engine(os.environ["BENCH_DATABASE"]) if os.environ.get("BENCH_DATABASE") else None


def prepare(url: str) -> None:
    """Make and fill C1's table in a database."""
    target = create_engine(url)
    Base.metadata.drop_all(target)
    Base.metadata.create_all(target)
    with target.begin() as connection:
        rows = [{"name": f"name {n}", "town": f"town {n % 17}"} for n in range(ROWS)]
        connection.execute(insert(Row), rows)
    target.dispose()


@app.get("/hello")
def hello() -> str:
    return "hello"


@app.get("/rows")
def rows() -> str:
    with Session(engine) as session:
        found = session.scalars(select(Row).where(Row.town == "town 3").order_by(Row.id).limit(20)).all()
        return render_template_string(PAGE, rows=found)
