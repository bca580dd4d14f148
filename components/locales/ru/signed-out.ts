import { texts } from '../../element/localize.ts';

/** Russian texts of the cards that stand in place of the tags for members; other languages have the same type. */
export const signedOut = {
  'sferum-admin': { title: 'Войдите, чтобы управлять колледжем', text: 'Раздел открыт администраторам колледжа.' },
  'sferum-article': { title: 'Войдите, чтобы прочитать статью', text: 'Её видят те, кто состоит в колледже.' },
  'sferum-articles': {
    title: 'Войдите, чтобы читать статьи',
    text: 'Их видят те, кто состоит в колледже.',
  },
  'sferum-chat': { title: 'Войдите, чтобы читать чат', text: 'Переписку видят только участники.' },
  'sferum-chats': { title: 'Войдите, чтобы читать чаты', text: 'Переписку видят только участники.' },
  'sferum-college': {
    title: 'Войдите, чтобы увидеть колледж',
    text: 'Группы и участники видны тем, кто состоит в колледже.',
  },
  'sferum-colleges': { title: 'Войдите, чтобы увидеть свой колледж', text: 'Здесь будут ваши учебные заведения.' },
  'sferum-documents': {
    title: 'Войдите, чтобы открыть документы',
    text: 'Документы видят те, кто состоит в колледже.',
  },
  'sferum-group': {
    title: 'Войдите, чтобы увидеть группу',
    text: 'Страница группы видна тем, кто состоит в колледже.',
  },
  'sferum-inquiry': {
    title: 'Войдите, чтобы написать администрации',
    text: 'Писать могут те, кто состоит в колледже или отправил заявку.',
  },
  'sferum-invite': { title: 'Приглашение', text: 'Войдите, чтобы показать ссылку и QR-код.' },
  'sferum-lesson': { title: 'Войдите, чтобы попасть на урок', text: 'Урок видят только участники чата.' },
  'sferum-profile': {
    title: 'Мой профиль',
    text: 'Войдите, чтобы изменить имя, скачать свои данные или удалить аккаунт.',
  },
};

export type SignedOutStrings = typeof signedOut;
export type MembersTag = keyof SignedOutStrings;

export const signedOutTexts = texts(signedOut, async () => (await import('../en/signed-out.ts')).signedOut);
