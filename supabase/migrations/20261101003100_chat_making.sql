-- Making chats, finding those that are open to somebody, joining and leaving them.

create function private.require_maker(college uuid, kind public.chat_kind, audience public.chat_audience, study_group uuid) returns void
language plpgsql stable security definer
set search_path = ''
as $$
begin
  if college in (select private.my_admin_college_ids()) then
    return;
  end if;
  -- Teachers: of their groups, with chosen people, and with teachers.
  if kind is null or audience is null or kind in ('college', 'personal') or audience = 'college' or not exists (
    select from public.memberships m
    where m.college_id = college and m.person_id = (select private.me()) and m.left_at is null and m.role <> 'student'
  ) or kind = 'group' and not exists (
    select from public.group_teachers t where t.group_id = study_group and t.person_id = (select private.me())
  ) then
    raise exception 'may not make such a chat' using errcode = '42501';
  end if;
end
$$;
comment on function private.require_maker is
  'Refuses (42501) whoever may not make such a chat: administrators make all, teachers those of their groups, with chosen people and with teachers.';

create function private.insert_chosen(chat public.chats, people uuid[], moderator uuid default null) returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  if exists (
    select from unnest(people) person where not exists (
      select from public.memberships m where m.college_id = chat.college_id and m.person_id = person and m.left_at is null
    )
  ) then
    raise exception 'somebody is no member of the college' using errcode = 'SF001', detail = 'no_member';
  end if;
  delete from private.chat_departures d where d.chat_id = chat.id and d.person_id = any (people);
  -- A row of their own only for those whom the audience does not bring in.
  insert into public.chat_members (chat_id, person_id, is_moderator, is_chosen, read_seq)
    select chat.id, p.person, p.person is not distinct from moderator, not p.is_in, chat.last_seq
    from (
      select person, private.is_participant(chat.id, person) as is_in
      from (select distinct given.person from unnest(people) given (person)) each
    ) p
    where not p.is_in or p.person is not distinct from moderator
    on conflict (chat_id, person_id) do update set is_chosen = excluded.is_chosen;
end
$$;
comment on function private.insert_chosen is
  'Puts members of the college (else SF001) into a chat. Those whom its audience brings in anyway need no row.';

create function private.log_chat(chat public.chats, action text, person uuid default null, before jsonb default null, after jsonb default null)
returns void
language sql security definer
set search_path = ''
begin atomic
  select private.log_change(
    chat.college_id, log_chat.action, 'chat', chat.id::text, chat.title, log_chat.before,
    case when person is null then log_chat.after else coalesce(log_chat.after, '{}') || jsonb_build_object('person_id', person) end
  );
end;

create function public.create_chat(
  id uuid,
  college uuid,
  kind public.chat_kind,
  title text,
  description text default '',
  audience public.chat_audience default 'chosen',
  study_group uuid default null,
  is_public boolean default false,
  people uuid[] default '{}'
) returns uuid
language plpgsql volatile security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
  me constant uuid := (select private.me());
  made public.chats;
begin
  perform private.require_maker(college, create_chat.kind, create_chat.audience, study_group);
  if create_chat.id is null or create_chat.audience is null or create_chat.kind is null or create_chat.kind = 'personal' or private.is_blank(create_chat.title)
    or char_length(private.clean_line(create_chat.title)) > 200 or char_length(private.clean_text(coalesce(create_chat.description, ''))) > 1000
    or (create_chat.kind = 'group') <> (study_group is not null)
    or not (case create_chat.audience when 'chosen' then true when 'group' then create_chat.kind = 'group' else create_chat.kind <> 'group' end)
    or create_chat.is_public and create_chat.audience = 'chosen' or cardinality(people) > 1000 then
    raise exception 'a title of 1 to 200 characters, an audience that suits the kind, at most 1,000 chosen people' using errcode = 'SF001';
  end if;
  select c.* into made from public.chats c where c.id = create_chat.id;
  if made.id is not null then
    if made.created_by is distinct from me or made.college_id <> college then
      raise exception 'the id of the chat is taken' using errcode = 'SF002';
    end if;
    return made.id;
  end if;
  if study_group is not null then
    perform private.require_open_group(study_group, college);
  end if;
  perform private.throttle('chats of ' || me, 60);
  insert into public.chats (id, college_id, kind, group_id, title, description, audience, is_public, created_by)
    values (
      create_chat.id, college, create_chat.kind, study_group, create_chat.title, coalesce(create_chat.description, ''),
      create_chat.audience, coalesce(create_chat.is_public, false), me
    )
    returning * into made;
  perform private.insert_chosen(made, array(
    select p.person from unnest(people) p (person) where p.person is not null order by p.person
  ) || me, moderator => me);
  -- What a few people have among them is theirs.
  if made.kind <> 'other' or made.audience <> 'chosen' then
    perform private.log_chat(made, 'chat_created', null, null, jsonb_build_object('audience', made.audience, 'is_public', made.is_public));
  end if;
  return made.id;
