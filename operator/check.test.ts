import assert from 'node:assert/strict';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { startSupabase } from '../supabase/embedded/index.ts';
import { checkInstallation } from './check.ts';

const project = join(import.meta.dirname, '..', 'supabase');

/** What the check finds on a Supabase with this project and these settings; those of the project when absent. */
async function findings(config?: string): Promise<Record<'kept' | 'broken' | 'unknown', string[]>> {
  const folder = await mkdtemp(join(tmpdir(), 'sferum-check-'));
  await symlink(join(project, 'migrations'), join(folder, 'migrations'));
  if (config !== undefined) await writeFile(join(folder, 'config.toml'), config);
  const sent: string[] = [];
  const supabase = await startSupabase({
    project: config === undefined ? project : folder,
    port: 0,
    passwordCost: 4,
    sms: async ({ phone }) => {
      sent.push(phone);
    },
  });
  try {
    const found = await checkInstallation(supabase);
    const { rows } = await supabase.database.transaction((tx) =>
      tx.query<{ phone: string }>(`select phone from auth.users where phone = '70000000001'`),
    );
    assert.deepEqual(rows, [], 'nobody is left behind');
    const texts = (verdict: string) => found.filter((each) => each.verdict === verdict).map(({ text }) => text);
    if (config === undefined) assert.deepEqual(sent, []);
    return { kept: texts('kept'), broken: texts('broken'), unknown: texts('unknown') };
  } finally {
    await supabase.stop();
    await rm(folder, { recursive: true });
  }
}

describe('The check of an installation', () => {
  it('finds nothing weak where the settings are those of the project', async () => {
    const { broken, kept, unknown } = await findings();
    assert.deepEqual(broken, []);
    assert.equal(kept.length, 16);
    assert.equal(unknown.length, 2);
  });

  it('names each setting that is weaker than the pages promise', async () => {
    const { broken } = await findings(`
      [auth]
      jwt_expiry = 7200
      minimum_password_length = 6
      enable_anonymous_sign_ins = true
      [auth.email]
      enable_signup = true
      [auth.sms]
      enable_signup = true
      enable_confirmations = true
      [auth.rate_limit]
      token_verifications = 1000`);
    for (const setting of [
      /GOTRUE_JWT_EXP=3600/,
      /GOTRUE_PASSWORD_MIN_LENGTH=10/,
      /GOTRUE_EXTERNAL_ANONYMOUS_USERS_ENABLED=false/,
      /GOTRUE_EXTERNAL_EMAIL_ENABLED=false/,
      /хук send_sms/,
      /Функция send-sms/,
      /Функция erase-account/,
      /Функция lesson/,
      /Функция calendar/,
      /password_verification_attempt/,
      /GOTRUE_RATE_LIMIT_VERIFY=30/,
    ]) {
      assert.equal(broken.filter((text) => setting.test(text)).length, 1, String(setting));
    }
    assert.equal(broken.length, 11);
  });

  it('says so where nobody answers as a Supabase does', async () => {
    await assert.rejects(checkInstallation({ url: 'http://127.0.0.1:9', secretKey: 'key' }), /nobody answers/);
  });
});
