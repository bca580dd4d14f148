/**
 * The captcha of Supabase Auth (`[auth.captcha]`), for a page whose tag names one. Its code comes from the host of its
 * provider and from nowhere else, when a token is first asked for.
 *
 *     const captcha = new Captcha({ provider: 'turnstile', siteKey: '0x4AAA…' }, element);
 *     const token = await captcha.token(); // shows the widget in the slot `captcha` of `element` until it is solved
 */

import { AppError } from '../core/errors.ts';
import type { Reason } from './auth-problem.ts';

export type CaptchaProvider = 'turnstile' | 'hcaptcha';

export interface CaptchaConfig {
  readonly provider: CaptchaProvider;
  /** Public key of the site, from the provider. */
  readonly siteKey: string;
}

/** What both providers have in common. */
interface Widget {
  render(container: HTMLElement, options: Record<string, unknown>): string;
  remove(id: string): void;
}

const scripts: Readonly<Record<CaptchaProvider, string>> = {
  turnstile: 'https://challenges.cloudflare.com/turnstile/v0/api.js?render=explicit',
  hcaptcha: 'https://js.hcaptcha.com/1/api.js?render=explicit',
};

/** How long somebody may take, in milliseconds. */
const patience = 120_000;

const failed = (cause?: unknown): AppError =>
  new AppError('invalid', '', { cause, reason: 'captchaFailed' satisfies Reason });

export const isCaptchaProvider = (name: string): name is CaptchaProvider => Object.hasOwn(scripts, name);

export class Captcha {
  readonly #config: CaptchaConfig;
  readonly #host: HTMLElement;

  constructor(config: CaptchaConfig, host: HTMLElement) {
    this.#config = config;
    this.#host = host;
  }

  /**
   * A token for one request. The widget stands among the children of the element, because it does not find its way in a
   * shadow root.
   * @throws {AppError} with the reason `captchaFailed`, `offline` when the provider is not reached.
   */
  async token(): Promise<string> {
    const widget = await load(this.#config.provider);
    const container = document.createElement('div');
    container.slot = 'captcha';
    this.#host.append(container);
    let id: string | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    try {
      return await new Promise<string>((resolve, reject) => {
        timer = setTimeout(() => reject(failed()), patience);
        const fail = (cause?: unknown) => reject(failed(cause));
        id = widget.render(container, {
          sitekey: this.#config.siteKey,
          callback: resolve,
          'error-callback': fail,
          'expired-callback': fail,
          'timeout-callback': fail,
          'chalexpired-callback': fail,
        });
      });
    } finally {
      clearTimeout(timer);
      if (id !== undefined) widget.remove(id);
      container.remove();
    }
  }
}

const loading = new Map<CaptchaProvider, Promise<Widget>>();

function load(provider: CaptchaProvider): Promise<Widget> {
  const begun = loading.get(provider);
  if (begun) return begun;
  const loaded = insert(provider);
  loading.set(provider, loaded);
  loaded.catch(() => loading.delete(provider));
  return loaded;
}

function insert(provider: CaptchaProvider): Promise<Widget> {
  const script = document.createElement('script');
  script.async = true;
  script.src = trusted(scripts[provider]) as string;
  const widget = () => (globalThis as unknown as Partial<Record<CaptchaProvider, Widget>>)[provider];
  return new Promise<Widget>((resolve, reject) => {
    script.addEventListener('load', () => {
      const found = widget();
      if (found) resolve(found);
      else reject(failed());
    });
    script.addEventListener('error', () => {
      script.remove();
      reject(new AppError('offline', `${new URL(scripts[provider]).host} was not reached`));
    });
    document.head.append(script);
  });
}

interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL(url: string): string },
  ): { createScriptURL(url: string): unknown };
}

/** The address as pages with Trusted Types want it: the policy `sferum-captcha` knows these two addresses only. */
function trusted(url: string): unknown {
  const { trustedTypes } = globalThis as unknown as { trustedTypes?: TrustedTypes };
  if (!trustedTypes) return url;
  policy ??= trustedTypes.createPolicy('sferum-captcha', {
    createScriptURL(asked) {
      if (Object.values(scripts).includes(asked)) return asked;
      throw new TypeError(`${asked} is no captcha`);
    },
  });
  return policy.createScriptURL(url);
}
let policy: ReturnType<TrustedTypes['createPolicy']> | undefined;
