import { type CSSResultGroup, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { classMap } from 'lit/directives/class-map.js';
import { headButton, sectionStyles } from '../../college/shared/section.ts';
import { OpenSectionEvent } from '../../college/shared/section-events.ts';
import { base } from '../../element/base.styles.ts';
import { define } from '../../element/define.ts';
import { download } from '../../element/download.ts';
import { SferumElement } from '../../element/element.ts';
import { icon } from '../../element/icon.ts';
import { type PluralForms, plural } from '../../element/localize.ts';
import { StoreController } from '../../element/store-controller.ts';
import { type ImportStrings, importTexts } from '../../locales/ru/admin/import.ts';
import { bitsStyles } from '../../ui/bits.ts';
import { chipTabs, chipTabsStyles } from '../../ui/chip-tabs.ts';
import { moreButton } from '../../ui/list/more-button.ts';
import { notice } from '../../ui/notice.ts';
import { signs } from '../../ui/signs.ts';
import { tableStyles } from '../../ui/table.ts';
import { importStyles } from './admin-import.styles.ts';
import type { CheckedLine } from './admin-import-api.ts';
import { type AdminImportState, adminImportStore, type ImportStep } from './admin-import-store.ts';
import { importLines } from './import-lines.ts';
import { errorsFile, templateFile } from './import-words.ts';
import type { PeopleFile, PersonLine } from './people-file.ts';

/** Lines that are drawn at once; thousands would hold the page up. */
const pageSize = 100;

const statuses = ['error', 'new', 'exists'] as const;

/** The part «Импорт участников» of the section «Участники»: a file, what would become of it, and the adding. */
export class AdminImport extends SferumElement<{ imports: ImportStrings }> {
  static override styles: CSSResultGroup = [base, bitsStyles, chipTabsStyles, tableStyles, sectionStyles, importStyles];
  protected readonly texts = { imports: importTexts };

  @property() college = '';
  /** Which lines are shown; null shows what matters most. */
  @state() private tab: CheckedLine['status'] | null = null;
  @state() private shown = pageSize;
  /** A file is held over it. */
  @state() private over = false;
  @query('input') private input!: HTMLInputElement;

  #lines: readonly CheckedLine[] = [];
  #written: ReadonlyMap<number, PersonLine> = new Map();
  #step: ImportStep | null = null;
  readonly #store = new StoreController(this, (backend) =>
    backend.userId && this.college ? adminImportStore(backend, this.college) : null,
  );

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('beforeunload', this.#warn);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('beforeunload', this.#warn);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    const { lines = [], file = null } = this.#store.state ?? {};
    if (lines === this.#lines) return;
    this.#lines = lines;
    this.#written = new Map(file?.people.map((person) => [person.line, person]));
    this.tab = null;
    this.shown = pageSize;
  }

  protected override updated(): void {
    const { step, file } = this.#store.state ?? {};
    if (!step || step === this.#step) return;
    const first = this.#step === null;
    this.#step = step;
    // While lines are checked again they stay where they are.
    if (!first && !(step === 'reading' && file)) this.renderRoot.querySelector<HTMLElement>('h3')?.focus();
  }

  #warn = (event: BeforeUnloadEvent): void => {
    if (this.#store.state?.step === 'adding') event.preventDefault();
  };

  #choose(file: File | undefined): void {
    if (file) void this.#store.store?.choose(file);
  }

  #drag = (event: DragEvent): void => {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    this.over = event.type === 'dragover' && this.#store.state?.step !== 'adding';
  };

  #drop = (event: DragEvent): void => {
    this.#drag(event);
    this.#choose(event.dataTransfer?.files[0]);
  };

  #picked = (): void => {
    const [file] = this.input.files ?? [];
    this.#choose(file);
    // The same file is chosen again when it has been corrected.
    this.input.value = '';
  };

  #pick = (): void => this.input.click();

  #toMembers = (): void => {
    this.dispatchEvent(new OpenSectionEvent('members'));
  };

  #cancel = (): void => {
    this.#store.store?.reset();
    this.#toMembers();
  };

  #downloadErrors = (): void => {
    const { file, lines = [] } = this.#store.state ?? {};
    const { imports } = this.strings;
    if (file) download(errorsFile(lines, file.people, imports), imports.errorsName);
  };

  #number(count: number): string {
    return count.toLocaleString(this.language);
  }

  #counted(forms: PluralForms, count: number): string {
    return plural(this.language, count, forms).replace('#', this.#number(count));
  }

  override render() {
    const { state: now } = this.#store;
    const { imports, common } = this.strings;
    return html`<div
      class=${classMap({ import: true, over: this.over })}
      @dragover=${this.#drag}
      @dragleave=${this.#drag}
      @drop=${this.#drop}
    >
      <div class="head">
        <button
          class="icon-button"
          type="button"
          aria-label=${common.back}
          title=${common.back}
          @click=${this.#toMembers}
        >
          ${icon('back')}
        </button>
        <h2 id="title" tabindex="-1">${imports.title}</h2>
        ${headButton(signs.download, imports.template, () => download(templateFile(imports), imports.templateName), 'ghost')}
      </div>
      <input type="file" accept=".csv,.tsv,.txt,.xlsx" hidden aria-label=${imports.choose} @change=${this.#picked} />
      ${now ? html`${this.#steps(now.step)}${this.#body(now)}` : nothing}
    </div>`;
  }

  #steps(step: ImportStep): TemplateResult {
    const { steps } = this.strings.imports;
    const at = { file: 0, sheet: 0, reading: 1, checked: 1, adding: 2, done: 3 }[step];
    return html`<ol class="steps" aria-label=${steps.label}>
      ${[steps.file, steps.check, steps.add].map(
        (title, index) => html`<li class=${index < at ? 'passed' : ''} aria-current=${index === at ? 'step' : nothing}>
          <i aria-hidden="true">${index < at ? icon('check', 14) : index + 1}</i>${title}${
            index < at ? html`<span class="visually-hidden">, ${steps.done}</span>` : nothing
          }
        </li>`,
      )}
    </ol>`;
  }

  #body(now: AdminImportState): TemplateResult {
    const { imports } = this.strings;
    if (now.step === 'adding') return this.#working(imports.adding);
    if (now.step === 'done') return this.#done(now);
    if (now.file) return this.#checked(now, now.file);
    if (now.step === 'sheet') return this.#sheets(now);
    return now.step === 'reading' ? this.#working(imports.reading) : this.#file(now);
  }

  #problem({ problem, missing, detail }: AdminImportState): TemplateResult | typeof nothing {
    const { imports } = this.strings;
    if (!problem) return nothing;
    const columns = missing.map((field) => imports.quoted.replace('#', imports.fields[field])).join(', ');
    const text = imports.problems[problem].replace('#', () => columns || detail).replace('%', () => detail);
    const readAs = problem === 'columns' && detail !== 'UTF-8' ? ` ${imports.readAs.replace('#', detail)}` : '';
    return html`<div class="problem">${notice('alert', text + readAs, 'danger')}</div>`;
  }

  #file(now: AdminImportState): TemplateResult {
    const { imports } = this.strings;
    return html`${this.#problem(now)}
      <div class="drop">
        ${icon(signs.upload, 32)}
        <h3 tabindex="-1">${imports.drop}</h3>
        <p>${imports.dropHint}</p>
        <button class="button primary" type="button" @click=${this.#pick}>${imports.choose}</button>
      </div>`;
  }

  #sheets({ sheets, ...now }: AdminImportState): TemplateResult {
    const { imports } = this.strings;
    return html`${this.#problem({ sheets, ...now })}
      <div class="sheets">
        <h3 tabindex="-1">${imports.whichSheet}</h3>
        <p>${imports.severalSheets.replace('#', () => sheets[0]?.name ?? '')}</p>
        <ul>
          ${sheets.map(
            (sheet) => html`<li>
              <button class="button" type="button" @click=${() => void this.#store.store?.chooseSheet(sheet)}>
                <span class="ellipsis">${sheet.sheet}</span>
                <span class="about">${this.#counted(imports.lines, sheet.people.length)}</span>
              </button>
            </li>`,
          )}
        </ul>
        <button class="button link" type="button" @click=${this.#pick}>${imports.another}</button>
      </div>`;
  }

  #working(text: string): TemplateResult {
    return html`<div class="view-state">
      <span class="emblem">${icon(signs.table, 26)}</span>
      <h3 tabindex="-1">${text}</h3>
      <div class="running" role="progressbar" aria-label=${text}><i></i></div>
    </div>`;
  }

  #checked(now: AdminImportState, file: PeopleFile): TemplateResult {
    const { imports, common } = this.strings;
    const { counts } = now;
    const again = now.step === 'reading';
    const size = imports.kilobytes.replace('#', this.#number(Math.ceil(file.bytes / 1024)));
    const how = file.sheet
      ? `${file.encoding}, ${imports.sheet.replace('#', () => file.sheet)}`
      : imports.encoding.replace('#', file.encoding);
    const text =
      counts.new > 0 ? counts.error > 0 && imports.skipped : counts.error > 0 ? imports.nobody : imports.everybody;
    return html`<div class="file">
        ${icon(signs.table)}
        <div>
          <h3 tabindex="-1"><span class="visually-hidden">${imports.steps.check}: </span>${file.name}</h3>
          <span class="about">${size}, ${how}.</span> ${imports.dryRun}
        </div>
        <button class="button link" type="button" @click=${this.#pick}>${imports.another}</button>
      </div>
      ${this.#problem(now)} ${this.#facts(counts)}
      <span class="visually-hidden" role="status">${again ? imports.reading : ''}</span>
      <div class=${again ? 'checking' : ''} aria-busy=${again}>${this.#lists(now)}</div>
      <div class="bar">
        ${text ? html`<p>${text}</p>` : nothing}
        <button class="button ghost" type="button" @click=${this.#cancel}>${common.cancel}</button>
        <button
          class="button primary"
          type="button"
          aria-disabled=${again || counts.new === 0}
          @click=${() => void this.#store.store?.add()}
        >
          ${this.#counted(imports.add, counts.new)}
        </button>
      </div>`;
  }

  #facts(counts: AdminImportState['counts']): TemplateResult {
    const { facts } = this.strings.imports;
    return html`<dl class="facts">
      ${(['all', 'new', 'exists', 'error'] as const).map(
        (key) => html`<div class=${key === 'error' && counts.error > 0 ? 'danger' : ''}>
          <dt>${facts[key]}</dt>
          <dd>${this.#number(counts[key])}</dd>
        </div>`,
      )}
    </dl>`;
  }

  #lists({ lines, counts }: AdminImportState): TemplateResult {
    const { imports, common } = this.strings;
    const tab = this.tab ?? statuses.find((status) => counts[status] > 0) ?? 'new';
    const fitting = lines.filter(({ status }) => status === tab);
    return html`<div class="choices">
        ${chipTabs<CheckedLine['status']>({
          label: imports.tabsLabel,
          tabs: statuses.map((value) => ({ value, text: imports.tabs[value], count: counts[value] })),
          value: tab,
          choose: (value) => {
            this.tab = value;
            this.shown = pageSize;
          },
        })}
        ${
          counts.error > 0
            ? html`<button
                class="button link"
                type="button"
                aria-label=${imports.download}
                title=${imports.download}
                @click=${this.#downloadErrors}
              >
                ${icon(signs.download, 18)}<span aria-hidden="true">${imports.download}</span>
              </button>`
            : nothing
        }
      </div>
      ${
        fitting.length === 0
          ? html`<p class="none" role="status">${imports.noLines}</p>`
          : importLines({
              lines: fitting.slice(0, this.shown),
              written: this.#written,
              wrong: tab === 'error',
              replace: (from, to) => void this.#store.store?.replaceGroup(from, to),
              strings: imports,
            })
      }
      ${moreButton(common, { more: fitting.length > this.shown }, () => {
        this.shown += pageSize;
      })}`;
  }

  #done({ counts }: AdminImportState): TemplateResult {
    const { imports } = this.strings;
    return html`<div class="view-state">
      <span class="emblem">${icon('check', 26)}</span>
      <h3 tabindex="-1">${this.#counted(imports.done, counts.new)}</h3>
      ${counts.new > 0 ? html`<p>${imports.doneText}</p>` : nothing}
      ${counts.exists > 0 ? html`<p>${imports.doneExists.replace('#', this.#number(counts.exists))}</p>` : nothing}
      ${counts.error > 0 ? html`<p>${imports.doneErrors.replace('#', this.#number(counts.error))}</p>` : nothing}
      <div class="acts">
        <button class="button primary" type="button" @click=${this.#toMembers}>${imports.toMembers}</button>
        <button class="button" type="button" @click=${() => this.#store.store?.reset()}>${imports.more}</button>
        ${
          counts.error > 0
            ? html`<button class="button link" type="button" @click=${this.#downloadErrors}>${imports.download}</button>`
            : nothing
        }
      </div>
    </div>`;
  }
}
define('sferum-admin-import', AdminImport);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-admin-import': AdminImport;
  }
}
