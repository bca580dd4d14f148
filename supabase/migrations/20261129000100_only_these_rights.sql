-- Supabase on a server of one's own, and projects from before November 2026, grant every role all that is made in `public`.
-- Row-level security hides rows, not columns: with such a grant a participant could move his place into any chat. So what
-- was granted unasked is taken back, table by table (a site may keep others here), and what is meant is said once more.
revoke all on
  public.audit_log, public.chat_members, public.chats, public.colleges, public.consents, public.group_students,
  public.group_teachers, public.groups, public.inquiries, public.inquiry_messages, public.invitations, public.join_requests,
  public.memberships, public.messages, public.profiles
from public, anon, authenticated;
revoke all on sequence public.audit_log_id_seq from public, anon, authenticated;
revoke all on public.audit_log from service_role;

grant select on
  public.audit_log, public.chat_members, public.chats, public.colleges, public.consents, public.group_students,
  public.group_teachers, public.groups, public.inquiries, public.inquiry_messages, public.invitations, public.join_requests,
  public.memberships, public.messages, public.profiles
to authenticated;
grant update (read_seq) on public.chat_members to authenticated;
grant insert (id, chat_id, body) on public.messages to authenticated;
grant insert (id, surname, name, patronymic), update (surname, name, patronymic) on public.profiles to authenticated;
grant select on public.audit_log to service_role;

revoke execute on function
  public.create_invitation(uuid, public.member_role, uuid, integer, timestamptz, integer), public.invitation_link(uuid),
  public.invitations_of(uuid), public.redeem_invitation(text, text[]), public.revoke_invitation(uuid)
from public, anon;
