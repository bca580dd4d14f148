-- Managing chats: people, moderators, muting, texts and modes, the archive.

create function private.can_manage(chat uuid) returns boolean
language sql stable security definer
set search_path = ''
return private.can_moderate(chat) or exists (
  select from public.chats c where c.id = chat and c.audience <> 'chosen' and private.is_chat_admin(c.id, (select private.me()))
);
comment on function private.can_manage is
  'Moderators and administrators who are participants; administrators also the chats that a rule fills or opens, without being in them, and without reading them.';

create function private.require_manager(chat uuid) returns void
language plpgsql stable security definer
set search_path = ''
as $$
begin
  if not private.can_manage(chat) then
    perform private.require_participant(chat);
    raise exception 'only moderators of the chat may do this' using errcode = '42501';
  end if;
end
$$;
comment on function private.require_manager is
  'Refuses participants who do not manage the chat (42501), and everybody else as if there were none (SF003).';

-- First the people, as whoever erases themselves does, and what they are in the college and the group, which ends before chats
-- are looked at: whoever is just being removed would become a moderator, and be it when they come back. Then the chat. What the caller had to wait for
-- may have been the end of their rights.
create function private.lock_chat(chat uuid, people uuid[] default '{}') returns public.chats
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  locked public.chats;
begin
  perform private.require_manager(chat);
  -- Each change is a line in the log, which is kept for ever, and a broadcast.
  perform private.throttle('chats managed by ' || (select private.me()), 600);
  perform from public.profiles p where p.id = any (people || (select private.me())) order by p.id for key share;
  perform from public.memberships m
    where m.college_id = (select c.college_id from public.chats c where c.id = chat) and m.person_id = any (people)
    order by m.person_id for share;
  perform from public.group_students s
    where s.group_id = (select c.group_id from public.chats c where c.id = chat) and s.person_id = any (people)
    order by s.person_id for share;
  perform from public.group_teachers t
    where t.group_id = (select c.group_id from public.chats c where c.id = chat) and t.person_id = any (people)
    order by t.person_id, t.subject for share;
  select c.* into locked from public.chats c where c.id = chat for no key update;
  perform private.require_manager(chat);
  return locked;
end
$$;
comment on function private.lock_chat is 'A chat that the caller manages (else as require_manager), to be changed by one person at a time, and by one person 600 times an hour (SF004).';

create function public.chat_people(chat uuid, query text default '', after uuid default null, size integer default 50)
returns table (
  person_id uuid,
  surname text,
  name text,
  patronymic text,
  role public.member_role,
  is_admin boolean,
  subjects text[],
  groups jsonb,
  is_moderator boolean,
  muted_until timestamptz
)
language plpgsql stable security definer
set search_path = ''
as $$
#variable_conflict use_column
begin
  if not private.can_manage(chat) then
    perform private.require_participant(chat);
  end if;
  return query
    with known as (
      select c.college_id, private.can_manage(c.id) as is_managed from public.chats c where c.id = chat_people.chat
    ), there as materialized (
      select p.person_id from private.participants p where p.chat_id = chat_people.chat
    ), page as materialized (
      select found.person_id, found.role, found.is_admin, found.sort_key, known.college_id, known.is_managed
      from known
      cross join lateral private.find_members(known.college_id, coalesce(chat_people.query, ''), null) found
      where found.person_id in (select t.person_id from there t)
        and (chat_people.after is null or found.sort_key > (
          select translate(lower(concat_ws(' ', p.surname, p.name, p.patronymic)), 'ё', 'е') || ' ' || p.id
          from public.profiles p where p.id = chat_people.after
        ))
      order by found.sort_key
      limit least(greatest(chat_people.size, 1), 200)
    )
    select
      page.person_id, p.surname, p.name, p.patronymic, page.role, page.is_admin, s.subjects,
      private.member_state(page.college_id, page.person_id) -> 'groups',
      coalesce(m.is_moderator, false),
      case when page.is_managed or page.person_id = (select private.me()) then (
        select t.until from private.chat_mutes t where t.chat_id = chat_people.chat and t.person_id = page.person_id and t.until > now()
      ) end
    from page
    join public.profiles p on p.id = page.person_id
    join public.memberships s on s.college_id = page.college_id and s.person_id = page.person_id
    left join public.chat_members m on m.chat_id = chat_people.chat and m.person_id = page.person_id
    order by page.sort_key;
