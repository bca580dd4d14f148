import { clock, dayTitle } from '../../core/dates.ts';
import { shortName } from '../../core/names.ts';
import type { Sign } from '../../element/icon.ts';
import type { Language } from '../../element/localize.ts';
import { fileSigns } from '../../files/signs.ts';
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

/** What was done, in a phrase. */
export function whatHappened(entry: AuditEntry, strings: AuditWords): string {
  const { actions, erased, toCollege } = strings;
  const person = entry.person ? shortName(entry.person) : erased;
  if (entry.action === 'member_changed' && entry.before && entry.after) {
    const { is_admin: was } = entry.before;
    const { is_admin: is } = entry.after;
    if (was !== is) return (is ? actions.admin_given : actions.admin_taken).replace('#', person);
  }
  const words = has(actions, entry.action) ? actions[entry.action] : actions.other;
  const ofPerson = entry.subjectType === 'person' || entry.subjectType === 'request';
  return words.replace('#', ofPerson ? person : entry.label || toCollege);
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
  if (field === 'groups' && Array.isArray(value)) {
    return value.map(({ number }: { number: string }) => number).join(', ') || strings.nothing;
  }
  if (Array.isArray(value)) return value.join(', ') || strings.nothing;
  if (counted.includes(field)) return value === 0 ? strings.nothing : Number(value).toLocaleString(language);
  return String(value);
}

/** From what to what, or what the new thing is like; empty when there is nothing more to say. */
export function details(entry: AuditEntry, strings: AuditStrings, language: Language): string {
  const { before, after, person, subjectType } = entry;
  const parts: string[] = [];
  // The label of such a line is the group or the chat, so who it is about stands here.
  if (person && subjectType === 'group') parts.push(shortName(person));
  if (person && subjectType === 'chat') {
    parts.push(entry.action === 'message_deleted' ? `${strings.author}: ${shortName(person)}` : shortName(person));
  }
  for (const name of Object.keys(strings.fields) as Field[]) {
    // A group that is new or gone is called by its number already.
    if (name === 'number' && !(before && after)) continue;
    const was = before?.[name];
    const is = after?.[name];
    if (JSON.stringify(was) === JSON.stringify(is)) continue;
    const readWas = read(name, was, strings, language);
    const readIs = read(name, is, strings, language);
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
  document: fileSigns.file,
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
