import { deviceStorage } from '../../core/storage/browser-storage.ts';

/** What a person has chosen to be shown on this device when something is written: nothing, who wrote what, or only that somebody did. */
export type NotifyChoice = 'off' | 'full' | 'plain';

const keyOf = (person: string) => `sferum.notify:${person}`;

export function readNotifyChoice(person: string): NotifyChoice {
  const kept = deviceStorage.read(keyOf(person));
  return kept === 'full' || kept === 'plain' ? kept : 'off';
}

export function writeNotifyChoice(person: string, choice: NotifyChoice): void {
  deviceStorage.write(keyOf(person), choice);
}

/** Pages on plain http, and some browsers on telephones, have no notifications at all. */
export const notifyPermission = (): NotificationPermission | 'unsupported' =>
  typeof Notification === 'function' ? Notification.permission : 'unsupported';

/** Whether this person wants to be notified on this device, and the browser lets us. */
export const notifies = (person: string): boolean =>
  readNotifyChoice(person) !== 'off' && notifyPermission() === 'granted';
