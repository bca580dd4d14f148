import { type AuthError, type Session as AuthSession, GoTrueClient } from '@supabase/auth-js';
import { AppError, toAppError } from '../errors.ts';
import type { SessionStorage } from '../session.ts';
import { fetchAuth } from './session-renewal.ts';

/** Where the client of Auth keeps the session, and who learns of another one. */
interface Kept {
  readonly url: string;
  readonly key: string;
  readonly storage: SessionStorage;
  readonly storageKey: string;
  readonly changed: (session: AuthSession | null) => void;
}

export function openAuth({ url, key, storage, storageKey, changed }: Kept): GoTrueClient {
  const client = new GoTrueClient({
    url: `${url}/auth/v1`,
    headers: { apikey: key },
    storage,
    storageKey,
    persistSession: true,
    autoRefreshToken: true,
    detectSessionInUrl: false,
    fetch: fetchAuth,
  });
  client.onAuthStateChange((event, session) => {
    // At first a tab can lack a session that another tab is just renewing.
    if (event === 'INITIAL_SESSION' && !session) return;
    changed(session);
  });
  return client;
}

const isOffline = ({ name, status }: AuthError): boolean => name === 'AuthRetryableFetchError' || status === 0;

/**
 * Ends the session of this device, whatever the server says, or all of the person.
 * @throws {AppError} when the server did not end all; then the session here stays too.
 */
export async function endSession(
  auth: GoTrueClient,
  scope: 'local' | 'global',
  remove: () => Promise<void> | void,
): Promise<void> {
  const { error } = await auth.signOut({ scope });
  if (!error) return;
  if (scope === 'local') await remove();
  else throw isOffline(error) ? new AppError('offline', error.message, { cause: error }) : toAppError(error);
}
