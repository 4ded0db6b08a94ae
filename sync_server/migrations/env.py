"""How Alembic reaches the database: by the engine the installation hands over, in one transaction."""

from alembic import context

from sync_server.tables import metadata

with context.config.attributes["engine"].connect() as connection:
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
