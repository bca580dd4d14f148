import type { TemplateResult } from 'lit';
import type { ChatAboutStrings } from '../../locales/ru/chat/chat-about.ts';
import { radioOptions } from '../../ui/choice.ts';

/** For how many minutes somebody can be muted. */
export const muteMinutes = { m15: 15, h1: 60, d1: 1440, w1: 10_080, always: Number.POSITIVE_INFINITY };
export type MuteTime = keyof typeof muteMinutes;

interface MuteTimes<Time extends MuteTime> {
  readonly label: string;
  readonly times: readonly Time[];
  readonly value: Time;
  readonly change: (time: Time) => void;
}

/** The choice of how long somebody is muted. The element that draws it lists `choiceStyles` in its styles. */
export const muteTimes = <Time extends MuteTime>(words: ChatAboutStrings, choice: MuteTimes<Time>): TemplateResult =>
  radioOptions<Time>({
    name: 'time',
    label: choice.label,
    options: choice.times.map((value) => ({ value, title: words.muteTimes[value] })),
    value: choice.value,
    change: choice.change,
  });