end
$$;
comment on function public.create_chat is
  'Makes a chat with an id of the caller, who is its moderator, and returns the id; called again it is the chat that is there. An audience brings its people in without a row each, or, in a public chat, lets them join. All but a chat of a few chosen people are in the log. SF001 for what cannot be, SF002 when the id is taken, SF006 for a group that has graduated.';
revoke execute on function public.create_chat from public, anon, service_role;
grant execute on function public.create_chat to authenticated;

create function public.personal_chat(person uuid, college uuid default null) returns uuid
language plpgsql volatile security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
  me constant uuid := (select private.me());
  common uuid := (
    select mine.college_id from public.memberships mine
    join public.memberships other on other.college_id = mine.college_id and other.person_id = personal_chat.person and other.left_at is null
    where mine.person_id = me and mine.left_at is null and (personal_chat.college is null or mine.college_id = personal_chat.college)
    order by mine.college_id limit 1
  );
  found_chat uuid;
begin
  if common is null then
    raise exception 'nobody of a college of the caller' using errcode = 'SF003';
  end if;
  if personal_chat.person = me then
    raise exception 'a chat of two people' using errcode = 'SF001';
  end if;
  -- Two who begin at once get one chat.
  perform pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended(
    common::text || least(me, personal_chat.person) || greatest(me, personal_chat.person), 0
  ));
  select c.id into found_chat
    from public.chat_members mine
    join public.chats c on c.id = mine.chat_id and c.kind = 'personal' and c.college_id = common
    join public.chat_members other on other.chat_id = c.id and other.person_id = personal_chat.person
    where mine.person_id = me
    order by c.created_at limit 1;
  if found_chat is null then
    perform private.throttle('personal chats of ' || me, 60);
    insert into public.chats (college_id, kind, created_by) values (common, 'personal', me) returning id into found_chat;
    insert into public.chat_members (chat_id, person_id)
      select found_chat, two from unnest(array[me, personal_chat.person]) two order by two;
    -- Whoever was muted in the chat of these two does not speak in the next one, which a new account gets.
    insert into private.chat_mutes (chat_id, person_id, until)
      select found_chat, two.muted, max(e.muted_until)
      from (values (me, personal_chat.person), (personal_chat.person, me)) two (muted, other)
      join private.excluded x on x.subject = two.muted::text
      join private.exclusions e on e.id = x.exclusion_id and e.muted_until > now()
      join public.chats c on c.id = e.chat_id and c.kind = 'personal' and c.college_id = common
      join public.chat_members m on m.chat_id = c.id and m.person_id = two.other
      group by two.muted;
  end if;
  return found_chat;
end
$$;
comment on function public.personal_chat is
  'The personal chat of the caller with another member of a college (SF003 where there is none in common), made when there was none.';
revoke execute on function public.personal_chat from public, anon, service_role;
grant execute on function public.personal_chat to authenticated;

create function private.my_open_chat_ids(college uuid) returns setof uuid
language sql stable security definer
set search_path = ''
begin atomic
  select c.id from public.chats c
  where c.college_id = my_open_chat_ids.college and c.audience <> 'chosen' and c.archived_at is null
    and c.college_id in (select private.my_college_ids())
    and case c.audience
      when 'college' then true
      when 'teachers' then exists (
        select from public.memberships m where m.college_id = c.college_id and m.person_id = (select private.me()) and m.role <> 'student'
      )
      else c.group_id in (
        select s.group_id from public.group_students s where s.person_id = (select private.me())
        union all
        select t.group_id from public.group_teachers t where t.person_id = (select private.me())
      )
    end
    and not exists (
      select from private.chat_departures d where d.chat_id = c.id and d.person_id = (select private.me()) and d.was_removed
    );
end;
comment on function private.my_open_chat_ids is 'Chats of a college whose audience the caller belongs to, in or not, unless they were removed.';