end
$$;
comment on function public.chat_people is
  'Participants of a chat by surname, at most 200, after a person of the page before: for participants, and for whoever manages it. Who is muted only those learn, and the person.';
revoke execute on function public.chat_people from public, anon;
grant execute on function public.chat_people to authenticated, service_role;

create function public.chat_details(chat uuid)
returns table (
  id uuid,
  college_id uuid,
  kind public.chat_kind,
  title text,
  description text,
  audience public.chat_audience,
  is_public boolean,
  group_id uuid,
  group_number text,
  announcement_only boolean,
  slow_mode_seconds integer,
  is_archived boolean,
  is_open boolean,
  version integer,
  member_count integer,
  is_participant boolean,
  can_manage boolean,
  picture_path text
)
language plpgsql stable security definer
set search_path = ''
as $$
#variable_conflict use_column
begin
  if not private.can_manage(chat) then
    perform private.require_participant(chat);
  end if;
  return query
    select c.id, c.college_id, c.kind, c.title, c.description, c.audience, c.is_public, c.group_id, g.number, c.announcement_only,
      c.slow_mode_seconds, c.archived_at is not null, private.is_chat_open(c.id), c.version, private.participant_count(c.id),
      private.is_participant(c.id, (select private.me())), private.can_manage(c.id), c.picture_path
    from public.chats c left join public.groups g on g.id = c.group_id
    where c.id = chat_details.chat;
end
$$;
comment on function public.chat_details is 'What is edited of a chat, for participants and whoever manages it (else SF003), with the version that edit_chat asks for.';
revoke execute on function public.chat_details from public, anon;
grant execute on function public.chat_details to authenticated, service_role;

create function public.add_chat_people(chat uuid, people uuid[]) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  me constant uuid := (select private.me());
  wanted constant uuid[] := array(
    select distinct p.person from unnest(add_chat_people.people) p (person) where p.person is not null order by p.person
  );
  known public.chats := private.lock_chat(chat, wanted);
  added uuid[];
  one uuid;
begin
  if cardinality(wanted) > 500 then
    raise exception 'at most 500 people' using errcode = 'SF001';
  end if;
  perform private.require_open_chat(chat);
  -- Who manages a chat without being in it does not let themselves in.
  if me = any (wanted) and not private.is_participant(chat, me) then
    raise exception 'nobody adds themselves' using errcode = '42501';
  end if;
  added := array(select p.person from unnest(wanted) p (person) where not private.is_participant(chat, p.person));
  perform private.insert_chosen(known, added);
  foreach one in array added loop
    if not exists (select from public.chat_members m where m.chat_id = known.id and m.person_id = one and m.is_chosen) then
      perform private.keep_read_seq(known.id, one, known.last_seq);
      perform realtime.send(jsonb_build_object('chat_id', known.id), 'chat_added', 'user:' || one, true);
    end if;
    if not private.is_participant(chat, me) then
      perform private.log_chat(known, 'chat_person_added', one);
    end if;
  end loop;
  if added <> '{}' then
    perform private.broadcast('chat:' || known.id, 'chat_changed', jsonb_build_object('chat_id', known.id));
  end if;
end
$$;
comment on function public.add_chat_people is
  'Adds members of the college to a chat, also those who had left or were removed. SF001 for anybody else, SF006 where it can only be read.';
revoke execute on function public.add_chat_people from public, anon, service_role;
grant execute on function public.add_chat_people to authenticated;

create function private.require_other_participant(chat uuid, person uuid) returns void
language plpgsql stable security definer
set search_path = ''
as $$
begin
  if private.is_participant(chat, person) is not true then
    raise exception 'not a participant' using errcode = 'SF003', detail = 'no_participant';
  end if;
  if private.is_chat_admin(chat, person) and not private.is_chat_admin(chat, (select private.me())) then
    raise exception 'administrators are managed by administrators' using errcode = '42501';
  end if;
end
$$;
comment on function private.require_other_participant is
  'Refuses who is no participant (SF003), and administrators of the college to moderators who are none (42501).';

