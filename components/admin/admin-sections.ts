import { html, type TemplateResult } from 'lit';
import type { MyCollege } from '../college/shared/my-colleges-api.ts';
import type { Sign } from '../element/icon.ts';
import { signs } from '../ui/signs.ts';

/** A part of the administration: its code comes when it is first opened. */
export interface Section {
  readonly sign: Sign;
  readonly load: () => Promise<unknown>;
  readonly draw: (college: MyCollege) => TemplateResult;
  /** The section of the menu that it belongs to, and leads back to. */
  readonly within?: string;
  /** How much waits there. */
  readonly count?: (waiting: Waiting) => number;
}

export interface Waiting {
  readonly requests: number;
  /** Those that nobody has read. */
  readonly inquiries: number;
  /** Those that nobody has decided, of the latest. */
  readonly reports: number;
}

/** In the order of the menu; written out, so that a bundler sees every import. */
export const sections = {
  requests: {
    sign: signs.userPlus,
    load: () => import('./requests/admin-requests.ts'),
    draw: ({ id }) => html`<sferum-admin-requests .college=${id}></sferum-admin-requests>`,
    count: ({ requests }) => requests,
  },
  members: {
    sign: 'users',
    load: () => import('./members/admin-members.ts'),
    draw: ({ id }) => html`<sferum-admin-members .college=${id}></sferum-admin-members>`,
  },
  import: {
    sign: signs.upload,
    load: () => import('./import/admin-import.ts'),
    draw: ({ id }) => html`<sferum-admin-import .college=${id}></sferum-admin-import>`,
    within: 'members' as const,
  },
  groups: {
    sign: signs.folder,
    load: () => import('./groups/admin-groups.ts'),
    draw: ({ id }) => html`<sferum-admin-groups .college=${id}></sferum-admin-groups>`,
  },
  chats: {
    sign: 'chat',
    load: () => import('./chats/admin-chats.ts'),
    draw: ({ id }) => html`<sferum-admin-chats .college=${id}></sferum-admin-chats>`,
  },
  invitations: {
    sign: signs.link,
    load: () => import('./invitations/admin-invitations.ts'),
    draw: ({ id }) => html`<sferum-admin-invitations .college=${id}></sferum-admin-invitations>`,
  },
  inquiries: {
    sign: signs.inbox,
    load: () => import('./inquiries/admin-inquiries.ts'),
    draw: (college) => html`<sferum-admin-inquiries .college=${college}></sferum-admin-inquiries>`,
    count: ({ inquiries }) => inquiries,
  },
  reports: {
    sign: signs.flag,
    load: () => import('./reports/admin-reports.ts'),
    draw: ({ id }) => html`<sferum-admin-reports .college=${id}></sferum-admin-reports>`,
    count: ({ reports }) => reports,
  },
  audit: {
    sign: signs.history,
    load: () => import('./audit/admin-audit.ts'),
    draw: ({ id }) => html`<sferum-admin-audit .college=${id}></sferum-admin-audit>`,
  },
  about: {
    sign: 'building',
    load: () => import('./about/admin-about.ts'),
    draw: ({ id }) => html`<sferum-admin-about .college=${id}></sferum-admin-about>`,
  },
} satisfies Record<string, Section>;

export type SectionName = keyof typeof sections;

/** Those that the menu has. */
export type MenuName = { [K in SectionName]: (typeof sections)[K] extends { within: string } ? never : K }[SectionName];

const isInMenu = (name: SectionName): name is MenuName => !('within' in sections[name]);

export const sectionNames = (Object.keys(sections) as SectionName[]).filter(isInMenu);

/** What is chosen in the menu while this one is open. */
export const menuName = (name: SectionName): MenuName => (isInMenu(name) ? name : sections[name].within);

export const isSection = (name: string): name is SectionName => Object.hasOwn(sections, name);
