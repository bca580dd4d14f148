create or replace function private.is_blank(value text) returns boolean
language sql immutable parallel safe
set search_path = ''
return value is null or value ~ (
  '^[\s\u0001-\u001F\u007F-\u00A0\u00AD\u034F\u061C\u115F\u1160\u1680\u17B4\u17B5\u180B-\u180F\u2000-\u200F\u2028-\u202F\u205F-\u206F'
  '\u2800\u3000\u3164\uFE00-\uFE0F\uFEFF\uFFA0\uFFF9-\uFFFB]*$'
);

create function private.clean_line(value text) returns text
language sql immutable parallel safe
set search_path = ''
return trim(regexp_replace(
  regexp_replace(
    normalize(value, NFC), '[\u00AD\u061C\u180E\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB]', '', 'g'
  ),
  '[\s\u0001-\u0020\u007F-\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000]+', ' ', 'g'
));
comment on function private.clean_line(text) is
  'A text for one line of a list: white space and control characters become one space, marks that nobody sees or that turn the direction of letters go. Joiners stay, which some scripts need.';

grant execute on function private.clean_line(text) to authenticated, service_role;

-- Named by the trigger: columns that others see in one line.
create function private.clean_lines() returns trigger
language plpgsql
set search_path = ''
as $$
begin
  return jsonb_populate_record(new, (
    select jsonb_object_agg(key, private.clean_line(value)) from jsonb_each_text(to_jsonb(new)) where key = any (tg_argv)
  ));
end
$$;

create trigger clean_lines before insert or update on public.profiles
  for each row execute function private.clean_lines('surname', 'name', 'patronymic');
create trigger clean_lines before insert or update on public.colleges
  for each row execute function private.clean_lines('name', 'short_name', 'country', 'city', 'address');
create trigger clean_lines before insert or update on public.groups
  for each row execute function private.clean_lines('number', 'title');
create trigger clean_lines before insert or update on public.join_requests
  for each row execute function private.clean_lines('group_number');
create trigger clean_lines before insert or update on private.college_applications
  for each row execute function private.clean_lines(
    'name', 'short_name', 'country', 'city', 'address', 'surname', 'given_name', 'patronymic'
  );
create trigger clean_lines before insert or update on private.expected_members
  for each row execute function private.clean_lines('surname', 'name', 'patronymic');

create or replace function private.clean_subjects(subjects text[]) returns text[]
language plpgsql immutable
set search_path = ''
as $$
declare
  found text[];
begin
  select coalesce(array_agg(subject order by place), '{}') into found from (
    select distinct on (subject) subject, place from (
      select private.clean_line(given.subject) as subject, given.place
      from unnest(subjects) with ordinality given (subject, place)
      where not private.is_blank(given.subject)
    ) trimmed
    order by subject, place
  ) single;
  if cardinality(found) > 30 or exists (select from unnest(found) subject where char_length(subject) > 200) then
    raise exception 'at most 30 subjects of at most 200 characters' using errcode = 'SF001';
  end if;
  return found;
end
$$;

create or replace function private.check_group(number text, title text, start_year integer, end_year integer) returns void
language plpgsql immutable
set search_path = ''
as $$
begin
  if private.is_blank(number) or char_length(private.clean_line(number)) > 30
    or title is null or char_length(private.clean_line(title)) > 200
    or start_year is null or end_year is null
    or start_year not between 1990 and 2100 or end_year not between start_year and start_year + 10 then
    raise exception 'number of 1 to 30 characters, years from 1990 to 2100, the end at most ten years after the start'
      using errcode = 'SF001';
  end if;
end
$$;

create or replace function private.require_free_number(college uuid, number text, start_year integer, study_group uuid default null)
returns void
language plpgsql stable security definer
set search_path = ''
as $$
begin
  if exists (
    select from public.groups g
    where g.college_id = college and lower(g.number) = lower(private.clean_line(require_free_number.number))
      and g.start_year = require_free_number.start_year and g.id is distinct from study_group
  ) then
    raise exception 'there is such a group already' using errcode = 'SF002';
  end if;
end
$$;
