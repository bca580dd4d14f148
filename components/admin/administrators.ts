import { membersApi } from '../college/shared/members-api.ts';
import type { Backend } from '../core/backend.ts';
import type { PersonName } from '../core/names.ts';

/** A few administrators of a college, whom one can write to. */
export const administrators = (backend: Backend, college: string): Promise<readonly PersonName[]> =>
  membersApi(backend).list(college, { filter: 'administrators', size: 3 });
