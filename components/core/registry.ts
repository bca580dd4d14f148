/** The public tags and where each is defined; written out, so that a bundler sees every import. */
export const registry: Readonly<Record<string, () => Promise<unknown>>> = {
  'sferum-admin': () => import('../college/admin.ts'),
  'sferum-app': () => import('./app.ts'),
  'sferum-auth': () => import('../auth/auth.ts'),
  'sferum-chat': () => import('../chat/chat.ts'),
  'sferum-chats': () => import('../chat/chats.ts'),
  'sferum-inquiry': () => import('../college/inquiry.ts'),
  'sferum-invite': () => import('../college/invite.ts'),
  'sferum-college': () => import('../college/college.ts'),
  'sferum-colleges': () => import('../college/colleges.ts'),
  'sferum-group': () => import('../college/group.ts'),
  'sferum-profile': () => import('../profile/profile.ts'),
};
