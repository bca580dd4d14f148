const least = 10;
/** bcrypt looks at no more bytes than these, and the server refuses a longer password. */
const mostBytes = 72;

/** The rules that are shown while a password is chosen; letters of any alphabet count. */
export function passwordRules(password: string): { long: boolean; mixed: boolean } {
  return { long: [...password].length >= least, mixed: /\p{L}/u.test(password) && /\p{N}/u.test(password) };
}

/** Why a new password cannot be taken, or null. */
export function passwordFault(password: string): 'passwordWeak' | 'passwordLong' | null {
  const { long, mixed } = passwordRules(password);
  if (!long || !mixed) return 'passwordWeak';
  return new TextEncoder().encode(password).length > mostBytes ? 'passwordLong' : null;
}
