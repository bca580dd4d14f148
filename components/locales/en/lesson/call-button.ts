import type { CallButtonStrings } from '../../ru/lesson/call-button.ts';

export const callButton = { lesson: 'Video lesson' } satisfies CallButtonStrings;
