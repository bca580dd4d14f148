-- One row of a chat list, or the head of one chat: everything that is shown before its history is loaded.
create function public.my_chats(college uuid default null, chat uuid default null)
returns table (
  id uuid,
  college_id uuid,
  kind public.chat_kind,
  title text,
  group_number text,
  is_open boolean,
  last_seq bigint,
  read_seq bigint,
  others_read_seq bigint,
  member_count integer,
  peer jsonb,
  last_message jsonb,
  created_at timestamptz
)
language sql stable
set search_path = ''
begin atomic
  select
    c.id, c.college_id, c.kind, c.title, g.number, private.is_chat_open(c.id), c.last_seq, me.read_seq,
    coalesce(others.read_seq, 0), others.count::integer + 1,
    (
      select jsonb_build_object('id', p.id, 'surname', p.surname, 'name', p.name, 'patronymic', p.patronymic, 'role', m.role)
      from public.chat_members other
      join public.profiles p on p.id = other.person_id
      left join public.memberships m on m.person_id = p.id and m.college_id = c.college_id
      where c.kind = 'personal' and other.chat_id = c.id and other.person_id <> me.person_id
      limit 1
    ),
    (
      select jsonb_build_object(
        'id', l.id, 'chat_id', l.chat_id, 'seq', l.seq, 'author_id', l.author_id, 'body', left(l.body, 200),
        'created_at', l.created_at, 'surname', p.surname, 'name', p.name, 'patronymic', p.patronymic,
        'college', case when l.as_college then (select k.short_name from public.colleges k where k.id = c.college_id) end
      )
      from public.messages l
      left join public.profiles p on p.id = l.author_id
      where l.chat_id = c.id and l.seq = c.last_seq
    ),
    c.created_at
  from public.chat_members me
  join public.chats c on c.id = me.chat_id
  left join public.groups g on g.id = c.group_id
  cross join lateral (
    select max(o.read_seq) as read_seq, count(*) as count
    from public.chat_members o
    where o.chat_id = c.id and o.person_id <> me.person_id
  ) others
  where me.person_id = (select private.me())
    and (my_chats.college is null or c.college_id = my_chats.college)
    and (my_chats.chat is null or c.id = my_chats.chat);
end;
comment on function public.my_chats is
  'Chats of the caller (of one college, or a single one), each with its newest message, shortened to 200 characters, and how far it was read.';
revoke execute on function public.my_chats from public, anon;
grant execute on function public.my_chats to authenticated, service_role;

create function public.chat_page(chat uuid, before bigint default null, after bigint default null, size integer default 50)
returns table (
  id uuid,
  chat_id uuid,
  seq bigint,
  author_id uuid,
  body text,
  created_at timestamptz,
  surname text,
  name text,
  patronymic text,
  college text
)
language sql stable
set search_path = ''
begin atomic
  -- Going forward takes the oldest that follow, going back the newest that precede.
  with page as (
    (
      select * from public.messages m
      where chat_page.after is not null and m.chat_id = chat_page.chat and m.seq > chat_page.after
        and m.seq < coalesce(chat_page.before, 9223372036854775807)
      order by m.seq
      limit least(greatest(chat_page.size, 1), 200)
    )
    union all
    (
      select * from public.messages m
      where chat_page.after is null and m.chat_id = chat_page.chat
        and m.seq < coalesce(chat_page.before, 9223372036854775807)
      order by m.seq desc
      limit least(greatest(chat_page.size, 1), 200)
    )
  )
  select page.id, page.chat_id, page.seq, page.author_id, page.body, page.created_at, p.surname, p.name, p.patronymic,
    case when page.as_college then (
      select k.short_name from public.chats c join public.colleges k on k.id = c.college_id where c.id = page.chat_id
    ) end
  from page
  left join public.profiles p on p.id = page.author_id
  order by page.seq;
end;
comment on function public.chat_page is
  'Messages of one chat in the order of seq, at most 200: the newest, those just before a seq, or those just after one. What the college wrote has its name in place of an author.';
revoke execute on function public.chat_page from public, anon;
grant execute on function public.chat_page to authenticated, service_role;
