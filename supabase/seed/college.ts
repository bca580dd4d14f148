import type { Transaction } from '../embedded/database.ts';
import { insertRows } from './insert.ts';

/** The demo college itself, as its administrator has filled it in. */
export async function insertCollege(tx: Transaction, id: string, created: string): Promise<void> {
  await insertRows(
    tx,
    'public.colleges',
    {
      id: 'uuid',
      name: 'text',
      short_name: 'text',
      country: 'text',
      city: 'text',
      address: 'text',
      site: 'text',
      description: 'text',
      logo_path: 'text',
      version: 'integer',
      time_zone: 'text',
      created_at: 'timestamptz',
    },
    [
      {
        id,
        name: 'Речноборский колледж информационных технологий',
        short_name: 'Речноборский колледж',
        country: 'Россия',
        city: 'Речноборск',
        address: 'ул. Садовая, 14',
        site: 'https://rechnoborsk-college.example',
        description:
          'Готовим программистов, системных администраторов, экономистов и автомехаников. Учебный корпус на Садовой, мастерские на Пристанской.\n\nУчебная часть работает с понедельника по пятницу с 9:00 до 17:00, кабинет 104.',
        logo_path: '',
        version: 1,
        time_zone: 'Europe/Moscow',
        created_at: created,
      },
    ],
  );
  // Derived by a trigger otherwise; the search needs it.
  await tx.query(
    `insert into private.college_names (college_id, country, city, names)
     select id, private.search_text(country), private.search_text(city), private.search_text(short_name || ' ' || name || ' ' || address)
     from public.colleges where id = $1`,
    [id],
  );
}
