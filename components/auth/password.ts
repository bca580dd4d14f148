const minLength = 10;
/** bcrypt ignores further bytes, so the server refuses a longer password. */
const maxBytes = 72;

/** Which rules a new password meets, as shown while it is typed; letters of any alphabet count. */
export function passwordRules(password: string): { long: boolean; mixed: boolean } {
  return { long: [...password].length >= minLength, mixed: /\p{L}/u.test(password) && /\p{N}/u.test(password) };
}

/** Why a new password cannot be accepted, or null. */
export function passwordFault(password: string): 'passwordWeak' | 'passwordLong' | null {
  const { long, mixed } = passwordRules(password);
  if (!long || !mixed) return 'passwordWeak';
  return new TextEncoder().encode(password).length > maxBytes ? 'passwordLong' : null;
}