create function public.public_chats(college uuid, query text default '', after uuid default null, size integer default 50)
returns table (
  id uuid,
  kind public.chat_kind,
  title text,
  description text,
  audience public.chat_audience,
  group_id uuid,
  group_number text,
  announcement_only boolean,
  is_open boolean,
  is_joined boolean,
  member_count integer,
  maker jsonb,
  created_at timestamptz,
  picture_path text
)
language sql stable security definer
set search_path = ''
begin atomic
  select private.require_member(public_chats.college);
  with found as (
    select c.*, concat_ws(' ', (c.kind = 'group')::integer, translate(lower(c.title), 'ё', 'е'), c.id) as sort_key
    from public.chats c where c.id in (select private.my_open_chat_ids(public_chats.college))
  ), page as materialized (
    select f.* from found f
    where private.search_text(coalesce(public_chats.query, '')) = ''
        or position(private.search_text(left(public_chats.query, 200)) in private.search_text(f.title || ' ' || f.description)) > 0
    order by f.sort_key
  )
  select
    c.id, c.kind, c.title, c.description, c.audience, c.group_id, g.number, c.announcement_only, private.is_chat_open(c.id),
    c.id in (select private.my_chat_ids()), private.participant_count(c.id), private.person_json(c.created_by), c.created_at, c.picture_path
  from (
    select p.* from page p
    where public_chats.after is null or p.sort_key > (select a.sort_key from found a where a.id = public_chats.after)
    order by p.sort_key limit least(greatest(public_chats.size, 1), 200)
  ) c
  left join public.groups g on g.id = c.group_id
  order by c.sort_key;
end;
comment on function public.public_chats is
  'Chats of a college that are open to the caller, those of groups last, by title, at most 200, after one of the page before. Words are looked for in title and description.';
revoke execute on function public.public_chats from public, anon;
grant execute on function public.public_chats to authenticated, service_role;

create function public.join_chat(chat uuid) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  me constant uuid := (select private.me());
  known public.chats;
begin
  select c.* into known from public.chats c where c.id = chat;
  -- What makes the chat open to the caller stays until this is over, or they would stay after it has ended.
  perform from public.profiles p where p.id = me for key share;
  perform from public.memberships m where m.college_id = known.college_id and m.person_id = me for share;
  perform from public.group_students s where s.group_id = known.group_id and s.person_id = me for share;
  perform from public.group_teachers t where t.group_id = known.group_id and t.person_id = me for share;
  if private.is_participant(chat, me) then
    return;
  end if;
  if private.belongs_to_audience(chat, me) is not true or exists (
    select from private.chat_departures d where d.chat_id = chat and d.person_id = me and d.was_removed
  ) then
    raise exception 'no such chat' using errcode = 'SF003';
  end if;
  perform private.require_open_chat(chat);
  if not known.is_public then
    perform realtime.send(jsonb_build_object('chat_id', chat), 'chat_added', 'user:' || me, true);
  end if;
  delete from private.chat_departures d where d.chat_id = chat and d.person_id = me;
  perform private.insert_chosen(known, array[me]);
  if not private.is_participant(chat, me) then
    raise exception 'no such chat' using errcode = 'SF003';
  end if;
  if not known.is_public then
    perform private.keep_read_seq(chat, me, known.last_seq);
  end if;
end
$$;
comment on function public.join_chat is
  'The caller joins a chat that is open to them, or comes back to one that they left. SF003 where it is not open to them or they were removed, SF006 where it can only be read.';
revoke execute on function public.join_chat from public, anon, service_role;
grant execute on function public.join_chat to authenticated;

create function private.leave(chat public.chats, person uuid, was_removed boolean) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  had_row constant boolean := exists (
    select from public.chat_members m where m.chat_id = chat.id and m.person_id = leave.person and m.is_chosen
  );
begin
  -- Whom chosen people have removed does not come back when they open their chat to everybody.
  if chat.audience <> 'chosen' or leave.was_removed then
    insert into private.chat_departures as known (chat_id, person_id, was_removed) values (chat.id, leave.person, leave.was_removed)
      -- Whoever leaves while they are being removed does not come back.
      on conflict on constraint chat_departures_pkey do update set was_removed = known.was_removed or excluded.was_removed;
  end if;
  delete from public.chat_members m where m.chat_id = chat.id and m.person_id = leave.person;
  if not had_row then
    perform private.close_to(chat.id, leave.person);
  end if;
end
$$;
comment on function private.leave is 'Takes a person out of a chat, whom its audience does not bring back.';

create function public.leave_chat(chat uuid) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  me constant uuid := (select private.me());
  known public.chats;
begin
  perform private.require_participant(chat);
  perform from public.profiles p where p.id = me for key share;
  -- Before their row, as whoever sends does: their place may have to be passed on.
  select c.* into known from public.chats c where c.id = chat for no key update;
  if known.kind = 'personal' then
    raise exception 'nobody leaves a chat of two people' using errcode = 'SF001';
  end if;
  perform private.leave(known, me, false);
end
$$;
comment on function public.leave_chat is 'The caller leaves a chat, also one whose audience they belong to. Into an open one they may come back by join_chat.';
revoke execute on function public.leave_chat from public, anon, service_role;
grant execute on function public.leave_chat to authenticated;
