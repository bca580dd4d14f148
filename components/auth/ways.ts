import { html, type TemplateResult } from 'lit';
import type { SignInStrings } from '../locales/ru/sign-in.ts';

const all = ['code', 'search', 'registration'] as const;

/** What somebody can begin without an account: the code of an invitation, an application, the registration of a college. */
export type Way = (typeof all)[number];

/** The ways below the first step of signing in. */
export const ways = ({ ways: words }: SignInStrings, open: (way: Way) => void): TemplateResult =>
  html`<div class="ways">
    ${all.map(
      (way) =>
        html`<button class="text-button" type="button" data-way=${way} @click=${() => open(way)}>${words[way]}</button>`,
    )}
  </div>`;
