import { headersOf, type OperatorAccess } from './access.ts';

/** What the pages promise, and whether this installation keeps it. */
export interface Finding {
  /** `unknown` where the installation cannot be asked. */
  readonly verdict: 'kept' | 'broken' | 'unknown';
  /** The promise, or what is weaker than it and where to set it. */
  readonly text: string;
}

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
  /** GoTrue's or the database's. */
  readonly code: string;
}

/** Numbers that no country has given to anybody. */
const [nobody, guest] = ['70000000000', '70000000001'];
/** Attempts that a limit of 30 in five minutes surely refuses. */
const many = 45;

const kept = (text: string): Finding => ({ verdict: 'kept', text });
const broken = (text: string): Finding => ({ verdict: 'broken', text });
const unknown = (text: string): Finding => ({ verdict: 'unknown', text });

/**
 * Asks a running installation for whatever is weaker than the pages promise; `docs/self-hosting.md` has the settings. It
 * makes an account for a moment and deletes it, sends no SMS, and uses up the verifications of this network address for
 * five minutes.
 */
export async function checkInstallation(access: OperatorAccess): Promise<Finding[]> {
  const installation = new Installation(access);
  return [
    ...(await channels(installation)),
    await passwordLength(installation),
    await codesByHook(installation),
    await codeLength(installation),
    ...(await functions(installation)),
    await databaseAddress(installation),
    ...(await account(installation)),
    await authLimits(installation),
    unknown(
      'Срок кода в Auth (GOTRUE_SMS_OTP_EXP) и промежуток между SMS (GOTRUE_SMS_MAX_FREQUENCY) узнать нельзя: 600 и 60s.',
    ),
  ];
}

class Installation {
  readonly #access: OperatorAccess;

  constructor(access: OperatorAccess) {
    this.#access = access;
  }

