import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { madeSecrets } from './auth/hook-config.ts';
import { readConfig } from './config.ts';

describe('config.toml', () => {
  let folder: string;
  const read = async (text: string, env: Record<string, string> = {}) => {
    await writeFile(join(folder, 'config.toml'), text);
    return readConfig(folder, env);
  };
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sferum-config-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('has the defaults of the CLI where there is none', async () => {
    const { auth, database, functions, ignored, port, realtime, rest, storage } = await readConfig(folder, {});
    assert.deepEqual([port, database.port, ignored], [54321, 54322, []]);
    assert.deepEqual(rest, {
      enabled: true,
      schemas: ['public', 'graphql_public'],
      extraSearchPath: ['public', 'extensions'],
      maxRows: 1000,
      exposeNewTables: false,
    });
    assert.deepEqual(
      { ...auth, sms: { ...auth.sms, testCodes: [...auth.sms.testCodes] } },
      {
        enabled: true,
        siteUrl: 'http://127.0.0.1:3000',
        redirectUrls: ['https://127.0.0.1:3000'],
        jwtExpiry: 3600,
        reuseInterval: 10,
        passwordLength: 6,
        passwordSets: [],
        signUp: true,
        anonymous: false,
        email: {
          signUp: true,
          confirm: false,
          codeLength: 6,
          codeExpiry: 3600,
          frequency: 1,
          confirmBoth: true,
          confirmPassword: false,
        },
        sms: {
          signUp: false,
          confirm: false,
          codeLength: 6,
          codeExpiry: 3600,
          frequency: 5,
          template: 'Your code is {{ .Code }}',
          testCodes: [],
        },
        limits: {
          emailsAnHour: 360_000,
          smsAnHour: 30,
          anonymousAnHour: 30,
          refreshes: 150,
          signIns: 30,
          verifications: 30,
        },
        captcha: null,
        hooks: {},
      },
    );
    assert.equal(realtime.enabled, true);
    assert.deepEqual(storage, {
      enabled: true,
      fileSizeLimit: 52_428_800,
      imageTransformation: false,
      buckets: [],
    });
    assert.deepEqual([functions.policy, functions.enabled, functions.secrets], ['per_worker', true, {}]);
  });

  it('has the defaults of the CLI for what a table leaves out', async () => {
    const { auth, storage } = await read(`
      [storage]
      file_size_limit = "1MiB"
      [storage.image_transformation]
      [storage.buckets.papers]
      [auth.email.smtp]
      host = "mail.example"`);
    assert.deepEqual(storage.buckets, [
      { name: 'papers', public: false, fileSizeLimit: 1_048_576, allowedMimeTypes: null },
    ]);
    assert.equal(storage.imageTransformation, false);
    assert.equal(auth.limits.emailsAnHour, 2);
  });

  it('reads sizes and durations', async () => {
    const { auth, storage } = await read(`
      [storage]
      file_size_limit = "5MiB"
      [auth.email]
      max_frequency = "1m30s"
      [auth.sms]
      max_frequency = "500ms"`);
    assert.deepEqual([storage.fileSizeLimit, auth.email.frequency, auth.sms.frequency], [5 * 1024 * 1024, 90, 0.5]);
    assert.equal((await read('storage.file_size_limit = "500KB"')).storage.fileSizeLimit, 512_000);
    assert.equal((await read('storage.file_size_limit = 7')).storage.fileSizeLimit, 7);
  });

  it('takes env(NAME) from the environment, then from the file .env', async () => {
    await writeFile(join(folder, '.env'), 'SITE=http://from.file\nPORT=1\n');
    const text = 'auth.site_url = "env(SITE)"\napi.port = "env(PORT)"';
    const config = await read(text, { PORT: '4000' });
    assert.deepEqual([config.auth.siteUrl, config.port], ['http://from.file', 4000]);
    await assert.rejects(read('auth.site_url = "env(NOWHERE)"'), /auth\.site_url .* NOWHERE is not set/);
  });

  it('reads what a channel allows by both names that the CLI had for it', async () => {
    for (const name of ['enable_signup', 'enabled']) {
      const { auth, ignored } = await read(`[auth.email]\n${name} = false\n[auth.sms]\n${name} = true`);
      assert.deepEqual([auth.email.signUp, auth.sms.signUp, ignored], [false, true, []], name);
    }
  });

  it('makes a secret for a hook where the environment has none, and tells functions its name', async () => {
    const text = `[auth.hook.send_sms]
      enabled = true
      uri = "http://127.0.0.1:54321/functions/v1/send-sms"
      secrets = "env(HOOK_SECRET)"`;
    const [one, two] = [(await read(text)).auth.hooks, (await read(text)).auth.hooks];
    assert.match(madeSecrets(one).HOOK_SECRET ?? '', /^v1,whsec_.{44}$/);
    assert.notDeepEqual(madeSecrets(one), madeSecrets(two));
    const secret = `v1,whsec_${Buffer.from('a secret of the environment').toString('base64')}`;
    assert.deepEqual(madeSecrets((await read(text, { HOOK_SECRET: secret })).auth.hooks), {});
  });

  it('names what nothing follows, and not what is switched off', async () => {
    const { ignored } = await read(`
      project_id = "x"
      unheard = 1
      [studio]
      port = 54323
      [inbucket]
      enabled = false
      port = 1
      [auth]
      jwt_expiry = 60
      made_up = true
      [auth.external.apple]
      enabled = true
      client_id = "env(UNSET)"
      [auth.external.google]
      enabled = false
      [functions.hello]
      verify_jwt = false
      static_files = ["./a"]`);
    assert.deepEqual(ignored, [
      'unheard',
      'studio',
      'auth.made_up',
      'auth.external.apple',
      'functions.hello.static_files',
    ]);
  });

  it('names every key of a file of the CLI that is not followed, and none that is', async () => {
    const { ignored } = await read(await readFile(join(import.meta.dirname, 'testing', 'config-of-cli.toml'), 'utf8'));
    assert.deepEqual(ignored, [
      'db.shadow_port',
      'db.health_timeout',
      'db.major_version',
      'db.migrations.schema_paths',
      'studio',
      'inbucket',
      'storage.s3_protocol',
      'auth.rate_limit.web3',
      'auth.mfa.max_enrolled_factors',
      'auth.mfa.phone.otp_length',
      'auth.mfa.phone.template',
      'auth.mfa.phone.max_frequency',
      'edge_runtime.inspector_port',
      'edge_runtime.deno_version',
      'analytics',
      'experimental',
    ]);
  });

  it('names also what is off where nobody knows what that is, for it may be misspelt', async () => {
    for (const [text, named] of [
      ['[realtimes]\nenabled = false', ['realtimes']],
      ['[auth.passwords]\nenabled = false', ['auth.passwords']],
      ['[auth]\nenable_sign_up = false', ['auth.enable_sign_up']],
      ['[auth]\nenable_manual_linking = true', ['auth.enable_manual_linking']],
      ['[auth.mfa.totp]\nverify_enabled = true', ['auth.mfa.totp']],
      ['[auth.sms.twilio]\nenabled = true\naccount_sid = "x"', ['auth.sms.twilio']],
      ['[auth.email.template.invite]\nsubject = "x"', ['auth.email.template.invite']],
      ['[auth.email.notification.password_changed]\nenabled = true', ['auth.email.notification.password_changed']],
      ['[remotes.preview]\nproject_id = "x"', ['remotes.preview']],
      ['[nothing]', ['nothing']],
      ['[edge_runtime.secrets]\n[storage.buckets]\n[auth.sms.test_otp]\n[functions]', []],
      ['[[lists]]\na = 1', ['lists']],
    ] as const) {
      assert.deepEqual((await read(text)).ignored, named, text);
    }
  });

  it('leaves migrations out where they are switched off', async () => {
    assert.equal((await read('')).database.migrations, true);
    const { database, ignored } = await read('[db.migrations]\nenabled = false');
    assert.deepEqual([database.migrations, ignored], [false, []]);
  });

  it('reads functions by name', async () => {
    const { functions } = await read(
      `
      [functions.open]
      verify_jwt = false
      [functions.off]
      enabled = false
      entrypoint = "./functions/off/other.ts"
      [edge_runtime]
      policy = "oneshot"
      [edge_runtime.secrets]
      KEY = "env(FROM_OUTSIDE)"`,
      { FROM_OUTSIDE: 'secret' },
    );
    assert.deepEqual(functions.functions.get('open'), {
      enabled: true,
      verifyJwt: false,
      entrypoint: '',
      importMap: '',
    });
    assert.equal(functions.functions.get('off')?.enabled, false);
    assert.deepEqual([functions.policy, functions.secrets], ['oneshot', { KEY: 'secret' }]);
  });

  it('refuses to start where a protection would be missing', async () => {
    for (const [text, named] of [
      ['[auth.captcha]\nenabled = true\nprovider = "hcaptcha"', /auth\.captcha\.secret/],
      ['[auth.mfa.totp]\nenroll_enabled = true', /auth\.mfa\.totp\.enroll_enabled/],
      ['[auth.sessions]\ntimebox = "24h"', /auth\.sessions\.timebox/],
      ['[api.tls]\nenabled = true', /api\.tls\.enabled/],
      ['[db.network_restrictions]\nenabled = true', /db\.network_restrictions\.enabled/],
    ] as const) {
      await assert.rejects(read(text), named);
    }
    await read('[auth.captcha]\nenabled = false\n[auth.mfa.totp]\nenroll_enabled = false');
  });

  it('says which value is of the wrong kind, and in which line the file is broken', async () => {
    for (const [text, expected] of [
      ['[api]\nport = "many"', 'config.toml: api.port must be a whole number of at least 0.'],
      ['[api]\nport = 70000', 'config.toml: api.port must be the number of a port, 0 to 65535.'],
      ['[api]\nschemas = "public"', 'config.toml: api.schemas must be a list of texts.'],
      ['[auth]\nenable_signup = "no"', 'config.toml: auth.enable_signup must be true or false.'],
      [
        '[auth.sms]\nmax_frequency = "5 moons"',
        'config.toml: auth.sms.max_frequency must be a duration as "60s" or "1h30m".',
      ],
      [
        '[storage]\nfile_size_limit = "big"',
        'config.toml: storage.file_size_limit must be a size as "5MiB" or "500KB".',
      ],
      ['[edge_runtime]\npolicy = "x"', 'config.toml: edge_runtime.policy must be one of "per_worker", "oneshot".'],
      ['auth = 5', 'config.toml: auth must be a table.'],
    ] as const) {
      await assert.rejects(read(text), { message: expected });
    }
    await assert.rejects(
      read('[api]\nport = '),
      /^ConfigError: config\.toml: line 2 cannot be read|^Error: config\.toml: line 2/,
    );
  });
});
