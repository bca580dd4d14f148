import type { Database } from '../supabase/embedded/database.ts';

/** A small college where the demo's teacher works as well, for the page with two contexts. */
export const secondCollegeId = 'b1f0c6d2-7a35-4e0e-8a4e-2f6f1c9d5e30';

/** To be changed whenever the data below changes. */
export const secondCollegeVersion = '2';

const chatId = 'b1f0c6d2-7a35-4e0e-8a4e-2f6f1c9d5e31';

const announcements = [
  'Коллеги, добро пожаловать в чат техникума связи.',
  'Педсовет переносится на среду, 16:00, актовый зал.',
  'Просьба сдать рабочие программы до конца недели.',
];

/**
 * @param teacher telephone of the reader, who must exist already.
 * @param author telephone of the author of the messages, who must exist already.
 */
export async function seedSecondCollege(database: Database, teacher: string, author: string): Promise<void> {
  await database.transaction(async (tx) => {
    await tx.query(
      `insert into public.colleges (id, name, short_name, city)
       values ($1, 'Заречный техникум связи', 'Заречный техникум', 'Заречный')`,
      [secondCollegeId],
    );
    await tx.query(
      `insert into public.memberships (college_id, person_id, role)
       select $1, id, 'teacher' from auth.users where phone in ($2, $3)`,
      [secondCollegeId, teacher, author],
    );
    await tx.query(
      `insert into public.chats (id, college_id, kind, title) values ($1, $2, 'college', 'Объявления техникума')`,
      [chatId, secondCollegeId],
    );
    await tx.query(
      'insert into public.chat_members (chat_id, person_id) select $1, id from auth.users where phone in ($2, $3)',
      [chatId, teacher, author],
    );
    for (const text of announcements) {
      await tx.query(
        `insert into public.messages (id, chat_id, author_id, body)
         select gen_random_uuid(), $1, id, $2 from auth.users where phone = $3`,
        [chatId, text, author],
      );
    }
  });
}
