import { hashSync } from 'bcryptjs';
import type { Transaction } from '../embedded/database.ts';
import { insertRows } from './insert.ts';

export interface Account {
  id: string;
  /** Id of the row in auth.identities. */
  identity: string;
  /** Digits with the country code. */
  phone: string;
  passwordHash: string;
  surname: string;
  name: string;
  patronymic: string;
  /** ISO time; the number was confirmed then. */
  created: string;
}

/** Deterministic, and cheap, so that seeding does not take minutes. */
export function hashPassword(password: string): string {
  return hashSync(password, '$2a$04$SferumDemoCollege2026.');
}

/** Inserts registered people: each can sign in and has a name. */
export async function insertAccounts(tx: Transaction, accounts: readonly Account[]): Promise<void> {
  await insertRows(
    tx,
    'auth.users',
    {
      instance_id: 'uuid',
      id: 'uuid',
      aud: 'text',
      role: 'text',
      phone: 'text',
      encrypted_password: 'text',
      phone_confirmed_at: 'timestamptz',
      created_at: 'timestamptz',
      updated_at: 'timestamptz',
      raw_app_meta_data: 'jsonb',
      raw_user_meta_data: 'jsonb',
    },
    accounts.map(({ id, phone, passwordHash, created }) => ({
      instance_id: '00000000-0000-0000-0000-000000000000',
      id,
      aud: 'authenticated',
      role: 'authenticated',
      phone,
      encrypted_password: passwordHash,
      phone_confirmed_at: created,
      created_at: created,
      updated_at: created,
      raw_app_meta_data: { provider: 'phone', providers: ['phone'] },
      raw_user_meta_data: {},
    })),
  );
  await insertRows(
    tx,
    'auth.identities',
    {
      id: 'uuid',
      provider_id: 'text',
      user_id: 'uuid',
      identity_data: 'jsonb',
      provider: 'text',
      last_sign_in_at: 'timestamptz',
      created_at: 'timestamptz',
      updated_at: 'timestamptz',
    },
    accounts.map(({ id, identity, phone, created }) => ({
      id: identity,
      provider_id: id,
      user_id: id,
      identity_data: { sub: id, phone, phone_verified: true, email_verified: false },
      provider: 'phone',
      last_sign_in_at: created,
      created_at: created,
      updated_at: created,
    })),
  );
  await insertRows(
    tx,
    'public.profiles',
    {
      id: 'uuid',
      surname: 'text',
      name: 'text',
      patronymic: 'text',
      created_at: 'timestamptz',
      updated_at: 'timestamptz',
    },
    accounts.map(({ id, surname, name, patronymic, created }) => ({
      id,
      surname,
      name,
      patronymic,
      created_at: created,
      updated_at: created,
    })),
  );
}
