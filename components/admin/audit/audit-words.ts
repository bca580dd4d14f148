import { clock, dayTitle } from '../../core/dates.ts';
import { type Person, shortName } from '../../core/names.ts';
import type { Sign } from '../../element/icon.ts';
import type { Language } from '../../element/localize.ts';
import type { AuditStrings } from '../../locales/ru/admin/audit.ts';
import type { CommonStrings } from '../../locales/ru/common.ts';
import { signs } from '../../ui/signs.ts';
import type { AuditEntry } from './admin-audit-api.ts';

export type AuditWords = AuditStrings & Pick<CommonStrings, 'erased'>;
type Field = keyof AuditStrings['fields'];

const has = <K extends string>(object: Record<K, unknown>, key: string): key is K => Object.hasOwn(object, key);

export function whoDid({ actor, actorId }: AuditEntry, strings: AuditWords): string {
  if (actor) return shortName(actor);
  return actorId ? strings.erased : strings.platform;
}

/** What was done, in a phrase, and who or what stands in the place of its «#»; a person whose account is erased is null. */
export function phrase(entry: AuditEntry, strings: AuditStrings): { words: string; about: Person | string | null } {
  const { actions, toCollege } = strings;
  if (entry.action === 'member_changed' && entry.before && entry.after) {
    const { is_admin: was } = entry.before;
    const { is_admin: is } = entry.after;
    if (was !== is) return { words: is ? actions.admin_given : actions.admin_taken, about: entry.person };
  }
  const words = has(actions, entry.action) ? actions[entry.action] : actions.other;
  const ofPerson = entry.subjectType === 'person' || entry.subjectType === 'request';
  return { words, about: ofPerson ? entry.person : entry.label || toCollege };
}

/** The phrase as a text. */
export function whatHappened(entry: AuditEntry, strings: AuditWords): string {
  const { about, words } = phrase(entry, strings);
  return words.replace('#', () => (typeof about === 'string' ? about : about ? shortName(about) : strings.erased));
}

/** Whom a line of a group or a chat is about: its phrase names the group or the chat. */
export function whom({ action, person, subjectType }: AuditEntry, { author }: AuditStrings) {
  if (!person || (subjectType !== 'group' && subjectType !== 'chat')) return null;
  return { words: action === 'message_deleted' && subjectType === 'chat' ? `${author}: #` : '#', person };
}

/** Too long for a line: it only says that they changed. */
const unquoted: readonly Field[] = ['logo_path', 'picture_path', 'teachers', 'description'];

/** How many people or lines; none is not worth a word. */
const counted: readonly Field[] = ['new', 'exists', 'error'];

/** The value of a field as a person reads it. */
function read(field: Field, value: unknown, strings: AuditStrings, language: Language): string {
  if (unquoted.includes(field)) return strings.changedOnly;
  if (value === null || value === undefined || value === '') return strings.nothing;
  if (typeof value === 'boolean') return value ? strings.yes : strings.no;
  if (field === 'role' && has(strings.roles, String(value))) return strings.roles[String(value) as 'student'];
  if (field === 'via' && has(strings.via, String(value))) return strings.via[String(value) as 'link'];
  if ((field === 'audience' || field === 'seen_by') && has(strings.audiences, String(value)))
    return strings.audiences[String(value) as 'chosen'];
  if (field === 'until' && value === 'infinity') return strings.forGood;
  if (field === 'expires_at' || field === 'until') {
    const at = new Date(String(value));
    return `${dayTitle(at, language)}, ${clock(at, language)}`;
  }
  if (field === 'day') return dayTitle(new Date(`${value}T00:00`), language);
  if (field === 'groups' && Array.isArray(value)) {
    return value.map(({ number }: { number: string }) => number).join(', ') || strings.nothing;
  }
  if (field === 'file_bytes') {
    return strings.megabytes.replace('#', Math.round(Number(value) / 2 ** 20).toLocaleString(language));
  }
  if (field === 'kinds' && Array.isArray(value)) {
    // In the order in which the rules themselves name them.
    const known = Object.entries(strings.kinds).filter(([kind]) => value.includes(kind));
    return known.map(([, text]) => text).join(', ');
  }
  if (Array.isArray(value)) return value.join(', ') || strings.nothing;
  if (counted.includes(field)) return value === 0 ? strings.nothing : Number(value).toLocaleString(language);
  return String(value);
}

/** Whom it is about beside what the phrase says, and what changed, as a text. */
export function details(entry: AuditEntry, strings: AuditStrings, language: Language): string {
  const about = whom(entry, strings);
  return [about?.words.replace('#', () => shortName(about.person)), changes(entry, strings, language)]
    .filter(Boolean)
    .join(', ');
}

/** From what to what, or what the new thing is like; empty when there is nothing more to say. */
export function changes(entry: AuditEntry, strings: AuditStrings, language: Language): string {
  const { before, after, subjectType } = entry;
  const parts: string[] = [];
  for (const name of Object.keys(strings.fields) as Field[]) {
    // A group that is new or gone is called by its number already.
    if (name === 'number' && !(before && after)) continue;
    const was = before?.[name];
    const is = after?.[name];
    if (JSON.stringify(was) === JSON.stringify(is)) continue;
    const readWas = read(name, was, strings, language);
    const readIs = read(name, is, strings, language);
    // Kept in another order, they are the same.
    if (name === 'kinds' && readWas === readIs) continue;
    if (before && after && name !== 'via') {
      const change = readWas === readIs ? readIs : `${readWas} → ${readIs}`;
      const title = name === 'title' && subjectType === 'chat' ? strings.chatTitle : strings.fields[name];
      parts.push(name === 'is_admin' ? '' : `${title}: ${change}`);
    } else {
      const value = before && !after ? readWas : readIs;
      if (value === strings.nothing || value === strings.no || value === strings.changedOnly) continue;
      parts.push(
        name === 'is_admin'
          ? strings.administrator
          : name === 'role' || name === 'via'
            ? value
            : `${strings.fields[name]}: ${value}`,
      );
    }
  }
  return parts.filter(Boolean).join(', ');
}

const ofType: Record<string, Sign> = {
  person: 'user',
  request: signs.userPlus,
  group: signs.folder,
  invitation: signs.link,
  link: signs.link,
  college: 'building',
  chat: 'chat',
  document: signs.copy,
  document_folder: signs.folder,
  import: signs.table,
  inquiry: signs.inbox,
};

/** The sign of a line. */
export function signOf({ action, subjectType, before, after }: AuditEntry): Sign {
  if (action === 'member_changed' && before?.is_admin !== after?.is_admin) return signs.shield;
  if (action === 'member_added' || action === 'member_readmitted') return signs.userPlus;
  return ofType[subjectType] ?? signs.history;
}
