"""Care for volunteers: training, briefings, messages, thanks, feedback, notes and sanctions."""

from alembic import op
import sqlalchemy as sa

revision = '0017'
down_revision = '0016'

TABLES = ('volunteer_sanction', 'volunteer_note', 'shift_feedback', 'hours_milestone', 'shift_thanks', 'shift_message',
          'shift_briefing', 'training_record', 'training_try', 'training_question', 'training_course')


def number(name: str, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=nullable)


def choice(name: str, *values: str, nullable: bool = False) -> sa.Column:
    kind = sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)
    return sa.Column(name, kind, nullable=nullable)


def words(name: str) -> sa.Column:
    return sa.Column(name, sa.Text(), nullable=False)


def line(name: str) -> sa.Column:
    return sa.Column(name, sa.String(), nullable=False)


def moment(name: str, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def day(name: str, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Date(), nullable=nullable)


def whole(name: str, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def yes_no(name: str) -> sa.Column:
    return sa.Column(name, sa.Boolean(), nullable=False)


def json(name: str) -> sa.Column:
    return sa.Column(name, sa.JSON(), nullable=False)


def key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=op.f(f'pk_{table}'))


def to(table: str, column: str, other: str, target: str = 'id') -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f'{other}.{target}'], name=op.f(f'fk_{table}_{column}_{other}'))


def to_volunteer(table: str) -> sa.ForeignKeyConstraint:
    return to(table, 'person_id', 'volunteer', 'person_id')


def once(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=op.f(f'uq_{table}_{"_".join(columns)}'))


def check(table: str, name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=op.f(f'ck_{table}_{name}'))


def index(table: str, *columns: str) -> None:
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.create_index(f'ix_{table}_{"_".join(columns)}', list(columns), unique=False)


