-- Whether a caller may ask is decided before any row is read: else the planner could read first, and the difference between
-- an error and an empty answer would tell a stranger what is there, letter by letter.
select plan(13);

insert into public.audit_log (college_id, actor_id, action, subject_type, subject_label, after)
  select tests.id('college'), tests.id('administrator'), 'group_changed', 'group', 'Тайная', jsonb_build_object('number', 'Тайная')
  from generate_series(1, 3000);
insert into public.groups (id, college_id, number, start_year, end_year)
  select gen_random_uuid(), tests.id('college'), 'Тайная ' || n, extract(year from now()), extract(year from now()) + 4
  from generate_series(1, 500) n;
analyze;

select tests.sign_in('stranger');
select tests.refused(
  format('select count(*) from public.audit_page(tests.id(''college''), query => %L)', query), 'A11 A stranger is refused the log: ' || query
) from unnest('{Тайная, Нет такой}'::text[]) query;
select tests.refused(
  format('select count(*) from public.audit_page(tests.id(''college''), kinds => array[%L])', kind), 'A11 Whichever lines they ask for: ' || kind
) from unnest('{group, nothing}'::text[]) kind;
select tests.refused(
  format('select count(*) from public.college_members(tests.id(''college''), %L)', query), 'A5 Nor are they told who is there: ' || query
) from unnest('{student, nobody}'::text[]) query;
select tests.refused(
  format('select * from public.member_counts(tests.id(''college''), %L)', query), 'A5 Nor how many: ' || query
) from unnest('{student, nobody}'::text[]) query;
select tests.refused($$ select count(*) from public.college_groups(tests.id('college')) $$, 'A6 Nor which groups there are');
select tests.refused($$ select count(*) from public.college_groups(tests.id('nowhere')) $$, 'A6 Nor whether there is such a college');
select is_empty($$ select from public.group_page(tests.id('group')) $$, 'A7 A group of another college is none');
select is_empty($$ select from public.invitations_of(tests.id('college')) $$, 'A4 Nor are there links of another college');

-- A check that stands in a query beside what it guards is only a wish.
select tests.reset();
select is_empty(
  $$
    select oid::regprocedure from pg_catalog.pg_proc
    where pronamespace in ('public'::regnamespace, 'private'::regnamespace) and prokind = 'f'
      and regexp_replace(
        regexp_replace(pg_get_functiondef(oid), '--[^\n]*', '', 'g'),
        '(^|;|\mbegin|\mbegin atomic|\mthen|\mloop|\melse)\s*(perform|select|return|\w+ :=) (private\.require_open_invitation\()?private\.require_|declare\s+\w+ [\w.]+ := private\.require_|FUNCTION private\.require_',
        '', 'gi'
      ) ~ 'private\.require_'
  $$,
  'A right is checked by a statement of its own'
);

select * from finish();
