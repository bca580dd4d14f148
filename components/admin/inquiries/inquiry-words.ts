import { fullName, shortName } from '../../core/names.ts';
import type { InquiriesStrings } from '../../locales/ru/admin/inquiries.ts';
import type { Asker } from './admin-inquiries-api.ts';
import type { InquiriesState } from './admin-inquiries-store.ts';

/** Who asks: as he is called in the college, or that his account is gone. */
export const askerName = (asker: Asker | null, { erased }: InquiriesStrings): string =>
  asker ? (asker.role === 'teacher' || asker.role === 'staff' ? fullName(asker) : shortName(asker)) || erased : erased;

/** Why the last thing was not done with an inquiry. */
export function problemText(problem: InquiriesState['problem'], { problems }: InquiriesStrings): string {
  if (!problem) return '';
  const { assignee, code } = problem;
  return assignee ? problems.taken.replace('#', shortName(assignee)) : problems[code];
}
