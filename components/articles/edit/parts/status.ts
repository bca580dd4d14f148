import { html, nothing, type TemplateResult } from 'lit';
import { clock, daysAgo, dayTitle, type Language } from '../../../core/dates.ts';
import type { AppError } from '../../../core/errors.ts';
import { shortName } from '../../../core/names.ts';
import { icon } from '../../../element/icon.ts';
import type { EditorStrings } from '../../../locales/ru/articles/editor.ts';
import type { CommonStrings } from '../../../locales/ru/common.ts';
import { failureNotice, notice } from '../../../ui/notice.ts';
import type { ArticleEditingState } from '../article-editing-store.ts';

interface Said {
  readonly editor: EditorStrings;
  readonly language: Language;
  readonly explain: (problem: AppError) => string;
}

/** «Сегодня» is written large only where it begins a line; English months stay so everywhere. */
function inSentence(date: Date, language: Language): string {
  const day = dayTitle(date, language);
  return daysAgo(date) === 0 ? `${day[0]?.toLocaleLowerCase(language)}${day.slice(1)}` : day;
}

/** Whether what is written is saved, and who sees it. */
export function drawStatus(
  { draft, isMine, problem, saving, savedAt }: ArticleEditingState,
  { editor, explain, language }: Said,
): TemplateResult {
  const known = draft.status === 'ready' ? draft.value : null;
  const line = (kind: string, sign: Parameters<typeof icon>[0] | null, words: string) =>
    html`<span class="status ${kind}" role="status">${sign ? icon(sign, 14) : nothing}${words}</span>`;
  if (problem && saving === 'kept')
    return line('warn', 'wifiOff', problem.code === 'limited' ? editor.problems.limited : editor.offline);
  if (saving === 'failed') return line('bad', 'alert', problem ? explain(problem) : '');
  if (!isMine) return line('', 'lock', editor.readOnlyHere);
  if (saving === 'kept') return line('', null, editor.saving);
  if (!savedAt || !known) return line('', null, editor.notSaved);
  const at = clock(savedAt, language);
  if (known.publishedAt && !known.isShown) {
    const { publishedAt } = known;
    const when = `${inSentence(publishedAt, language)}, ${clock(publishedAt, language)}`;
    return line(
      '',
      'clock',
      editor.scheduled.replace('#', () => when),
    );
  }
  if (known.isShown) return line('', 'check', known.isChanged ? editor.savedShown.replace('#', at) : editor.published);
  return line('', 'check', (known.authors.length > 0 ? editor.savedAuthors : editor.saved).replace('#', at));
}

export interface NoteDeeds {
  readonly me: string;
  /** What went wrong with something that was to be inserted; empty when nothing did. */
  readonly problem: string;
  /** Why a dialog did not come. */
  readonly codeProblem: AppError | null;
  readonly take: () => void;
  readonly showVersion: (number: number) => void;
  readonly cancelUploads: () => void;
}

/** What one has to know above the text: who edits elsewhere, what was set aside, what is being uploaded, what failed. */
export function drawNotes(
  { editor: other, isMine, setAside, uploads }: ArticleEditingState,
  { cancelUploads, codeProblem, me, problem, showVersion, take }: NoteDeeds,
  { common, editor }: { readonly common: CommonStrings; readonly editor: EditorStrings },
): readonly unknown[] {
  const shares = [...uploads.values()];
  const share = shares.length > 0 ? Math.round((shares.reduce((sum, each) => sum + each, 0) / shares.length) * 100) : 0;
  return [
    isMine
      ? nothing
      : html`<div class="elsewhere" role="alert">
          <span
            ><b>${other?.id === me ? editor.editedByYou : editor.editedElsewhere.replace('#', other ? shortName(other) : '…')}</b>${editor.readOnly}</span
          >
          <button class="button" type="button" @click=${take}>${editor.take}</button>
        </div>`,
    setAside === null
      ? nothing
      : html`<div class="elsewhere" role="alert">
          <span>${editor.setAside.replace('#', String(setAside))}</span>
          <button
            class="button"
            type="button"
            @click=${() => showVersion(setAside)}
          >
            ${editor.showVersion}
          </button>
        </div>`,
    shares.length > 0
      ? html`<div class="uploads">
          <span role="status">${editor.uploading.replace('#', String(share))}</span>
          <progress max="100" .value=${share} aria-label=${editor.uploading.replace('#', String(share))}></progress>
          <button class="button ghost" type="button" @click=${cancelUploads}>${editor.cancelUpload}</button>
        </div>`
      : nothing,
    problem ? notice('alert', problem, 'danger') : nothing,
    failureNotice(codeProblem, common),
  ];
}
