import assert from 'node:assert/strict';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { type Import, importsOf, type Source, sourcesIn } from './imports.ts';

/**
 * What each folder of `components/` may import beside itself; from left to right, nothing imports rightward. A folder
 * in a folder has a rule of its own where it has a line of its own.
 */
const below = ['core', 'locales', 'element', 'ui', 'files', 'polls', 'messages'];
const allowed: Readonly<Record<string, readonly string[]>> = {
  core: [],
  locales: ['element'],
  element: ['core', 'locales'],
  loader: ['core', 'locales', 'element'],
  ui: ['core', 'locales', 'element'],
  files: ['core', 'locales', 'element', 'ui'],
  polls: ['core', 'locales', 'element', 'ui'],
  messages: ['core', 'locales', 'element', 'ui', 'files', 'polls'],
  articles: ['core', 'locales', 'element', 'ui', 'files', 'polls'],
  auth: below,
  documents: below,
  lesson: below,
  profile: below,
  'chat/new': below,
  'chat/manage': [...below, 'chat/new'],
  chat: [...below, 'lesson', 'chat/new', 'chat/manage'],
  'college/shared': below,
  'college/group': [...below, 'college/shared', 'chat/new'],
  'college/inquiry': [...below, 'college/shared'],
  'college/colleges': [...below, 'college/shared'],
  'college/invite': [...below, 'college/shared'],
  'college/page': [...below, 'college/shared', 'college/group', 'college/inquiry', 'chat/new'],
  'college/testing': [...below, 'college/shared', 'college/group', 'college/colleges'],
  admin: [...below, 'college/shared', 'college/testing', 'chat/new', 'chat/manage'],
};
/** These name elements of every domain, to fetch them when they are needed. */
const composers = ['components/element/registry.ts', 'components/loader.ts'];
/** Types of these say what a text is for. */
const typesForTexts = ['components/core/errors.ts'];
const mostInFolder = 15;

const isApi = (path: string) => path.endsWith('-api.ts');
const isStore = (path: string) => path.endsWith('-store.ts');
/** What only tests use: fakes know everything of the apis that they stand for. */
const isForTests = (path: string) => path.includes('/testing/');
const isLit = (target: string) => /^(lit|@lit)(\/|$)/.test(target);
const speaksToSupabase = (path: string) =>
  isApi(path) || /^components\/core\/(backend|channels|session|network\/[\w-]+)\.ts$/.test(path);
