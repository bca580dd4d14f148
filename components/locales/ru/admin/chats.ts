import { texts } from '../../../element/localize.ts';

/** Russian texts of the section «Публичные чаты» of the administration; other languages have the same type. */
export const adminChats = {
  title: 'Публичные чаты',
  lead: 'Чаты всего колледжа, преподавателей и групп, и те, в которые вступают самостоятельно. Читают их только участники.',
  search: 'Название чата',
  create: 'Создать чат',
  filters: { all: 'Все', college: 'Колледж', group: 'Группы', archived: 'В архиве' },
  filtersLabel: 'Какие чаты показать',
  audiences: {
    chosen: 'выбранные участники',
    college: 'весь колледж',
    teachers: 'преподаватели и сотрудники',
    group: 'вся группа',
  },
  isPublic: 'вступают самостоятельно',
  members: { one: '# участник', few: '# участника', many: '# участников', other: '# участника' },
  archived: 'В архиве',
  about: 'О чате: #',
  made: 'Чат создан',
  empty: 'Чаты колледжа появятся здесь',
  emptyText: 'Создайте чат для всего колледжа, для группы или для преподавателей.',
  nothingFound: 'Таких чатов нет',
  nothingFoundText: 'Проверьте название или выберите «Все».',
};

export type AdminChatsStrings = typeof adminChats;

export const adminChatsTexts = texts(adminChats, async () => (await import('../../en/admin/chats.ts')).adminChats);
