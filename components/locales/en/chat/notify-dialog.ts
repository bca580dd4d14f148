import type { NotifyDialogStrings } from '../../ru/chat/notify-dialog.ts';

export const notifyDialog = {
  title: 'Notifications',
  about:
    'While this page is open, the browser tells you of new messages, but not of muted chats and of what you see already.',
  turnOn: 'Turn on',
  turnOff: 'Turn off',
  isOn: 'Notifications are on for this device.',
  full: 'Show who wrote and what',
  fullText: 'Otherwise a notification says “New message” and nothing else.',
  denied:
    'The browser blocks notifications of this site. Allow them in its settings: click the sign left of the address of the page.',
  unsupported: 'This browser does not show notifications on this page.',
  works: 'This is what notifications look like',
} satisfies NotifyDialogStrings;
