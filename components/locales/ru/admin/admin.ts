import { texts } from '../../../element/localize.ts';

/** Russian texts of the administration; other languages have the same type. */
export const admin = {
  title: 'Управление',
  choose: 'Раздел',
  administrator: 'Администратор',
  sections: {
    requests: 'Заявки',
    members: 'Участники',
    groups: 'Группы',
    chats: 'Публичные чаты',
    invitations: 'Приглашения по ссылке',
    inquiries: 'Обращения в организацию',
    reports: 'Жалобы',
    audit: 'Журнал изменений',
    about: 'Об учреждении',
  },
  waiting: 'ждут: #',
  notLoaded: 'Раздел не загрузился',
  notLoadedText: 'Нет связи. Раздел откроется сам, когда связь восстановится.',
  noRight: 'Раздел для администраторов',
  noRightText: 'Здесь принимают заявки, ведут группы и приглашают людей. Права назначает администратор колледжа.',
  noRightAsk: 'Если они вам нужны, обратитесь к администратору:',
  noCollege: 'Здесь будет ваш колледж',
  noCollegeText: 'Вы пока не состоите в этом колледже. Попросите у администратора ссылку-приглашение.',
};

export type AdminStrings = typeof admin;

export const adminTexts = texts(admin, async () => (await import('../../en/admin/admin.ts')).admin);
