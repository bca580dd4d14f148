import { html, nothing, type TemplateResult } from 'lit';
import type { ChatAboutStrings } from '../../locales/ru/chat/chat-about.ts';
import type { CommonStrings } from '../../locales/ru/common.ts';
import { ring } from '../../ui/bits.ts';
import { tickBox } from '../../ui/choice.ts';
import { closeDialog } from '../../ui/dialog.ts';
import { field, inputField, select } from '../../ui/field.ts';
import { notice } from '../../ui/notice.ts';
import type { ChatTexts } from './chat-managing-api.ts';

/** How long one waits between two messages where they are slowed down, in seconds; 0 is not at all. */
const pauses = [0, 10, 30, 60, 300, 900, 3600];

/** A pause between messages in words. */
export function pauseWords({ pauses: words }: ChatAboutStrings, seconds: number): string {
  if (seconds === 0) return words.off;
  if (seconds < 60) return words.seconds.replace('#', String(seconds));
  return seconds < 3600
    ? words.minutes.replace('#', String(Math.round(seconds / 60)))
    : words.hours.replace('#', String(Math.round(seconds / 3600)));
}

interface Dialog {
  readonly busy: boolean;
  /** Why the settings were not saved. */
  readonly error: string | undefined;
  readonly hasNoTitle: boolean;
  readonly write: (change: Partial<ChatTexts>) => void;
  readonly save: () => void;
  readonly closed: () => void;
}

/** The dialog in which a moderator changes what a chat is called, what it is about, and how one writes in it. */
export function settingsDialog(
  { common, words }: { readonly common: CommonStrings; readonly words: ChatAboutStrings },
  draft: ChatTexts,
  { busy, error, hasNoTitle, write, save, closed }: Dialog,
): TemplateResult {
  const known = pauses.includes(draft.slowModeSeconds) ? pauses : [...pauses, draft.slowModeSeconds];
  return html`<sferum-dialog heading=${words.edit} ?busy=${busy} @closed=${closed}>
    <form
      id="edit"
      novalidate
      @submit=${(event: Event) => {
        event.preventDefault();
        save();
      }}
    >
      ${inputField({
        id: 'title',
        label: words.name,
        value: draft.title,
        maxlength: 200,
        required: true,
        first: true,
        error: hasNoTitle ? words.problems.title : undefined,
        input: (title) => write({ title }),
      })}
      ${inputField({
        id: 'description',
        label: words.description,
        value: draft.description,
        maxlength: 1000,
        long: true,
        input: (description) => write({ description }),
      })}
      ${tickBox({
        title: words.announcementOnly,
        text: words.announcementText,
        checked: draft.announcementOnly,
        change: (announcementOnly) => write({ announcementOnly }),
      })}
      ${field({
        id: 'slow',
        label: words.slow,
        help: words.slowHelp,
        control: select({
          id: 'slow',
          value: String(draft.slowModeSeconds),
          options: known.map((seconds) => ({ value: String(seconds), text: pauseWords(words, seconds) })),
          change: (value) => write({ slowModeSeconds: Number(value) }),
        }),
      })}
      ${error ? notice('alert', error, 'danger') : nothing}
    </form>
    <button slot="actions" class="button ghost" type="button" @click=${closeDialog}>${common.cancel}</button>
    <button slot="actions" class="button primary" type="submit" form="edit" aria-disabled=${busy}>
      ${busy ? ring() : nothing}<span>${common.save}</span>
    </button>
  </sferum-dialog>`;
}
