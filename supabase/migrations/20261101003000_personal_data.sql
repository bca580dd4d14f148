-- What people can get of their own data, and how an account is erased.

-- Of what others did it says that it was done, not by whom: who acted for a college is a matter of its administrators. That
-- an application was hidden is not said at all.
-- In plpgsql, because it names tables of later files.
create function public.export_my_data() returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
begin
  return (select jsonb_build_object(
    'account', (
      select jsonb_build_object('id', a.id, 'phone', a.phone, 'email', a.email, 'created_at', a.created_at, 'last_sign_in_at', a.last_sign_in_at)
      from auth.users a where a.id = me.id
    ),
    'profile', (
      select jsonb_build_object('surname', p.surname, 'name', p.name, 'patronymic', p.patronymic, 'created_at', p.created_at, 'updated_at', p.updated_at)
      from public.profiles p where p.id = me.id
    ),
    'consents', (
      select coalesce(jsonb_agg(jsonb_build_object('version', c.text_version, 'sha256', c.text_hash, 'given_at', c.given_at) order by c.given_at), '[]')
      from public.consents c where c.person_id = me.id
    ),
    'memberships', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'college', c.name, 'role', m.role, 'is_admin', m.is_admin, 'subjects', m.subjects, 'since', m.created_at, 'left_at', m.left_at
      ) order by m.created_at), '[]')
      from public.memberships m join public.colleges c on c.id = m.college_id where m.person_id = me.id
    ),
    'studies_in', (
      select coalesce(jsonb_agg(jsonb_build_object('group', g.number, 'college', c.name, 'since', s.created_at) order by s.created_at), '[]')
      from public.group_students s join public.groups g on g.id = s.group_id join public.colleges c on c.id = g.college_id
      where s.person_id = me.id
    ),
    'teaches', (
      select coalesce(jsonb_agg(jsonb_build_object('group', g.number, 'college', c.name, 'subject', t.subject, 'since', t.created_at) order by t.created_at), '[]')
      from public.group_teachers t join public.groups g on g.id = t.group_id join public.colleges c on c.id = g.college_id
      where t.person_id = me.id
    ),
    'applications', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'college', c.name, 'role', r.role, 'group', r.group_number, 'subjects', r.subjects, 'sent_at', r.created_at
      ) order by r.created_at), '[]')
      from public.join_requests r join public.colleges c on c.id = r.college_id where r.person_id = me.id
    ),
    'college_applications', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'college', a.name, 'short_name', a.short_name, 'country', a.country, 'city', a.city, 'address', a.address, 'site', a.site,
        'surname', a.surname, 'name', a.given_name, 'patronymic', a.patronymic, 'phone', a.phone, 'status', a.status, 'reason', a.reason,
        'sent_at', a.created_at
      ) order by a.created_at), '[]')
      from private.college_applications a where a.phone = private.confirmed_phone(me.id)
    ),
    'expected_in', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'college', c.name, 'surname', e.surname, 'name', e.name, 'patronymic', e.patronymic, 'role', e.role, 'group', g.number,
        'subjects', e.subjects, 'since', e.created_at
      ) order by e.created_at), '[]')
      from private.expected_members e join public.colleges c on c.id = e.college_id left join public.groups g on g.id = e.group_id
      where e.phone = private.confirmed_phone(me.id)
    ),
    'links_made', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'college', c.name, 'group', g.number, 'role', i.role, 'made_at', i.created_at, 'expires_at', i.expires_at, 'revoked_at', i.revoked_at,
        'uses', i.uses, 'max_uses', i.max_uses
      ) order by i.created_at), '[]')
      from public.invitations i join public.colleges c on c.id = i.college_id left join public.groups g on g.id = i.group_id
      where i.created_by = me.id
    ),
    'links_used', (
      select coalesce(jsonb_agg(jsonb_build_object('college', c.name, 'group', g.number, 'used_at', u.used_at) order by u.used_at), '[]')
      from private.invitation_uses u join public.invitations i on i.id = u.invitation_id join public.colleges c on c.id = i.college_id
      left join public.groups g on g.id = i.group_id
      where u.person_id = me.id
    ),
    'chats', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'id', c.id, 'title', c.title, 'kind', c.kind, 'joined_at', p.joined_at, 'read_seq', private.my_read_seq(c.id),
        'is_moderator', p.is_moderator,
        'muted_until', (select t.until from private.chat_mutes t where t.chat_id = c.id and t.person_id = me.id)
      ) order by p.joined_at, c.id), '[]')
      from (
        select m.chat_id, m.joined_at, m.is_moderator from public.chat_members m where m.person_id = me.id
        union all
        select r.chat_id, r.since, false from private.participants r
        where r.person_id = me.id
          and not exists (select from public.chat_members m where m.chat_id = r.chat_id and m.person_id = me.id)
      ) p
      join public.chats c on c.id = p.chat_id
    ),
    'chats_left', (
      select coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'title', c.title, 'was_removed', d.was_removed) order by c.title, c.id), '[]')
      from private.chat_departures d join public.chats c on c.id = d.chat_id where d.person_id = me.id
    ),
    'chat_settings', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'chat', s.chat_id, 'paused_until', s.paused_until, 'pin_rank', s.pin_rank, 'is_marked_unread', s.is_marked_unread
      ) order by s.chat_id), '[]')
      from public.chat_settings s where s.person_id = me.id
    ),
    'messages', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'chat', m.chat_id, 'chat_title', c.title, 'at', m.created_at, 'body', m.body, 'as_college', m.as_college,
        'edited_at', m.edited_at, 'deleted_at', m.deleted_at
      ) order by m.created_at), '[]')
      from public.messages m join public.chats c on c.id = m.chat_id
      where m.author_id = me.id or m.id in (select p.message_id from private.college_posts p where p.admin_id = me.id)
    ),
    'reactions', (
      select coalesce(jsonb_agg(jsonb_build_object('chat', m.chat_id, 'seq', m.seq, 'emoji', r.emoji, 'at', r.created_at) order by r.created_at), '[]')
      from private.reactions r join public.messages m on m.id = r.message_id where r.person_id = me.id
    ),
    'votes', (
      select coalesce(jsonb_agg(jsonb_build_object('question', p.question, 'option', o.text, 'at', v.voted_at) order by v.voted_at), '[]')
      from private.poll_votes v join private.polls p on p.id = v.poll_id
      join private.poll_options o on o.poll_id = v.poll_id and o.is_single = v.is_single and o.position = v.position
      where v.person_id = me.id
    ),
    'articles', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'college', c.name, 'made_at', a.created_at, 'saved_at', a.saved_at, 'published_at', a.published_at,
        'versions', (
          select coalesce(jsonb_agg(jsonb_build_object('title', v.title, 'at', v.made_at, 'body', v.body) order by v.number), '[]')
          from private.article_versions v where v.article_id = a.id and v.made_by = me.id
        )
      ) || case
        -- Whoever writes it no more does not read on what others write there.
        when a.saved_by is not distinct from me.id or private.edits_article(a.id)
          then jsonb_build_object('title', a.title, 'description', a.lead, 'body', a.body)
        else '{}'
      end order by a.created_at), '[]')
      from private.articles a join public.colleges c on c.id = a.college_id
      where a.author_id = me.id or exists (select from private.article_authors w where w.article_id = a.id and w.person_id = me.id)
    ),
    'pins', (
      select coalesce(jsonb_agg(jsonb_build_object('chat', m.chat_id, 'seq', m.seq, 'at', p.pinned_at) order by p.pinned_at), '[]')
      from private.pins p join public.messages m on m.id = p.message_id where p.pinned_by = me.id
    ),
    'reports', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'is_message', r.is_message, 'reason', r.reason, 'comment', r.comment, 'at', r.created_at, 'decision', r.decision
      ) order by r.created_at), '[]')
      from private.reports r where r.reporter_id = me.id
    ),
    'inquiries', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'college', c.name, 'status', i.status, 'at', m.created_at, 'from_college', m.from_college, 'body', m.body,
        'files', (select coalesce(jsonb_agg(f.name order by f.position), '[]') from private.message_files f where f.inquiry_message_id = m.id)
      ) order by m.created_at), '[]')
      from public.inquiries i join public.colleges c on c.id = i.college_id join public.inquiry_messages m on m.inquiry_id = i.id
      where i.asker_id = me.id
    ),
    'answers_as_college', (
      select coalesce(jsonb_agg(jsonb_build_object('college', c.name, 'at', m.created_at, 'body', m.body) order by m.created_at), '[]')
      from private.inquiry_answers a join public.inquiry_messages m on m.id = a.message_id
      join public.inquiries i on i.id = m.inquiry_id join public.colleges c on c.id = i.college_id
      where a.admin_id = me.id
    ),
    'documents', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'college', c.name, 'file', v.name, 'version', v.number, 'at', v.created_at,
        'deleted_at', d.deleted_at
      ) || case
        when d.uploader_id is not distinct from me.id or exists (select from private.documents_for_me seen where seen.id = d.id)
          then jsonb_build_object('title', d.title, 'description', d.description)
        else '{}'
      end order by v.created_at), '[]')
      from private.document_versions v join private.documents d on d.id = v.document_id join public.colleges c on c.id = d.college_id
      where v.uploader_id = me.id
    ),
    'document_folders', (
      select coalesce(jsonb_agg(jsonb_build_object('college', c.name, 'name', f.name, 'at', f.created_at) order by f.created_at), '[]')
      from private.document_folders f join public.colleges c on c.id = f.college_id where f.created_by = me.id
    ),
    'lessons', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'chat', l.chat_id, 'chat_title', c.title, 'topic', l.topic, 'kind', l.kind, 'began', l.host_id is not distinct from me.id,
        'started_at', l.started_at, 'called_at', p.called_at, 'call', p.call, 'was_removed', coalesce(p.is_out, false),
        'visits', (
          select coalesce(jsonb_agg(jsonb_build_object('from', v.joined_at, 'to', v.left_at) order by v.joined_at), '[]')
          from private.lesson_visits v where v.lesson_id = l.id and v.person_id = me.id
        )
      ) order by l.started_at), '[]')
      from private.lessons l
      join public.chats c on c.id = l.chat_id
      left join private.lesson_people p on p.lesson_id = l.id and p.person_id = me.id
      where p.person_id is not null or l.host_id = me.id
    ),
    'lesson_plans', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'chat', p.chat_id, 'topic', p.topic, 'day', p.starts_on, 'time', p.starts_at, 'minutes', p.minutes, 'until', p.until,
        'made_at', p.created_at, 'cancelled_at', p.cancelled_at
      ) order by p.created_at), '[]')
      from private.lesson_plans p where p.teacher_id = me.id
    ),
    'calendar_addresses', (
      select coalesce(jsonb_agg(jsonb_build_object('made_at', a.made_at)), '[]') from private.calendar_addresses a where a.person_id = me.id
    ),
    'changes', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'college', c.name, 'at', l.at, 'action', l.action, 'by_me', l.actor_id is not distinct from me.id, 'before', l.before, 'after', l.after
      ) order by l.id), '[]')
      from public.audit_log l join public.colleges c on c.id = l.college_id
      where l.actor_id = me.id
        or l.subject_type in ('person', 'request') and l.subject_id = me.id::text and l.action <> 'request_hidden'
        or l.subject_type in ('group', 'chat') and coalesce(l.after, l.before) ->> 'person_id' = me.id::text
    ),
    'files', (
      select coalesce(jsonb_agg(owned.name order by owned.name), '[]')
      from (
        select o.bucket_id || '/' || o.name from storage.objects o where o.owner_id = me.id::text
        -- What they sent in the name of a college has no owner.
        union all
        select 'chat-files/' || f.path || '/' || leaf
        from private.message_files f, unnest('{original}' || array(select 'p' || side from unnest(f.previews) side)) leaf
        where f.message_id in (select p.message_id from private.college_posts p where p.admin_id = me.id)
          or f.inquiry_message_id in (select a.message_id from private.inquiry_answers a where a.admin_id = me.id)
      ) owned (name)
    )
  )
  from (select (select private.me()) as id) me
  where me.id is not null);