create function public.remove_chat_person(chat uuid, person uuid) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  known public.chats := private.lock_chat(chat, array[person]);
begin
  perform private.require_other_participant(chat, person);
  if person = (select private.me()) then
    raise exception 'people leave a chat themselves' using errcode = 'SF001';
  end if;
  perform private.leave(known, person, true);
  perform private.log_chat(known, 'chat_person_removed', person);
  perform private.broadcast('chat:' || known.id, 'chat_changed', jsonb_build_object('chat_id', known.id));
end
$$;
comment on function public.remove_chat_person is 'Takes a participant out of a chat, until they are added again.';
revoke execute on function public.remove_chat_person from public, anon, service_role;
grant execute on function public.remove_chat_person to authenticated;

create function public.set_moderator(chat uuid, person uuid, moderates boolean) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  known public.chats := private.lock_chat(chat, array[person]);
  wanted constant boolean := coalesce(moderates, false);
begin
  perform private.require_other_participant(chat, person);
  if wanted <> exists (select from public.chat_members m where m.chat_id = known.id and m.person_id = person and m.is_moderator) then
    insert into public.chat_members (chat_id, person_id, is_moderator, is_chosen) values (known.id, person, wanted, false)
      on conflict (chat_id, person_id) do update set is_moderator = excluded.is_moderator;
    if wanted then
      delete from private.chat_mutes m where m.chat_id = known.id and m.person_id = set_moderator.person;
    end if;
    perform private.log_chat(known, case when wanted then 'chat_moderator_added' else 'chat_moderator_removed' end, person);
    perform private.broadcast('chat:' || known.id, 'chat_changed', jsonb_build_object('chat_id', known.id));
  end if;
end
$$;
comment on function public.set_moderator is 'Makes a participant a moderator, or ends that.';
revoke execute on function public.set_moderator from public, anon, service_role;
grant execute on function public.set_moderator to authenticated;

-- A chat of chosen people is managed by those of them who are its moderators or administrators, and by nobody else. When the
-- last of these goes, by whatever way, one of those who stay takes their place. Other chats the administrators manage always.
create function private.pass_moderation(chat uuid, person uuid default null) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  known public.chats;
  heir uuid;
begin
  -- Two who go at once: the second waits, and sees that the first has gone.
  select c.* into known from public.chats c
    where c.id = chat and c.kind <> 'personal' and c.audience = 'chosen' for no key update;
  if known.id is null or exists (
    select from private.participants p where p.chat_id = known.id and private.is_moderator(known.id, p.person_id)
  ) then
    return;
  end if;
  select p.person_id into heir
    from private.participants p
    join public.memberships m on m.college_id = known.college_id and m.person_id = p.person_id
    where p.chat_id = known.id and p.person_id is distinct from pass_moderation.person
    order by
      m.role = 'student',
      exists (select from private.chat_mutes t where t.chat_id = known.id and t.person_id = p.person_id and t.until > now()),
      p.since, p.person_id
    limit 1;
  if heir is null then
    return;
  end if;
  update public.chat_members m set is_moderator = true where m.chat_id = known.id and m.person_id = heir;
  delete from private.chat_mutes t where t.chat_id = known.id and t.person_id = heir;
  perform private.log_chat(known, 'chat_moderator_passed', heir);
  perform private.broadcast('chat:' || known.id, 'chat_changed', jsonb_build_object('chat_id', known.id));
end
$$;
comment on function private.pass_moderation is
  'Where nobody manages a chat of chosen people any more: makes the one of them who has been in it longest, teachers and staff first, its moderator, but not the person who has just ceased to be it.';

create function private.pass_moderation_on() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  if old.is_moderator or private.is_chat_admin(old.chat_id, old.person_id) then
    perform private.pass_moderation(old.chat_id, old.person_id);
  end if;
  return null;
end
$$;

create trigger pass_moderation after delete on public.chat_members
  for each row when (old.is_chosen) execute function private.pass_moderation_on();
create trigger pass_moderation_of_resigned after update of is_moderator on public.chat_members
  for each row when (old.is_moderator and not new.is_moderator) execute function private.pass_moderation_on();

-- Theirs as moderators are passed on with that (leave_college_chats).
create function private.pass_moderation_of_admin() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  perform private.pass_moderation(c.id)
    from (
      select c.id from public.chats c join public.chat_members m on m.chat_id = c.id
      where c.college_id = new.college_id and m.person_id = new.person_id and m.is_chosen
      order by c.id
    ) c;
  return null;
end
$$;

