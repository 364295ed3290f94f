"""The second step of signing in, the browsers in which somebody is signed in, and an audit trail that only grows."""

from alembic import op
import sqlalchemy as sa

revision = '0042'
down_revision = '0040'

ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
OPEN = 'decided_at IS NULL'


def upgrade() -> None:
    op.create_table('second_step',
    sa.Column('id', ID, nullable=False),
    sa.Column('person_id', ID, nullable=False),
    sa.Column('app_secret', sa.String(), nullable=True),
    sa.Column('app_step', ID, nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('tried_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('challenge', sa.String(), nullable=True),
    sa.Column('challenge_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('tries >= 0', name=op.f('ck_second_step_tries_not_negative')),
    sa.CheckConstraint('(challenge IS NULL) = (challenge_at IS NULL)', name=op.f('ck_second_step_challenge_has_a_time')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_second_step_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_second_step')),
    sa.UniqueConstraint('person_id', name=op.f('uq_second_step_person_id'))
    )
    op.create_table('passkey',
    sa.Column('id', ID, nullable=False),
    sa.Column('person_id', ID, nullable=False),
    sa.Column('credential', sa.String(), nullable=False),
    sa.Column('public_key', sa.LargeBinary(), nullable=False),
    sa.Column('sign_count', ID, nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_passkey_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_passkey')),
    sa.UniqueConstraint('credential', name=op.f('uq_passkey_credential'))
    )
    op.create_index(op.f('ix_passkey_person_id'), 'passkey', ['person_id'], unique=False)
    op.create_table('recovery_code',
    sa.Column('id', ID, nullable=False),
    sa.Column('person_id', ID, nullable=False),
    sa.Column('code_hash', sa.String(), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_recovery_code_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_recovery_code')),
    sa.UniqueConstraint('person_id', 'code_hash', name=op.f('uq_recovery_code_person_id_code_hash'))
    )
    op.create_table('factor_reset',
    sa.Column('id', ID, nullable=False),
    sa.Column('person_id', ID, nullable=False),
    sa.Column('asked_by', ID, nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('decided_by', ID, nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('granted', sa.Boolean(), nullable=False),
    sa.CheckConstraint('decided_by IS NULL OR decided_by <> asked_by OR NOT granted', name=op.f('ck_factor_reset_four_eyes')),
    sa.CheckConstraint('person_id <> asked_by AND (decided_by IS NULL OR person_id <> decided_by)', name=op.f('ck_factor_reset_not_for_self')),
    sa.CheckConstraint('(decided_by IS NULL) = (decided_at IS NULL)', name=op.f('ck_factor_reset_decided_has_a_time')),
    sa.CheckConstraint('NOT granted OR decided_by IS NOT NULL', name=op.f('ck_factor_reset_granted_by_somebody')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_factor_reset_person_id_person')),
    sa.ForeignKeyConstraint(['asked_by'], ['person.id'], name=op.f('fk_factor_reset_asked_by_person')),
    sa.ForeignKeyConstraint(['decided_by'], ['person.id'], name=op.f('fk_factor_reset_decided_by_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_factor_reset'))
    )
    op.create_index('uq_factor_reset_open', 'factor_reset', ['person_id'], unique=True,
                    sqlite_where=sa.text(OPEN), postgresql_where=sa.text(OPEN))
    op.create_table('browser_sign_in',
    sa.Column('id', ID, nullable=False),
    sa.Column('person_id', ID, nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('epoch', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('began_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seen_on', sa.Date(), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_browser_sign_in_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_browser_sign_in')),
    sa.UniqueConstraint('code', name=op.f('uq_browser_sign_in_code'))
    )
    op.create_index(op.f('ix_browser_sign_in_person_id'), 'browser_sign_in', ['person_id'], unique=False)
    op.create_index(op.f('ix_browser_sign_in_began_at'), 'browser_sign_in', ['began_at'], unique=False)
    op.create_index(op.f('ix_audit_action'), 'audit', ['action'], unique=False)
    if op.get_bind().dialect.name == 'sqlite':
        for verb in ('UPDATE', 'DELETE'):
            op.execute(f"CREATE TRIGGER audit_no_{verb.lower()} BEFORE {verb} ON audit "
                       "BEGIN SELECT RAISE(ABORT, 'the audit trail only grows'); END")
    else:
        op.execute("CREATE OR REPLACE FUNCTION audit_only_grows() RETURNS trigger LANGUAGE plpgsql AS "
                   "$$ BEGIN RAISE EXCEPTION 'the audit trail only grows'; END $$")
        op.execute('CREATE TRIGGER audit_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON audit '
                   'FOR EACH STATEMENT EXECUTE FUNCTION audit_only_grows()')


def downgrade() -> None:
    if op.get_bind().dialect.name == 'sqlite':
        op.execute('DROP TRIGGER audit_no_update')
        op.execute('DROP TRIGGER audit_no_delete')
    else:
        op.execute('DROP TRIGGER audit_only_grows ON audit')
        op.execute('DROP FUNCTION audit_only_grows()')
    op.drop_index(op.f('ix_audit_action'), table_name='audit')
    for table in ('browser_sign_in', 'factor_reset', 'recovery_code', 'passkey', 'second_step'):
        op.drop_table(table)
