/** What a person has chosen to be shown on this device when something is written: nothing, who wrote what, or only that somebody did. */
export type NotifyChoice = 'off' | 'full' | 'plain';

const keyOf = (person: string) => `sferum.notify:${person}`;

/** What the browser refused to keep. */
const memory = new Map<string, NotifyChoice>();

export function readNotifyChoice(person: string): NotifyChoice {
  // What is in memory could not be kept, so it is newer.
  const unkept = memory.get(person);
  if (unkept !== undefined) return unkept;
  try {
    const kept = localStorage.getItem(keyOf(person));
    return kept === 'full' || kept === 'plain' ? kept : 'off';
  } catch {
    return 'off';
  }
}

export function writeNotifyChoice(person: string, choice: NotifyChoice): void {
  try {
    localStorage.setItem(keyOf(person), choice);
    memory.delete(person);
  } catch {
    memory.set(person, choice);
  }
}

/** Pages on plain http, and some browsers on telephones, have no notifications at all. */
export const notifyPermission = (): NotificationPermission | 'unsupported' =>
  typeof Notification === 'function' ? Notification.permission : 'unsupported';

/** Whether this person wants to be notified on this device, and the browser lets us. */
export const notifies = (person: string): boolean =>
  readNotifyChoice(person) !== 'off' && notifyPermission() === 'granted';