create trigger pass_moderation_of_admin after update of is_admin, left_at on public.memberships
  for each row when (old.is_admin and old.left_at is null and (not new.is_admin or new.left_at is not null))
  execute function private.pass_moderation_of_admin();

-- Where the last who managed a chat has gone while nobody was there to follow, whoever comes back first does.
create function private.pass_moderation_to_returned() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  perform private.pass_moderation(c.id)
    from (
      select c.id from public.chats c join public.chat_members m on m.chat_id = c.id
      where c.college_id = new.college_id and m.person_id = new.person_id and m.is_chosen
      order by c.id
    ) c;
  return null;
end
$$;

create trigger pass_moderation_to_returned after update of left_at on public.memberships
  for each row when (old.left_at is not null and new.left_at is null) execute function private.pass_moderation_to_returned();

create function private.mute(chat public.chats, person uuid, minutes integer) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  ends timestamptz;
begin
  -- Pages count down the seconds: of thousands of years there are more than a number holds.
  if minutes not between 0 and 366 * 24 * 60 then
    raise exception 'for how long' using errcode = 'SF001', detail = 'minutes';
  end if;
  ends := coalesce(now() + make_interval(mins => minutes), 'infinity');
  if private.is_moderator(chat.id, person) then
    raise exception 'moderators are not muted' using errcode = 'SF001', detail = 'moderator';
  end if;
  if ends > now() then
    insert into private.chat_mutes (chat_id, person_id, until) values (chat.id, person, ends)
      on conflict on constraint chat_mutes_pkey do update set until = excluded.until;
    perform private.log_chat(chat, 'chat_person_muted', person, null, jsonb_build_object('until', ends));
  else
    delete from private.chat_mutes m where m.chat_id = chat.id and m.person_id = mute.person;
    perform private.log_chat(chat, 'chat_person_unmuted', person);
  end if;
  perform private.broadcast('user:' || person, 'chat_changed', jsonb_build_object('chat_id', chat.id));
end
$$;
comment on function private.mute is
  'Lets somebody only read in a locked chat for so many minutes, a year at most (SF001, minutes; null is for good), or write again: 0. Moderators and administrators are refused (SF001, moderator).';

create function public.mute_person(chat uuid, person uuid, minutes integer default null) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  known public.chats := private.lock_chat(chat, array[person]);
begin
  perform private.require_other_participant(chat, person);
  perform private.mute(known, person, minutes);
end
$$;
comment on function public.mute_person is
  'Lets a participant only read for so many minutes, a year at most (null is for good), or write again: 0. Moderators, administrators and a longer time are refused (SF001).';
revoke execute on function public.mute_person from public, anon, service_role;
grant execute on function public.mute_person to authenticated;

create function private.chat_state(chat public.chats) returns jsonb
language sql immutable
set search_path = ''
return jsonb_build_object(
  'title', chat.title, 'description', chat.description, 'audience', chat.audience, 'is_public', chat.is_public,
  'announcement_only', chat.announcement_only, 'slow_mode_seconds', chat.slow_mode_seconds
);
comment on function private.chat_state is 'What can be edited of a chat.';

create function public.edit_chat(
  chat uuid,
  version integer,
  title text,
  description text,
  announcement_only boolean,
  slow_mode_seconds integer,
  audience public.chat_audience default null,
  is_public boolean default null
) returns integer
language plpgsql volatile security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
  known public.chats := private.lock_chat(chat);
  was constant jsonb := private.chat_state(known);
  wanted constant public.chat_audience := coalesce(edit_chat.audience, known.audience);
  opened constant boolean := coalesce(edit_chat.is_public, known.is_public);
  present public.chats;