def partial(table: str, name: str, columns: list[str], where: str, unique: bool) -> None:
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.create_index(name, columns, unique=unique, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def upgrade() -> None:
    make_training()
    make_words()
    make_sanctions()


def make_training() -> None:
    t = 'training_course'
    op.create_table(t, number('id'), choice('kind', 'quiz', 'attendance'), line('title_zh'), line('title_en'),
        words('text_zh'), words('text_en'), json('skills'), json('roles'), whole('months', True), whole('minutes'),
        whole('pass_percent', True), whole('tries_a_day', True), choice('state', 'draft', 'open', 'closed'),
        number('created_by'), moment('created_at'), moment('changed_at'), yes_no('is_sample'),
        check(t, 'months_sane', 'months BETWEEN 1 AND 120'),
        check(t, 'minutes_sane', 'minutes BETWEEN 1 AND 1440'),
        check(t, 'quiz_has_a_mark', "(kind = 'quiz') = (pass_percent IS NOT NULL)"),
        check(t, 'quiz_limits_tries', "(kind = 'quiz') = (tries_a_day IS NOT NULL)"),
        check(t, 'pass_percent_sane', 'pass_percent BETWEEN 1 AND 100'),
        check(t, 'tries_sane', 'tries_a_day BETWEEN 1 AND 20'),
        to(t, 'created_by', 'person'), key(t, 'id'))
    index(t, 'state')
    t = 'training_question'
    op.create_table(t, number('id'), number('course_id'), words('text_zh'), words('text_en'), json('options'),
        words('why_zh'), words('why_en'), to(t, 'course_id', 'training_course'), key(t, 'id'))
    index(t, 'course_id')
    t = 'training_try'
    op.create_table(t, number('id'), line('code'), number('course_id'), number('person_id'), moment('at'),
        whole('score'), whole('total'), yes_no('is_passed'), json('answers'),
        check(t, 'score_sane', 'score BETWEEN 0 AND total'),
        to(t, 'course_id', 'training_course'), to_volunteer(t), key(t, 'id'), once(t, 'code'))
    index(t, 'person_id', 'course_id')
    index(t, 'at')
    t = 'training_record'
    op.create_table(t, number('id'), line('code'), number('course_id'), number('person_id'), day('came_on'),
        day('expires_on', True), json('skills'), number('recorded_by', True), moment('recorded_at'),
        moment('told_at', True), moment('voided_at', True), number('voided_by', True), yes_no('is_sample'),
        check(t, 'nobody_records_their_own', 'recorded_by <> person_id'),
        check(t, 'dates_in_order', 'came_on <= expires_on'),
        check(t, 'voided_by_somebody', '(voided_at IS NULL) = (voided_by IS NULL)'),
        to(t, 'course_id', 'training_course'), to_volunteer(t), to(t, 'recorded_by', 'person'),
        to(t, 'voided_by', 'person'), key(t, 'id'), once(t, 'code'))
    index(t, 'person_id')
    index(t, 'expires_on')
    partial(t, 'uq_training_record_live', ['course_id', 'person_id', 'came_on'], 'voided_at IS NULL', True)


def make_words() -> None:
    t = 'shift_briefing'
    op.create_table(t, number('shift_id'), words('bring_zh'), words('bring_en'), words('report_zh'),
        words('report_en'), whole('version'), moment('changed_at'), number('changed_by'),
        to(t, 'shift_id', 'shift'), to(t, 'changed_by', 'person'), key(t, 'shift_id'))
    t = 'shift_message'
    op.create_table(t, number('id'), number('shift_id'), number('assignment_id', True), number('author_id'),
        choice('audience', 'certain', 'everybody', 'coordinators', 'one'), words('words'), moment('sent_at'),
        whole('told'),
        check(t, 'one_has_a_name', "(audience IN ('coordinators', 'one')) = (assignment_id IS NOT NULL)"),
        to(t, 'shift_id', 'shift'), to(t, 'assignment_id', 'assignment'), to(t, 'author_id', 'person'), key(t, 'id'))
    index(t, 'shift_id', 'sent_at')
    index(t, 'assignment_id')
    index(t, 'sent_at')
    t = 'shift_thanks'
    op.create_table(t, number('shift_id'), words('words'), moment('thanked_at'), number('thanked_by'), whole('told'),
        to(t, 'shift_id', 'shift'), to(t, 'thanked_by', 'person'), key(t, 'shift_id'))
    t = 'hours_milestone'
    op.create_table(t, number('person_id'), whole('hours'), moment('reached_at'), to_volunteer(t),
        key(t, 'person_id', 'hours'))
    t = 'shift_feedback'
    op.create_table(t, number('assignment_id'), json('ticks'), words('words'), moment('given_at'),
        to(t, 'assignment_id', 'assignment'), key(t, 'assignment_id'))
    t = 'volunteer_note'
    op.create_table(t, number('id'), line('code'), number('person_id'), number('assignment_id'), number('shift_id'),
        choice('kind', 'praise', 'concern'), words('words'), number('written_by'), moment('written_at'),
        words('answer'), moment('answered_at', True),
        check(t, 'nobody_notes_themselves', 'written_by <> person_id'),
        check(t, 'answer_in_words', "(answered_at IS NULL) = (answer = '')"),
        to_volunteer(t), to(t, 'assignment_id', 'assignment'), to(t, 'shift_id', 'shift'),
        to(t, 'written_by', 'person'), key(t, 'id'), once(t, 'code'), once(t, 'assignment_id', 'kind'))
    index(t, 'person_id')
    index(t, 'shift_id')
    index(t, 'written_at')


def make_sanctions() -> None:
    t = 'volunteer_sanction'
    op.create_table(t, number('id'), line('code'), number('person_id'), line('rule'), line('rule_zh'),
        line('rule_en'), json('roles'), words('facts'), day('from_on'), day('until_on'), yes_no('gives_back'),
        number('set_by'), moment('set_at'), words('appeal_text'), moment('appealed_at', True),
        choice('decision', 'granted', 'upheld', nullable=True), moment('decided_at', True),
        number('decided_by', True), words('decision_reason'), moment('lifted_at', True), number('lifted_by', True),
        words('lifted_reason'),
        check(t, 'dates_in_order', 'from_on <= until_on'),
        check(t, 'in_words', "rule_zh <> '' AND facts <> ''"),
        check(t, 'nobody_judges_themselves', 'set_by <> person_id AND decided_by <> person_id'),
        check(t, 'another_officer_decides', 'decided_by <> set_by'),
        check(t, 'appeal_in_words', "(appealed_at IS NULL) = (appeal_text = '')"),
        check(t, 'decision_whole',
              '(decided_at IS NULL) = (decision IS NULL) AND (decided_at IS NULL) = (decided_by IS NULL)'),
        check(t, 'only_appeals_are_decided', 'decided_at IS NULL OR appealed_at IS NOT NULL'),
        check(t, 'lifted_by_somebody', '(lifted_at IS NULL) = (lifted_by IS NULL)'),
        check(t, 'granted_is_lifted', "decision <> 'granted' OR lifted_at IS NOT NULL"),
        to_volunteer(t), to(t, 'set_by', 'person'), to(t, 'decided_by', 'person'), to(t, 'lifted_by', 'person'),
        key(t, 'id'), once(t, 'code'))
    index(t, 'person_id')
    index(t, 'until_on')
    partial(t, 'ix_volunteer_sanction_open_appeal', ['appealed_at'],
            'appealed_at IS NOT NULL AND decided_at IS NULL', False)


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
