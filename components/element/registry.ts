/** The public tags and the modules that define them; written out, so that a bundler sees every import. */
export const registry = {
  'sferum-admin': () => import('../admin/admin.ts'),
  'sferum-app': () => import('./app.ts'),
  'sferum-article': () => import('../articles/reading/article.ts'),
  'sferum-articles': () => import('../articles/articles.ts'),
  'sferum-auth': () => import('../auth/auth.ts'),
  'sferum-chat': () => import('../chat/chat.ts'),
  'sferum-chat-launcher': () => import('../chat/launcher/launcher.ts'),
  'sferum-chats': () => import('../chat/list/chats.ts'),
  'sferum-college': () => import('../college/page/college.ts'),
  'sferum-colleges': () => import('../college/colleges/colleges.ts'),
  'sferum-documents': () => import('../documents/documents.ts'),
  'sferum-group': () => import('../college/group/group.ts'),
  'sferum-inquiry': () => import('../college/inquiry/inquiry.ts'),
  'sferum-invite': () => import('../college/invite/invite.ts'),
  'sferum-lesson': () => import('../lesson/lesson.ts'),
  'sferum-profile': () => import('../profile/profile.ts'),
} satisfies Record<string, () => Promise<unknown>>;

/** What stands in place of `<sferum-auth>` until somebody turns to it. */
export const signInCard = () => import('../auth/sign-in-card.ts');

/** The card of a person, which opens over any tag. */
export const personCard = () => import('../profile/person-card.ts');

/** In which an administrator changes what a member is. */
export const memberEditor = () => import('../admin/members/admin-member.ts');

export type PublicTag = keyof typeof registry;

export const isPublicTag = (tag: string): tag is PublicTag => Object.hasOwn(registry, tag);

let prepare: () => Promise<unknown> = async () => {};

/** Has something fetched together with the code of the first tag: what gives backends to all. */
export function beforeLoading(prepared: () => Promise<unknown>): void {
  prepare = prepared;
}

/**
 * Defines a public tag: the only way in which one domain shows an element of another.
 *
 *     await loadTag('sferum-auth');
 *     this.signingIn = true; // render() may use <sferum-auth> now
 *
 * @throws {TypeError} when its code could not be fetched.
 */
export async function loadTag(tag: PublicTag): Promise<void> {
  await Promise.all([prepare(), registry[tag]()]);
}
