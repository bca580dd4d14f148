import { texts } from '../../../element/localize.ts';

/** Russian texts of the dialog about notifications; other languages have the same type. */
export const notifyDialog = {
  title: 'Уведомления',
  about:
    'Пока эта страница открыта, браузер сообщает о новых сообщениях, кроме тех, что уже на экране, и тех, что пришли в чаты с отключёнными уведомлениями.',
  turnOn: 'Включить',
  turnOff: 'Выключить',
  isOn: 'Уведомления включены на этом устройстве.',
  full: 'Показывать, кто написал и что',
  fullText: 'Иначе в уведомлении будет только «Новое сообщение».',
  denied:
    'Браузер запрещает уведомления этого сайта. Разрешите их в его настройках: нажмите на значок слева от адреса страницы.',
  unsupported: 'Этот браузер не показывает уведомления на этой странице.',
  works: 'Так выглядят уведомления',
};

export type NotifyDialogStrings = typeof notifyDialog;

export const notifyDialogTexts = texts(
  notifyDialog,
  async () => (await import('../../en/chat/notify-dialog.ts')).notifyDialog,
);
