import { thisProject } from '../_shared/project.ts';
import { GatewayError, send } from './gateways.ts';
import { isSigned } from './signature.ts';

/** Largest call, in bytes; real ones have a few thousand. */
const largest = 100_000;
const defaultText = 'Код для входа: {code}. Никому его не сообщайте.';

/**
 * Supabase's Send SMS hook: hands the code of a sign-in to an SMS gateway. What the person gets is a code of the
 * database, which counts guesses and messages, in place of the one-time password of Auth. Numbers and codes are not
 * logged. `docs/self-hosting.md` has the settings.
 */
export default async function sendSms(request: Request): Promise<Response> {
  const secret = Deno.env.get('SEND_SMS_HOOK_SECRET');
  if (!secret) {
    console.error('SEND_SMS_HOOK_SECRET is not set.');
    return notSent();
  }
  const body = await read(request);
  if (body === null || !(await isSigned(request.headers, body, secret))) {
    return Response.json({ error: { http_code: 401, message: 'The signature is not valid.' } }, { status: 401 });
  }
  const message = messageOf(body);
  if (!message) {
    console.error('The call holds no number or no code.');
    return refusal(400, 'Не указан номер телефона.');
  }
  const { password, phone } = message;
  if (message.owner !== phone) return refusal(403, 'Номер аккаунта меняет оператор платформы.');
  const code = await issueCode(phone, password);
  if (code instanceof Response) return code;
  const text = (Deno.env.get('SMS_TEXT') ?? defaultText).replaceAll('{code}', code);
  try {
    await send(phone, text, (name) => Deno.env.get(name));
    return Response.json({});
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    console.error(`An SMS to …${phone.slice(-2)} was not sent: ${error.message}.`);
    return notSent();
  }
}

/** Auth passes these on only when the status of the answer itself is 200. */
function refusal(code: number, message: string): Response {
  return Response.json({ error: { http_code: code, message } });
}

/** Not 5xx: clients of Auth take that for a lost connection. */
const notSent = () => refusal(422, 'Не удалось отправить SMS. Попробуйте ещё раз через несколько минут.');

/** The code to send in place of the one-time password, or why none is sent. */
async function issueCode(phone: string, password: string): Promise<string | Response> {
  const { secretKey, url } = thisProject();
  let status: number;
  let answer: unknown;
  try {
    const response = await fetch(`${url}/rest/v1/rpc/issue_code`, {
      method: 'POST',
      headers: { apikey: secretKey, authorization: `Bearer ${secretKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ phone, password }),
    });
    status = response.status;
    answer = await response.json();
  } catch (error) {
    console.error(`The database was not asked for a code: ${error instanceof Error ? error.name : 'unknown'}.`);
    return notSent();
  }
  if (status === 200 && typeof answer === 'string') return answer;
  const { code } = answer as { code?: unknown };
  if (code === 'SF003') return refusal(403, 'Код запрашивают на странице входа.');
  if (code === 'SF004') return refusal(429, 'Слишком много SMS. Попробуйте через час.');
  console.error(`The database issued no code: ${status} ${String(code)}.`);
  return notSent();
}

/** The body, null when it is too long. */
async function read(request: Request): Promise<string | null> {
  const chunks: string[] = [];
  const decoder = new TextDecoder();
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.length;
    if (size > largest) return null;
    chunks.push(decoder.decode(chunk, { stream: true }));
  }
  return chunks.join('') + decoder.decode();
}

/** `phone` is the number to send to, `owner` that of the account; older versions of Auth give only this one. */
function messageOf(body: string): { phone: string; owner: string; password: string } | null {
  const { sms, user } = JSON.parse(body) as {
    sms?: { otp?: unknown; phone?: unknown };
    user?: { phone?: unknown };
  };
  const owner = digits(user?.phone);
  const phone = digits(sms?.phone) || owner;
  const password = String(sms?.otp ?? '');
  return /^[1-9]\d{6,14}$/.test(phone) && /^\d{4,10}$/.test(password) ? { phone, owner, password } : null;
}

const digits = (phone: unknown): string => String(phone ?? '').replace(/^\+/, '');
