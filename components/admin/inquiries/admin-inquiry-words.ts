import { fullName, shortName } from '../../core/names.ts';
import type { InquiriesStrings } from '../../locales/ru/admin/inquiries.ts';
import type { CommonStrings } from '../../locales/ru/common.ts';
import type { Asker } from './admin-inquiries-api.ts';
import type { AdminInquiriesProblem } from './admin-inquiries-store.ts';

/** Who asks, as they are called in the college; or that the account is gone. */
export const askerName = (asker: Asker | null, { erased }: CommonStrings): string =>
  asker ? (asker.role === 'teacher' || asker.role === 'staff' ? fullName(asker) : shortName(asker)) || erased : erased;

/** Why the last action on an inquiry failed. */
export function problemText(problem: AdminInquiriesProblem | null, { problems }: InquiriesStrings): string {
  if (!problem) return '';
  const { assignee, code } = problem;
  return assignee ? problems.taken.replace('#', shortName(assignee)) : problems[code];
}
