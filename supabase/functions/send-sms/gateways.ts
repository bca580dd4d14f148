/** Why a message was not accepted; the text is for the log and contains neither number nor code. */
export class GatewayError extends Error {}

/** How to send a message through a gateway, and how to read the answer. */
interface Gateway {
  request(phone: string, text: string): Request;
  /** Why the message was refused; null when it was accepted. */
  refusal(status: number, body: string): string | null;
}

type Setting = (name: string) => string | undefined;

/** Supabase waits for a hook for five seconds in all. */
const patience = 4_000;

/** Sends a text to a number (digits with the country code) through the gateway that the environment names. */
export async function send(
  phone: string,
  text: string,
  setting: Setting,
  { ask = fetch, waitMs = patience }: { ask?: typeof fetch; waitMs?: number } = {},
): Promise<void> {
  const gateway = gatewayOf(setting);
  let status: number;
  let body: string;
  try {
    const response = await ask(gateway.request(phone, text), {
      signal: AbortSignal.timeout(waitMs),
      redirect: 'error',
    });
    status = response.status;
    body = await response.text();
  } catch (error) {
    // The error of fetch may contain the address, and the address number and code.
    throw new GatewayError(
      error instanceof Error && error.name === 'TimeoutError' ? 'no answer in time' : 'not reached',
    );
  }
  const refusal = gateway.refusal(status, body);
  if (refusal !== null) throw new GatewayError(refusal);
}

function gatewayOf(setting: Setting): Gateway {
  switch (setting('SMS_GATEWAY')) {
    case 'sms.ru':
      return smsRu(required(setting, 'SMSRU_API_ID'), setting('SMS_SENDER'));
    case 'http':
      return http(setting);
    default:
      throw new GatewayError('SMS_GATEWAY must be sms.ru or http');
  }
}

function required(setting: Setting, name: string): string {
  const value = setting(name);
  if (!value) throw new GatewayError(`${name} is not set`);
  return value;
}

/** https://sms.ru/api/send: code 100 for the request and for the number means accepted. */
function smsRu(apiId: string, sender: string | undefined): Gateway {
  return {
    request: (phone, text) =>
      new Request('https://sms.ru/sms/send', {
        method: 'POST',
        body: new URLSearchParams({ api_id: apiId, to: phone, msg: text, json: '1', ...(sender && { from: sender }) }),
      }),
    refusal(status, body) {
      if (status !== 200) return `sms.ru answered ${status}`;
      const answer = parse(body) as { status_code?: unknown; sms?: Record<string, { status_code?: unknown }> } | null;
      const codes = [answer?.status_code, ...Object.values(answer?.sms ?? {}).map((each) => each?.status_code)];
      return codes.length > 1 && codes.every((code) => code === 100)
        ? null
        : `sms.ru answered ${codes.map(String).join(', ')}`;
    },
  };
}

/** Any gateway with a single HTTP request; address and body are templates with {phone} and {text}. */
function http(setting: Setting): Gateway {
  const url = required(setting, 'SMS_HTTP_URL');
  const body = setting('SMS_HTTP_BODY');
  const type = setting('SMS_HTTP_TYPE') ?? 'application/json';
  const headers = parse(setting('SMS_HTTP_HEADERS') ?? '{}') as Record<string, string> | null;
  if (!headers) throw new GatewayError('SMS_HTTP_HEADERS is no JSON');
  const success = new RegExp(setting('SMS_HTTP_SUCCESS') ?? '');
  return {
    request: (phone, text) =>
      new Request(fill(url, phone, text, encodeURIComponent), {
        method: setting('SMS_HTTP_METHOD') ?? (body === undefined ? 'GET' : 'POST'),
        headers: { ...(body !== undefined && { 'content-type': type }), ...headers },
        ...(body !== undefined && { body: fill(body, phone, text, escapeFor(type)) }),
      }),
    refusal: (status, answer) => {
      if (status < 200 || status > 299) return `the gateway answered ${status}`;
      return success.test(answer) ? null : 'the answer of the gateway is not SMS_HTTP_SUCCESS';
    },
  };
}

function fill(template: string, phone: string, text: string, escaped: (value: string) => string): string {
  return template.replaceAll(/\{(phone|text)\}/g, (_, name) => escaped(name === 'phone' ? phone : text));
}

function escapeFor(type: string): (value: string) => string {
  if (type.includes('json')) return (value) => JSON.stringify(value).slice(1, -1);
  if (type.includes('urlencoded')) return encodeURIComponent;
  if (type.includes('xml'))
    return (value) => value.replaceAll(/[<>&'"]/g, (character) => `&#${character.charCodeAt(0)};`);
  return (value) => value;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