end
$$;
comment on function public.export_my_data is
  'Everything that is stored about the caller. Files are named, to be fetched from Storage.';
revoke execute on function public.export_my_data from public, anon;
grant execute on function public.export_my_data to authenticated, service_role;

-- Counts of attempts name numbers. Those that still count stay: a person who erases themselves and comes back gets no more
-- attempts by it. What a college has excluded them from stays as well (private.exclusions), without name and number.
create function public.erase_person(person uuid) returns void
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  number text := private.confirmed_phone(person);
  college uuid;
begin
  -- First of all: what the person still sends or changes has then ended, or waits and finds them gone.
  perform from public.profiles p where p.id = person for update;
  for college in
    select m.college_id from public.memberships m where m.person_id = person and m.left_at is null order by m.college_id
  loop
    perform private.end_membership(college, person, 'member_erased');
  end loop;
  -- What nobody else could ever read goes along.
  delete from private.articles a
    where a.author_id = person and a.published_version is null
      and not exists (select from private.article_authors w where w.article_id = a.id and w.person_id <> person);
  -- What was published goes over to the administrators: without what was not.
  update private.articles a
    set title = v.title, lead = v.lead, cover = v.cover, body = v.body, files = v.files, revision = a.revision + 1
    from private.article_versions v
    where a.author_id = person and v.id = a.published_version
      and not exists (select from private.article_authors w where w.article_id = a.id and w.person_id <> person);
  delete from private.article_versions v using private.articles a
    where a.id = v.article_id and a.author_id = person and v.id <> a.published_version and v.id is distinct from a.public_version
      and not exists (select from private.article_authors w where w.article_id = a.id and w.person_id <> person);
  delete from private.expected_members e where e.phone = number;
  delete from private.college_applications a where a.phone = number;
  perform private.delete_past_attempts();
  delete from public.consents c where c.person_id = person;
  -- What they wrote stays, without an author; everything else that refers to them is deleted along.
  delete from public.profiles p where p.id = person;
  perform private.delete_past_mutes();
end
$$;
comment on function public.erase_person is
  'Erases a person who asked for it. What they wrote stays, by a person whose account was erased. The last administrator of a college is refused (SF005). For the function erase-account only, which asks who calls and deletes the account itself, with number and password, afterwards.';
revoke execute on function public.erase_person from public, anon, authenticated;
grant execute on function public.erase_person to service_role;