  async ask(path: string, body?: unknown, { method = body ? 'POST' : 'GET', headers = {} } = {}): Promise<Answer> {
    const request = fetch(this.#access.url + path, {
      method,
      headers: { ...headersOf(this.#access), 'content-type': 'application/json', ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const response = await request.catch((error: unknown) => {
      throw new Error(`${this.#access.url} не отвечает (nobody answers).`, { cause: error });
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') && text !== '';
    const parsed = (isJson ? JSON.parse(text) : {}) as Record<string, unknown>;
    return { status: response.status, body: parsed, code: String(parsed.error_code ?? parsed.code ?? '') };
  }
}

/** @throws {Error} when it is no Supabase, or the key is not its own. */
async function channels(installation: Installation): Promise<Finding[]> {
  const { body, status } = await installation.ask('/auth/v1/settings');
  if (status !== 200)
    throw new Error(`Auth не отвечает или не принимает ключ (no answer, or the key is refused): ${status}.`);
  const external = (body.external ?? {}) as Record<string, unknown>;
  return [
    external.phone === true
      ? kept('Вход по телефону открыт.')
      : broken('Вход по телефону закрыт: GOTRUE_EXTERNAL_PHONE_ENABLED=true (auth.sms.enable_signup).'),
    body.phone_autoconfirm === false
      ? kept('Номер подтверждают кодом.')
      : broken('Номера не подтверждают: GOTRUE_SMS_AUTOCONFIRM=false (auth.sms.enable_confirmations = true).'),
    external.email === false
      ? kept('Регистрация по почте закрыта.')
      : broken('Открыта регистрация по почте: GOTRUE_EXTERNAL_EMAIL_ENABLED=false (auth.email.enable_signup = false).'),
    external.anonymous_users !== true
      ? kept('Входа без номера нет.')
      : broken(
          'Открыт вход без номера: GOTRUE_EXTERNAL_ANONYMOUS_USERS_ENABLED=false (auth.enable_anonymous_sign_ins = false).',
        ),
    body.disable_signup === false
      ? kept('Новые люди могут зарегистрироваться.')
      : broken('Новые люди не могут зарегистрироваться: GOTRUE_DISABLE_SIGNUP=false (auth.enable_signup = true).'),
  ];
}

async function passwordLength(installation: Installation): Promise<Finding> {
  const { body, code } = await installation.ask('/auth/v1/signup', { phone: nobody, password: 'a' });
  const length = Number(/at least (\d+) characters/.exec(String(body.msg ?? body.message ?? ''))?.[1]);
  const setting = 'GOTRUE_PASSWORD_MIN_LENGTH=10 (auth.minimum_password_length)';
  if (code !== 'weak_password' || !length) return unknown(`Длину пароля узнать не удалось, должно быть ${setting}.`);
  return length >= 10
    ? kept(`Пароль не короче ${length} знаков.`)
    : broken(`Пароль может быть из ${length} знаков: ${setting}.`);
}

async function codesByHook(installation: Installation): Promise<Finding> {
  const { body, code, status } = await installation.ask('/auth/v1/otp', { phone: nobody });
  const message = String(body.msg ?? body.message ?? '');
  const setting = 'хук send_sms (GOTRUE_HOOK_SEND_SMS_ENABLED, _URI, _SECRETS)';
  if (status === 403 && message.includes('на странице входа')) return kept('Коды выдаёт и считает база.');
  if (status === 429) return unknown(`Auth просит подождать, повторите через пять минут, чтобы проверить ${setting}.`);
  if (status === 200) return broken(`Auth рассылает коды сам, и угадывать их можно без счёта: ${setting}.`);
  return broken(`Коды не уйдут, проверьте ${setting} и журнал функции send-sms: ${status} ${code} ${message}`.trim());
}

async function codeLength(installation: Installation): Promise<Finding> {
  const { body, status } = await installation.ask('/rest/v1/rpc/installation', {});
  if (status !== 200) return broken('В базе нет функций этой версии: примените миграции (supabase db push).');
  const setting = 'GOTRUE_SMS_OTP_LENGTH=10';
  const length = body.password_length;
  if (typeof length !== 'number') return unknown(`За сутки не ушло ни одного кода, длина в Auth не видна: ${setting}.`);
  return length >= 10
    ? kept('Пароли, на которые Auth меняет коды, из десяти цифр.')
    : broken(`Пароль, на который Auth меняет код, из ${length} цифр, его угадают в обход счёта: ${setting}.`);
}

async function functions(installation: Installation): Promise<Finding[]> {
  const sms = await installation.ask('/functions/v1/send-sms', {}, { headers: { 'webhook-id': 'check' } });
  const fault = (sms.body.error ?? {}) as { message?: unknown };
  const erase = await installation.ask(
    '/functions/v1/erase-account',
    {},
    { headers: { authorization: 'Bearer check' } },
  );
  // What either answers to an empty question, to whomever.
  const served = await Promise.all(
    ['lesson', 'calendar'].map(async (name) => {
      const asked = await installation.ask(`/functions/v1/${name}`, {}, { headers: { authorization: 'Bearer check' } });
      return asked.status === 400 && asked.code === 'SF001'
        ? kept(`Функция ${name} работает.`)
        : broken(
            `Функция ${name} не отвечает как должна (${asked.status}): supabase functions deploy, verify_jwt = false.`,
          );
    }),
  );
  return [
    ...served,
    fault.message === 'The signature is not valid.'
      ? kept('Функция send-sms работает и требует подписи Auth.')
      : broken(
          `Функция send-sms не отвечает как должна (${sms.status}): supabase functions deploy, SEND_SMS_HOOK_SECRET.`,
        ),
    erase.status === 401 && erase.code === 'bad_jwt'
      ? kept('Функция erase-account работает.')
      : broken(
          `Функция erase-account не отвечает как должна (${erase.status}): supabase functions deploy, verify_jwt = false.`,
        ),
  ];
}

/** The database must count callers by what the gateway writes, not by what they write themselves. */
async function databaseAddress(installation: Installation): Promise<Finding> {
  const seen = await Promise.all(
    ['203.0.113.1', '203.0.113.2'].map(async (address) => {
      const headers = { 'x-forwarded-for': address };
      const { body } = await installation.ask('/rest/v1/rpc/installation', {}, { headers });
      return { address, seen: String(body.address ?? '') };
    }),
  );
  const setting = 'таблица private.caller_header';
  if (seen.some((each) => each.seen === each.address)) {
    return broken(`База верит адресу, который пишет сам вызывающий: ${setting}.`);
  }
  return seen.every((each) => each.seen)
    ? kept('База считает вызовы по адресу, который пишет шлюз.')
    : broken(`База не видит адреса вызывающего, весь мир для неё один человек: ${setting}.`);
}

/** What only an account can find out: it is made for this and deleted. */
async function account(installation: Installation): Promise<Finding[]> {
  const password = crypto.randomUUID();
  const made = await installation.ask('/auth/v1/admin/users', { phone: guest, phone_confirm: true, password });
  if (!made.body.id) {
    return [
      unknown(`Пробный аккаунт +${guest} не создан (${made.status} ${made.code}): пароли и сеансы не проверены.`),
    ];
  }
  try {
    return [...(await sessions(installation, password)), await wrongPasswords(installation)];
  } finally {
    await installation.ask(`/auth/v1/admin/users/${made.body.id}`, undefined, { method: 'DELETE' });
  }
}

async function sessions(installation: Installation, password: string): Promise<Finding[]> {
  const signedIn = await installation.ask('/auth/v1/token?grant_type=password', { phone: guest, password });
  const token = signedIn.body.access_token;
  if (typeof token !== 'string') return [broken(`Войти по паролю не удалось: ${signedIn.status} ${signedIn.code}.`)];
  const headers = { authorization: `Bearer ${token}` };
  await installation.ask('/auth/v1/logout?scope=global', {}, { headers });
  const after = await installation.ask('/rest/v1/rpc/my_colleges', {}, { headers });
  const seconds = Number(signedIn.body.expires_in);
  return [
    after.status === 401
      ? kept('Сеанс, завершённый на всех устройствах, в базе завершён.')
      : broken(`Токен завершённого сеанса ещё читает базу (${after.status}): примените миграции.`),
    seconds <= 3600
      ? kept('Токен живёт не дольше часа.')
      : broken(`Токен живёт ${seconds} с: GOTRUE_JWT_EXP=3600 (auth.jwt_expiry).`),
  ];
}

async function wrongPasswords(installation: Installation): Promise<Finding> {
  for (let count = 0; count < 12; count++) {
    const credentials = { phone: guest, password: `wrong ${count}` };
    const { code, status } = await installation.ask('/auth/v1/token?grant_type=password', credentials);
    if (status !== 429) continue;
    return code === 'over_request_rate_limit'
      ? unknown('Auth просит подождать, повторите через пять минут, чтобы проверить счёт неверных паролей.')
      : kept('После десяти неверных паролей аккаунт на десять минут закрыт для паролей.');
  }
  return broken(
    'Неверные пароли аккаунта никто не считает: хук password_verification_attempt (private.count_password_attempt).',
  );
}

/** Last, because it uses up the limit. Each call claims another address, which must not help. */
async function authLimits(installation: Installation): Promise<Finding> {
  const statuses = await Promise.all(
    Array.from({ length: many }, async (_, index) => {
      const address = `203.0.113.${index + 1}`;
      const headers = { 'x-forwarded-for': address, 'x-real-ip': address };
      const guess = { phone: nobody, token: '0000000000', type: 'sms' };
      return (await installation.ask('/auth/v1/verify', guess, { headers })).status;
    }),
  );
  return statuses.includes(429)
    ? kept('Auth считает запросы с одного адреса.')
    : broken(
        'Auth не считает запросы с одного адреса: GOTRUE_RATE_LIMIT_VERIFY=30, GOTRUE_RATE_LIMIT_OTP=30 и GOTRUE_RATE_LIMIT_HEADER, заголовок, который шлюз пишет сам (X-Real-IP у Kong), не X-Forwarded-For.',
      );
}
