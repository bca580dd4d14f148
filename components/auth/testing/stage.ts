import type { App } from '../../element/app.ts';
import '../../element/app.ts';
import { until } from '../../element/testing/until.ts';
import type { Auth } from '../auth.ts';
import '../auth.ts';
import { FakeServer } from './fake-server.ts';

export const phone = '79123456789';
export const password = 'синяя-парта-214';
export const alina = { surname: 'Соколова', name: 'Алина', patronymic: 'Игоревна' };

/** The server of the running test, and its address, which no other test has. */
export let server: FakeServer;
export let url: string;
let count = 0;

/** An element in the middle of a page, with a backend of its own. */
export async function mount(attributes: Record<string, string> = {}): Promise<Auth> {
  const app = document.createElement('sferum-app') as App;
  app.url = url;
  app.key = 'publishable';
  const auth = document.createElement('sferum-auth');
  for (const [name, value] of Object.entries(attributes)) auth.setAttribute(name, value);
  app.append(auth);
  document.body.append(app);
  await until(() => all(auth, '#title')[0], 'the first step', 5000);
  return auth;
}

/** The shadow trees of the element and of the parts in it, outermost first. */
function trees(element: Element): ShadowRoot[] {
  const tree = element.shadowRoot;
  return tree ? [tree, ...[...tree.querySelectorAll('*')].flatMap(trees)] : [];
}

export function all<E extends HTMLElement = HTMLElement>(auth: Auth, selector: string): E[] {
  return trees(auth).flatMap((tree) => [...tree.querySelectorAll<E>(selector)]);
}

export function find<E extends HTMLElement = HTMLElement>(auth: Auth, selector: string): E {
  const [found] = all<E>(auth, selector);
  if (!found) throw new Error(`no ${selector}`);
  return found;
}

/** Everything that can be read in it. */
export const text = (auth: Auth) =>
  trees(auth)
    .map((tree) => tree.textContent?.replace(/\s+/g, ' '))
    .join(' ');
export const title = (auth: Auth) => all(auth, '#title')[0]?.textContent?.trim();
/** Id of what has the focus: a failing assertion about the element itself would print the whole page. */
export const focused = (auth: Auth) =>
  trees(auth)
    .map((tree) => tree.activeElement?.id)
    .findLast(Boolean);
/** Text of all alerts. */
export const alerts = (auth: Auth) =>
  all(auth, '[role=alert]')
    .map((alert) => alert.textContent?.trim())
    .join();
export const alerted = (auth: Auth, text: string) =>
  until(() => alerts(auth).includes(text), `«${text}» instead of «${alerts(auth)}»`);
export const at = (auth: Auth, text: string) =>
  until(() => title(auth)?.includes(text), `the step «${text}» instead of «${title(auth)}»`);

export function type(auth: Auth, id: string, text: string): void {
  const input = find<HTMLInputElement>(auth, `#${id}`);
  input.focus();
  input.value = text;
  input.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
}

/** Ticks the consent. */
export const agree = (auth: Auth) => find<HTMLInputElement>(auth, '#consent').click();

/** As Enter in a field does. */
export const enter = (auth: Auth) => find<HTMLFormElement>(auth, 'form').requestSubmit();

export async function atCode(attributes: Record<string, string> = {}): Promise<Auth> {
  const auth = await mount(attributes);
  type(auth, 'phone', '8 (912) 345-67-89');
  enter(auth);
  await at(auth, 'SMS');
  return auth;
}

export async function atNewPassword(): Promise<Auth> {
  const auth = await atCode();
  type(auth, 'code', server.code);
  await at(auth, 'Придумайте');
  return auth;
}

export async function atName(): Promise<Auth> {
  const auth = await atNewPassword();
  type(auth, 'password', password);
  enter(auth);
  await at(auth, 'Как вас зовут');
  return auth;
}

export async function atPassword(attributes: Record<string, string> = {}): Promise<Auth> {
  const auth = await mount(attributes);
  type(auth, 'phone', phone);
  enter(auth);
  await until(() => auth.shadowRoot?.querySelector('#password'), 'the field for the password');
  return auth;
}

/** Gives every test of the file a server, and a clean page after it. */
export function withServer(): void {
  beforeEach(() => {
    server = new FakeServer().install();
    count += 1;
    url = `http://auth-${count}.test`;
  });
  afterEach(() => {
    document.body.replaceChildren();
    document.documentElement.removeAttribute('style');
    document.documentElement.removeAttribute('lang');
    localStorage.clear();
    sessionStorage.clear();
    server.remove();
  });
}
