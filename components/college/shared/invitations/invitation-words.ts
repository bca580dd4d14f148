import { serverTime } from '../../../core/dates.ts';
import { type Language, plural } from '../../../element/localize.ts';
import type { InvitationsStrings } from '../../../locales/ru/invitations.ts';
import type { InvitationLink } from './invitations-api.ts';

/** What is shown of a link beside its QR code, and what stands on its printed sheet. */
export interface InvitationFacts {
  readonly address: string;
  readonly code: string;
  /** For the names of files. */
  readonly target: string;
  readonly college: string;
  readonly role: string;
  readonly until: string;
  readonly uses: string;
  readonly sheet: {
    /** «Группа ИС-21, приглашение для студентов» */
    readonly target: string;
    /** «Действует до 6 декабря, 17:50» */
    readonly until: string;
    /** Where the code is typed. */
    readonly codePage: string;
  };
}

/** With less time left it is counted in minutes. */
const countedBelow = 60;

/** «18 апреля, 18:00», with the year when it is another. */
export function moment(date: Date, language: Language, now = serverTime()): string {
  const year = date.getFullYear() === now.getFullYear() ? {} : { year: 'numeric' as const };
  return new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : 'ru', {
    day: 'numeric',
    month: 'long',
    hour: '2-digit',
    minute: '2-digit',
    ...year,
  })
    .format(date)
    .replace(' в ', ', ')
    .replace(' г.,', ',')
    .replace(' at ', ', ');
}

/** How long it still works, or since when it does not. */
export interface Term {
  readonly text: string;
  readonly state: 'far' | 'near' | 'ended';
}

export function termOf(
  link: InvitationLink,
  strings: InvitationsStrings,
  language: Language,
  now = serverTime(),
): Term {
  const { end, expiresAt } = link;
  if (end) {
    const text = strings.ended[end].replace('#', expiresAt ? moment(expiresAt, language, now) : '').trim();
    return { text, state: 'ended' };
  }
  if (!expiresAt) return { text: strings.forever, state: 'far' };
  const minutes = Math.ceil((expiresAt.getTime() - now.getTime()) / 60_000);
  if (minutes > countedBelow)
    return { text: strings.until.replace('#', moment(expiresAt, language, now)), state: 'far' };
  const left = Math.max(minutes, 1);
  return { text: plural(language, left, strings.minutesLeft).replace('#', String(left)), state: 'near' };
}

/** «19 из 26», «8, без ограничения». */
export const usesOf = ({ maxUses, uses }: InvitationLink, strings: InvitationsStrings): string =>
  maxUses === null
    ? strings.usesAny.replace('#', String(uses))
    : strings.usesOf.replace('#', String(uses)).replace('%', String(maxUses));

/** «Ссылка для группы ИС-21», «Ссылка в колледж: преподаватели». */
export const headingOf = ({ group, role }: InvitationLink, strings: InvitationsStrings, language: Language): string =>
  group
    ? strings.showing.title.replace('#', group)
    : strings.showing.titleCollege.replace('#', strings.all[role].toLocaleLowerCase(language));

/** «ИС-21», «Преподаватели». */
export const targetOf = ({ group, role }: InvitationLink, strings: InvitationsStrings): string =>
  group || strings.all[role];

/** The page where a code is typed, as one reads it from paper: without the scheme. */
const codePageOf = (address: string): string => address.replace(/^https?:\/\//, '').split(/[?#]/, 1)[0] ?? '';

export function factsOf(
  link: InvitationLink,
  address: string,
  college: string,
  strings: InvitationsStrings,
  language: Language,
): InvitationFacts {
  const { sheet } = strings;
  const { code, expiresAt, group, role } = link;
  return {
    address,
    code,
    college,
    target: targetOf(link, strings),
    role: strings.role[role],
    until: termOf(link, strings, language).text,
    uses: usesOf(link, strings),
    sheet: {
      target: group ? sheet.group.replace('#', group).replace('%', sheet.for[role]) : sheet.forCollege[role],
      until: expiresAt ? sheet.until.replace('#', moment(expiresAt, language)) : sheet.forever,
      codePage: codePageOf(address),
    },
  };
}
