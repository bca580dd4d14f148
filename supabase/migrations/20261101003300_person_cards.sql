-- What members of a college see of one of its people.

create function public.person_card(college uuid, person uuid)
returns table (
  person_id uuid,
  surname text,
  name text,
  patronymic text,
  role public.member_role,
  is_admin boolean,
  subjects text[],
  groups jsonb,
  phone text,
  can_edit boolean
)
language sql stable security definer
set search_path = ''
begin atomic
  select private.require_member(person_card.college);
  select
    m.person_id, p.surname, p.name, p.patronymic, m.role, m.is_admin, m.subjects,
    private.member_state(m.college_id, m.person_id) -> 'groups',
    case when caller.is_admin then private.mask_phone(private.confirmed_phone(m.person_id)) end,
    caller.is_admin
  from public.memberships m
  join public.profiles p on p.id = m.person_id
  cross join (select person_card.college in (select private.my_admin_college_ids()) as is_admin) caller
  where m.college_id = person_card.college and m.person_id = person_card.person and m.left_at is null;
end;
comment on function public.person_card is
  'A member of a college as its other members see them: name, role, groups, subjects. Administrators also get the number, masked. No row for anybody else.';
revoke execute on function public.person_card from public, anon;
grant execute on function public.person_card to authenticated, service_role;
