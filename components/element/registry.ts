/** The public tags and where each is defined; written out, so that a bundler sees every import. */
export const registry: Readonly<Record<string, () => Promise<unknown>>> = {
  'sferum-admin': () => import('../admin/admin.ts'),
  'sferum-app': () => import('./app.ts'),
  'sferum-auth': () => import('../auth/auth.ts'),
  'sferum-chat': () => import('../chat/chat.ts'),
  'sferum-chats': () => import('../chat/chats.ts'),
  'sferum-inquiry': () => import('../college/inquiry/inquiry.ts'),
  'sferum-invite': () => import('../college/invite/invite.ts'),
  'sferum-college': () => import('../college/page/college.ts'),
  'sferum-colleges': () => import('../college/colleges/colleges.ts'),
  'sferum-group': () => import('../college/group/group.ts'),
  'sferum-profile': () => import('../profile/profile.ts'),
};