begin
  if known.version is distinct from edit_chat.version then
    raise exception 'somebody else has changed the chat'
      using errcode = 'SF002', detail = was || jsonb_build_object('version', known.version);
  end if;
  if private.is_blank(edit_chat.title) or char_length(private.clean_line(edit_chat.title)) > 200
    or edit_chat.description is null or char_length(private.clean_text(edit_chat.description)) > 1000
    or edit_chat.announcement_only is null or edit_chat.slow_mode_seconds is null or edit_chat.slow_mode_seconds not between 0 and 86400
    -- Everybody may take the place of chosen people; nobody is left of a rule without it.
    or wanted <> known.audience and known.audience <> 'chosen' or opened and not known.is_public and known.audience <> 'chosen'
    or not (case wanted when 'chosen' then true when 'group' then known.kind = 'group' else known.kind <> 'group' end)
    or opened and wanted = 'chosen' then
    raise exception 'a title of 1 to 200 characters, a pause of at most a day, an audience that suits the chat' using errcode = 'SF001';
  end if;
  -- Closing a public chat brings in all to whom it was open.
  if (wanted, opened) <> (known.audience, known.is_public) then
    perform private.require_maker(known.college_id, known.kind, wanted, known.group_id);
  end if;
  perform private.require_open_chat(chat);
  update public.chats c
    set title = edit_chat.title, description = edit_chat.description, announcement_only = edit_chat.announcement_only,
      slow_mode_seconds = edit_chat.slow_mode_seconds, audience = wanted, is_public = opened,
      audience_since = case when (wanted, opened) = (c.audience, c.is_public) then c.audience_since else clock_timestamp() end
    where c.id = known.id and (c.title, c.description, c.announcement_only, c.slow_mode_seconds, c.audience, c.is_public)
      is distinct from (
        private.clean_line(edit_chat.title), private.clean_text(edit_chat.description), edit_chat.announcement_only,
        edit_chat.slow_mode_seconds, wanted, opened
      )
    returning * into present;
  if present.id is null then
    return known.version;
  end if;
  perform private.log_chat(
    present, 'chat_changed', null,
    private.changed_only(was, private.chat_state(present)), private.changed_only(private.chat_state(present), was)
  );
  return present.version;
end
$$;
comment on function public.edit_chat is
  'Saves what is edited of a chat and returns its new version. SF002 (with the present values) when somebody was faster, SF006 where the chat can only be read.';
revoke execute on function public.edit_chat from public, anon, service_role;
grant execute on function public.edit_chat to authenticated;

create function private.set_archived(known public.chats, wanted boolean) returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  if (known.archived_at is not null) <> wanted then
    update public.chats c set archived_at = case when wanted then clock_timestamp() end where c.id = known.id;
    perform private.log_chat(known, case when wanted then 'chat_archived' else 'chat_restored' end);
  end if;
end
$$;

create function public.archive_chat(chat uuid) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  known public.chats := private.lock_chat(chat);
begin
  perform private.set_archived(known, true);
end
$$;
comment on function public.archive_chat is 'Closes a chat: it can only be read.';
revoke execute on function public.archive_chat from public, anon, service_role;
grant execute on function public.archive_chat to authenticated;

create function public.restore_chat(chat uuid) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  known public.chats := private.lock_chat(chat);
begin
  perform private.set_archived(known, false);
end
$$;
comment on function public.restore_chat is 'Opens an archived chat again.';
revoke execute on function public.restore_chat from public, anon, service_role;
grant execute on function public.restore_chat to authenticated;

create function public.college_chats(college uuid)
returns table (
  id uuid,
  kind public.chat_kind,
  title text,
  group_number text,
  is_open boolean,
  member_count integer,
  description text,
  audience public.chat_audience,
  is_public boolean,
  is_archived boolean,
  can_manage boolean,
  created_at timestamptz
)
language plpgsql stable security definer
set search_path = ''
as $$
#variable_conflict use_column
begin
  perform private.require_admin(college);
  return query
    with found as materialized (
      select o.* from public.chats o where o.college_id = college and o.kind <> 'personal'
    ), counts as materialized (
      select p.chat_id, count(*)::integer as people from private.participants p
      where p.chat_id = any (array(select f.id from found f)) group by p.chat_id
    )
    select c.id, c.kind, c.title, g.number,
      c.archived_at is null and not coalesce(private.is_graduated(g.end_year, k.time_zone), false), coalesce(counts.people, 0),
      c.description, c.audience, c.is_public, c.archived_at is not null,
      c.audience <> 'chosen' or c.id in (select private.my_chat_ids()), c.created_at
    from found c
    join public.colleges k on k.id = c.college_id
    left join public.groups g on g.id = c.group_id
    left join counts on counts.chat_id = c.id
    order by c.kind, g.number, c.title, c.id;
end
$$;
comment on function public.college_chats is
  'Chats of a college for its administrators, who may write there in its name and manage those that a rule fills or opens: what they are called, not what is said there.';
revoke execute on function public.college_chats from public, anon;
grant execute on function public.college_chats to authenticated, service_role;
