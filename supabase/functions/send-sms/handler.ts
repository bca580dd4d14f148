import { GatewayError, send } from './gateways.ts';
import { isSigned } from './signature.ts';

/** Largest call, in bytes; real ones have a few thousand. */
const largest = 100_000;
const defaultText = 'Код для входа: {code}. Никому его не сообщайте.';

/**
 * Supabase's Send SMS hook: hands the code of a sign-in to an SMS gateway. Numbers and codes are not logged.
 * `docs/self-hosting.md` has the settings.
 */
export default async function sendSms(request: Request): Promise<Response> {
  const secret = Deno.env.get('SEND_SMS_HOOK_SECRET');
  if (!secret) {
    console.error('SEND_SMS_HOOK_SECRET is not set.');
    return refusal(500, 'Отправка SMS не настроена.');
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
  const { code, phone } = message;
  const text = (Deno.env.get('SMS_TEXT') ?? defaultText).replaceAll('{code}', code);
  try {
    await send(phone, text, (name) => Deno.env.get(name));
    return Response.json({});
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    console.error(`An SMS to …${phone.slice(-2)} was not sent: ${error.message}.`);
    return refusal(503, 'Не удалось отправить SMS. Попробуйте ещё раз через минуту.');
  }
}

/** Auth passes these on only when the status of the answer itself is 200. */
function refusal(code: number, message: string): Response {
  return Response.json({ error: { http_code: code, message } });
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

/** `sms.phone` is the number to send to; older versions of Auth give only `user.phone`. */
function messageOf(body: string): { phone: string; code: string } | null {
  const { sms, user } = JSON.parse(body) as {
    sms?: { otp?: unknown; phone?: unknown };
    user?: { phone?: unknown };
  };
  const phone = String(sms?.phone || user?.phone || '').replace(/^\+/, '');
  const code = String(sms?.otp ?? '');
  return /^[1-9]\d{6,14}$/.test(phone) && /^\d{4,10}$/.test(code) ? { phone, code } : null;
}