const sqlState = /['"`](?:SF\d{3}|PGRST\d{3}|[0-9]{2}[0-9A-Z]{3})['"`]|\bSF\d{3}:/;

/** A strict policy of the page forbids what is written in the attribute itself; `styleMap` sets each property. */
const inlineStyle = /\sstyle=(?!\$\{styleMap\()["'$]/;

/** Browsers have these on https and on this machine only; the intranet of many a college is plain http. */
const secureOnly =
  /\bcrypto\s*\.\s*(randomUUID|subtle)\b|\bnavigator\s*\.\s*(clipboard|locks|serviceWorker|mediaDevices|storage|credentials|share|wakeLock)\b|\b(caches|cookieStore)\./;
/** Where they may be asked for, and how it is asked whether they are there. */
const securePlaces: Readonly<Record<string, string>> = {
  'components/core/media/devices.ts': 'navigator.mediaDevices?.',
  'components/core/storage/locks.ts': 'if (!locks)',
  'components/core/id.ts': "typeof crypto.randomUUID === 'function'",
  'components/element/clipboard.ts': 'navigator.clipboard?.',
};

/** The time by the clock of the device; `Date.now()` is for how long something takes. */
const deviceTime = /\bnew Date\(\)/;

/** Whether a key is for an input method; of Safari's methods it does not tell. */
const composing = /\.isComposing\b|[{,] *isComposing\b/;
const composingPlaces = ['components/ui/input-method.ts', 'components/element/host/keys.ts'];

/** Browsers say by a TypeError that nothing was fetched, as of any mistake; only the words tell them apart. */
const typeError = /\binstanceof TypeError\b/;
const typeErrorPlaces = ['components/core/errors.ts', 'components/chat/notify/notify-dialog.ts'];

/** Fetches something once, to be shown or said to have failed; whoever waits for it would wait as long as the server likes. */
const fetchedOnce = /\.then\(\s*(ready|\(\w*\) => ready\([^)]*\)),\s*failed\s*,?\s*\)/;

/** What says «сегодня», «вчера» or a weekday in an element. */
const saysToday = /\b(dayTitle|shortTime)\(/;

/** The line of `allowed` that a file of `components/` stands under; undefined for those that compose. */
function roomOf(path: string): string | undefined {
  const inside = dirname(path).replace(/^components\/?/, '');
  return Object.keys(allowed)
    .filter((room) => inside === room || inside.startsWith(`${room}/`))
    .sort((a, b) => b.length - a.length)[0];
}

/** The section of the administration that a file belongs to; empty for its shell and what its tests share. */
const sectionOf = (path: string): string => /^components\/admin\/(?!testing\/)([^/]+)\//.exec(path)?.[1] ?? '';

type ImportRule = (source: Source, imported: Import) => string | undefined;

/** Each rule gives a sentence for each import that breaks it. */
const importRules: Readonly<Record<string, ImportRule>> = {
  'a folder imports only of those to its left': ({ path }, { to: target, kind }) => {
    if (composers.includes(path) || !target.startsWith('components/')) return undefined;
    const [from, to] = [roomOf(path), roomOf(target)];
    if (from === to && from) return undefined;
    if (from === 'locales' && kind === 'type' && typesForTexts.includes(target)) return undefined;
    const may = from && (allowed[from] ?? []).some((room) => room === to);
    return may ? undefined : `${path} imports ${target}`;
  },
  'the core has no Lit': ({ path }, { to: target }) =>
    path.startsWith('components/core/') && isLit(target) ? `${path} imports ${target}` : undefined,
  'a store has no Lit': ({ path }, { to: target }) =>
    isStore(path) && isLit(target) ? `${path} imports ${target}` : undefined,
  'only an api and the backend speak to Supabase': ({ path }, { to: target }) =>
    target.startsWith('@supabase/') && !speaksToSupabase(path) ? `${path} imports ${target}` : undefined,
  'only a store and an api take values of an api, all others types': ({ path }, { to: target, kind }) =>
    isApi(target) && kind !== 'type' && !isApi(path) && !isStore(path) && !isForTests(path)
      ? `${path} imports values of ${target}`
      : undefined,
  'a section of the administration imports no other': ({ path }, { to: target }) => {
    const [from, to] = [sectionOf(path), sectionOf(target)];
    return from && to && from !== to ? `${path} imports ${target}` : undefined;
  },
  'what only tests use is imported by nothing else': ({ path }, { to: target }) =>
    isForTests(target) && !isForTests(path) ? `${path} imports ${target}` : undefined,
};

type Rule = (sources: readonly Source[]) => readonly string[];

const eachImport =
  (rule: ImportRule): Rule =>
  (sources) =>
    sources.flatMap((source) => source.imports.flatMap((imported) => rule(source, imported) ?? []));

/** Each rule gives a sentence for each fault. */
const rules: Readonly<Record<string, Rule>> = {
  ...Object.fromEntries(Object.entries(importRules).map(([name, rule]) => [name, eachImport(rule)])),
  'codes of the database end in an api; outside, a reason is a word': (sources) =>
    sources
      .filter(({ path }) => !isApi(path) && !isForTests(path) && path !== 'components/core/backend.ts')
      .filter(({ text }) => sqlState.test(text))
      .map(({ path }) => `${path} knows a code of the database`),
  'an element that says «сегодня» redraws at midnight': (sources) =>
    sources
      .filter(({ path }) => path !== 'components/core/dates.ts' && !isForTests(path))
      .filter(({ text }) => saysToday.test(text) && text.includes('render()') && !text.includes('redrawDaily(this)'))
      .map(({ path }) => `${path} says «сегодня» after midnight too`),
  'now is what the clock of the server says': (sources) =>
    sources
      .filter(({ path, text }) => !isForTests(path) && deviceTime.test(text))
      .map(({ path }) => `${path} believes the clock of the device`),
  'one place knows whether a key is for an input method': (sources) =>
    sources
      .filter(({ path, text }) => !isForTests(path) && !composingPlaces.includes(path) && composing.test(text))
      .map(({ path }) => `${path} takes the keys of Safari's input methods`),
  'a mistake in a program is not taken for a lost connection': (sources) =>
    sources
      .filter(({ path, text }) => !isForTests(path) && !typeErrorPlaces.includes(path) && typeError.test(text))
      .map(({ path }) => `${path} takes any mistake for the network: isUnreached`),
  'what is shown when it comes is asked for again by itself': (sources) =>
    sources
      .filter(({ path, text }) => !isForTests(path) && !text.includes('new Retry(') && fetchedOnce.test(text))
      .map(({ path }) => `${path} asks once: LiveQuery, PagedQuery, Fetched`),
  'no template writes a style into an attribute': (sources) =>
    sources
      .filter(({ path, text }) => !isForTests(path) && inlineStyle.test(text))
      .map(({ path }) => `${path} has a style that strict policies forbid`),
  'what plain http has not is asked for in one place each': (sources) =>
    sources
      .filter(({ path, text }) => !isForTests(path) && securePlaces[path] === undefined && secureOnly.test(text))
      .map(({ path }) => `${path} uses what plain http has not`),
  'each place that asks for what plain http has not does without': (sources) =>
    sources
      .filter(({ path, text }) => !text.includes(securePlaces[path] ?? ''))
      .map(({ path }) => `${path} does not ask whether it is there`),
  [`no folder has more than ${mostInFolder} sources`]: (sources) => {
    const counts = new Map<string, number>();
    for (const { path } of sources) counts.set(dirname(path), (counts.get(dirname(path)) ?? 0) + 1);
    return [...counts]
      .filter(([, count]) => count > mostInFolder)
      .map(([folder, count]) => `${folder} has ${count} sources`);
  },
};

const example = (path: string, text: string): Source => ({ path, text, imports: importsOf(path, text) });

describe('The layers of the components', () => {
  const sources = sourcesIn(join(import.meta.dirname, '..'), 'components');

  it('are read from the sources', () => {
    assert.ok(sources.length > 100);
    assert.ok(sources.some(({ path }) => isForTests(path)));
    const paths = sources.map(({ path }) => path);
    assert.deepEqual(
      Object.keys(securePlaces).filter((path) => !paths.includes(path)),
      [],
    );
  });

  for (const [name, rule] of Object.entries(rules)) {
    it(name, () => assert.deepEqual(rule(sources), []));
  }
});

describe('The rules of the layers', () => {
  const offences: Readonly<Record<keyof typeof rules, readonly Source[]>> = {
    'a folder imports only of those to its left': [example('components/ui/a.ts', "import '../auth/auth.ts';")],
    'the core has no Lit': [example('components/core/a.ts', "import { createContext } from '@lit/context';")],
    'a store has no Lit': [example('components/chat/a-store.ts', "import { html } from 'lit';")],
    'only an api and the backend speak to Supabase': [
      example('components/chat/a-store.ts', "import type { RealtimeChannel } from '@supabase/realtime-js';"),
    ],
    'only a store and an api take values of an api, all others types': [
      example('components/chat/a-words.ts', "import { type A, aApi } from './a-api.ts';"),
    ],
    'an element that says «сегодня» redraws at midnight': [
      example('components/ui/a.ts', 'override render() { return dayTitle(at, language); }'),
    ],
    'a section of the administration imports no other': [
      example('components/admin/members/a.ts', "const later = () => import('../import/b.ts');"),
    ],
    'what only tests use is imported by nothing else': [
      example('components/chat/a.ts', "import { FakeApi } from './testing/fake-api.ts';"),
    ],
    'codes of the database end in an api; outside, a reason is a word': [
      example('components/chat/a-store.ts', "if (error.detail === 'SF006') return;"),
    ],
    'now is what the clock of the server says': [
      example('components/ui/a.ts', 'const year = new Date().getFullYear();'),
    ],
    'one place knows whether a key is for an input method': [
      example('components/ui/a.ts', "if (event.key !== 'Enter' || event.isComposing) return;"),
    ],
    'a mistake in a program is not taken for a lost connection': [
      example('components/chat/a.ts', 'if (!(error instanceof TypeError)) throw error;'),
    ],
    'what is shown when it comes is asked for again by itself': [
      example('components/chat/a.ts', 'this.chats = await this.from.targets().then(ready, failed);'),
    ],
    'no template writes a style into an attribute': [
      example('components/chat/a.ts', 'html`<i style="width: 1px"></i>`'),
    ],
    'what plain http has not is asked for in one place each': [
      example('components/chat/a.ts', 'const id = crypto.randomUUID();'),
    ],
    'each place that asks for what plain http has not does without': [
      example('components/core/id.ts', 'const id = crypto.randomUUID();'),
    ],
    [`no folder has more than ${mostInFolder} sources`]: Array.from({ length: mostInFolder + 1 }, (_, i) =>
      example(`components/chat/a${i}.ts`, ''),
    ),
  };

  for (const [name, rule] of Object.entries(rules)) {
    it(`notice when it is broken that ${name}`, () => assert.equal(rule(offences[name] ?? []).length, 1));
  }

  it('let pass what is allowed', () => {
    const good = [
      example('components/admin/about/a.ts', "import { b } from '../../college/shared/b.ts';"),
      example('components/chat/a.ts', "import type { A } from './a-api.ts';"),
      example('components/chat/a-store.ts', "import { aApi } from './a-api.ts';\nif (reason === 'late') return;"),
      example('components/chat/b-api.ts', "if (code === 'SF006') return;"),
      example(
        'components/chat/testing/fake.ts',
        "import { aApi } from '../a-api.ts';\nconst id = crypto.randomUUID();",
      ),
      example('components/chat/b.ts', `html\`<i style=\${styleMap(sizes)}></i>\``),
      ...Array.from({ length: mostInFolder }, (_, i) => example(`components/profile/a${i}.ts`, '')),
      example('components/locales/ru/a.ts', "import type { AppErrorCode } from '../../core/errors.ts';"),
    ];
    for (const rule of Object.values(rules)) assert.deepEqual(rule(good), []);
  });

  it('know what plain http has not', () => {
    for (const code of ['crypto.randomUUID()', 'await navigator.locks.request(', 'navigator.clipboard.writeText(a)']) {
      assert.match(code, secureOnly);
    }
    for (const code of ['crypto.getRandomValues(bytes)', 'navigator.onLine', 'item.locks']) {
      assert.doesNotMatch(code, secureOnly);
    }
  });

  it('know codes of the database from other texts', () => {
    for (const code of ["'SF001'", '{ SF006: 1 }', "'23505'", "'42501'"]) assert.match(code, sqlState);
    for (const text of ["'12345678'", "'chat'", '12000']) assert.doesNotMatch(text, sqlState);
  });
});
