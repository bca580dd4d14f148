import { type CSSResultGroup, css, html, nothing, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { clock, daysAgo, redrawDaily } from '../../core/dates.ts';
import { base } from '../../element/base.styles.ts';
import { define } from '../../element/define.ts';
import { SferumElement } from '../../element/element.ts';
import { StoreController } from '../../element/store-controller.ts';
import { type RequestsStrings, requestsTexts } from '../../locales/ru/admin/requests.ts';
import { avatar, avatarStyles, initials } from '../../ui/avatar.ts';
import { bitsStyles, emptyState, notFound, ring, ringStyles, skeletonRows } from '../../ui/bits.ts';
import { shortTime } from '../../ui/list/short-time.ts';
import '../../ui/combobox.ts';
import type { Combobox } from '../../ui/combobox.ts';
import { closeDialog, confirm } from '../../ui/dialog.ts';
import { notice } from '../../ui/notice.ts';
import '../../ui/search.ts';
import type { Search } from '../../ui/search.ts';
import { signs } from '../../ui/signs.ts';
import '../../ui/toast.ts';
import { groupListStore } from '../../college/shared/group-list-store.ts';
import { sectionHead, sectionStyles } from '../../college/shared/section.ts';
import { fullName, shortName } from '../../core/names.ts';
import type { Toast } from '../../ui/toast.ts';
import type { JoinRequest } from './admin-requests-api.ts';
import { adminRequestsStore } from './admin-requests-store.ts';

const plain = (text: string) => text.trim().toLocaleLowerCase('ru').replaceAll('ё', 'е');

/** The section «Заявки». */
export class AdminRequests extends SferumElement<{ requests: RequestsStrings }> {
  static override styles: CSSResultGroup = [
    base,
    avatarStyles,
    bitsStyles,
    ringStyles,
    sectionStyles,
    css`
      li {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px 14px;
        padding: 14px 20px;
        border-top: 1px solid var(--sferum-line);
      }
      li:last-child {
        border-bottom: 1px solid var(--sferum-line);
      }
      .who {
        display: flex;
        align-items: center;
        gap: 14px;
        flex: 1 1 240px;
        min-width: 0;
      }
      .who > span:last-child {
        min-width: 0;
        overflow-wrap: anywhere;
      }
      b {
        display: block;
        font: var(--sferum-t-strong);
      }
      small {
        display: block;
        color: var(--sferum-text-2);
        font: var(--sferum-t-small);
      }
      small + small {
        color: var(--sferum-text-3);
        font: var(--sferum-t-caption);
      }
      .acts {
        display: flex;
        gap: 8px;
      }
      .notice {
        flex: 1 0 100%;
      }
      @container (width < 37.333em) {
        li {
          padding-inline: 16px;
        }
        .acts {
          flex: 1 0 100%;
        }
        .acts button {
          flex: 1;
        }
      }
    `,
  ];
  protected readonly texts = { requests: requestsTexts };

  @property() college = '';
  @state() private wanted = '';
  /** The application whose group is being chosen, or that is about to be hidden. */
  @state() private asked: { readonly request: JoinRequest; readonly act: 'add' | 'hide' } | null = null;
  @state() private group = '';
  @query('sferum-toast') private toast!: Toast;

  readonly #store = new StoreController(this, (backend) =>
    backend.userId && this.college ? adminRequestsStore(backend, this.college) : null,
  );
  readonly #groups = new StoreController(this, (backend) =>
    backend.userId && this.college ? groupListStore(backend, this.college) : null,
  );

  constructor() {
    super();
    redrawDaily(this);
  }

  #ask(request: JoinRequest, act: 'add' | 'hide'): void {
    this.#store.store?.clearError();
    this.group = request.groupId ?? '';
    this.asked = { request, act };
  }

  #add(request: JoinRequest): void {
    // Whose group is not known is asked for it; everybody else is let in at once.
    if (request.role === 'student' && !request.groupId) this.#ask(request, 'add');
    else void this.#admit(request, request.groupId);
  }

  async #admit(request: JoinRequest, group: string | null): Promise<void> {
    if (!(await this.#store.store?.admit(request, group))) return;
    const { requests } = this.strings;
    const number = group && this.#numbers.find(({ value }) => value === group)?.text;
    const text = number ? requests.addedToGroup.replace('%', number) : requests.added;
    await this.#done(text.replace('#', shortName(request)));
  }

  async #hide(request: JoinRequest): Promise<void> {
    if (await this.#store.store?.hide(request)) {
      await this.#done(this.strings.requests.hidden.replace('#', shortName(request)));
    }
  }

  /** The row goes away, and with it what has the focus. */
  async #done(text: string): Promise<void> {
    this.asked = null;
    this.toast.show({ text });
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('h2')?.focus();
  }

  get #numbers(): { value: string; text: string }[] {
    const { groups } = this.#groups.state ?? {};
    if (groups?.status !== 'ready') return [];
    return groups.value
      .filter(({ isGraduated }) => !isGraduated)
      .map(({ id, number }) => ({ value: id, text: number }));
  }

  override render() {
    const { state: now, store } = this.#store;
    const { requests } = this.strings;
    return html`${sectionHead(
      requests.title,
      html`<sferum-search
        folds
        label=${requests.search}
        .value=${this.wanted}
        @searched=${(event: Event) => {
          this.wanted = (event.target as Search).value;
        }}
      ></sferum-search>`,
    )}
      ${this.view(now?.requests, (list) => this.#list(list), {
        skeleton: skeletonRows(5),
        retry: () => store?.retry(),
      })}
      ${this.#dialog()}
      <sferum-toast></sferum-toast>`;
  }

  #list(list: readonly JoinRequest[]): TemplateResult {
    const { requests } = this.strings;
    if (list.length === 0) return emptyState(signs.userPlus, requests.empty, requests.emptyText);
    const wanted = plain(this.wanted);
    const shown = list.filter((request) =>
      plain(`${fullName(request)} ${request.surname} ${request.group}`).includes(wanted),
    );
    if (shown.length === 0) return notFound(requests.nothingFound, requests.nothingFoundText);
    return html`<p class="lead">${requests.lead}</p>
      <ul aria-label=${requests.title}>
        ${repeat(
          shown,
          ({ id }) => id,
          (request) => this.#row(request),
        )}
      </ul>`;
  }

  #row(request: JoinRequest): TemplateResult {
    const { requests } = this.strings;
    const { busy, problem } = this.#store.state ?? {};
    const working = busy?.has(request.id) ?? false;
    const name = request.role === 'student' ? shortName(request) : fullName(request);
    const failed = problem?.id === request.id && this.asked === null ? requests.problems[problem.reason] : '';
    return html`<li>
      <span class="who">
        ${avatar({ id: request.personId, text: initials(request.name, request.surname), size: 'l' })}
        <span>
          <b>${name}</b><small>${this.#what(request)}</small
          ><small>${requests.confirmed.replace('#', this.#when(request.sentAt))}</small>
        </span>
      </span>
      <span class="acts">
        <button
          class="button ghost"
          type="button"
          aria-label=${requests.hideWhom.replace('#', name)}
          aria-disabled=${working}
          @click=${() => !working && this.#ask(request, 'hide')}
        >
          ${requests.hide}
        </button>
        <button
          class="button soft"
          type="button"
          aria-label=${requests.addWhom.replace('#', name)}
          aria-disabled=${working}
          @click=${() => !working && this.#add(request)}
        >
          ${working ? ring() : nothing}<span>${requests.add}</span>
        </button>
      </span>
      ${failed ? notice('alert', failed, 'danger') : nothing}
    </li>`;
  }

  /** «Студент · ИС-21», «Преподаватель · Математика». */
  #what({ group, groupId, role, subjects }: JoinRequest): string {
    const { requests } = this.strings;
    const known = group && !groupId ? requests.unknownGroup.replace('#', group) : group;
    const more = role === 'student' ? known || requests.noGroup : subjects.join(', ');
    return more ? `${requests.role[role]} · ${more}` : requests.role[role];
  }

  #when(at: Date): string {
    const { requests } = this.strings;
    if (daysAgo(at) > 0) return shortTime(at, this.language);
    const today = new Intl.RelativeTimeFormat(this.language, { numeric: 'auto' }).format(0, 'day');
    return requests.at.replace('#', today).replace('%', clock(at, this.language));
  }

  #dialog(): TemplateResult | typeof nothing {
    if (!this.asked) return nothing;
    const { act, request } = this.asked;
    const { requests } = this.strings;
    const { busy, problem } = this.#store.state ?? {};
    const working = busy?.has(request.id) ?? false;
    const error = problem?.id === request.id ? requests.problems[problem.reason] : undefined;
    const closed = () => {
      this.asked = null;
      this.#store.store?.clearError();
    };
    if (act === 'hide') {
      return confirm({
        heading: requests.hiding.title,
        text: requests.hiding.text.replace('#', shortName(request)),
        verb: requests.hiding.verb,
        act: () => void this.#hide(request),
        closed,
        busy: working,
        error,
        strings: this.strings,
      });
    }
    return html`<sferum-dialog heading=${requests.adding.title} ?busy=${working} @closed=${closed}>
      <p>${requests.adding.text.replace('#', shortName(request))}</p>
      <sferum-combobox
        autofocus
        label=${requests.adding.group}
        placeholder=${requests.adding.later}
        .options=${this.#numbers}
        .values=${this.group ? [this.group] : []}
        @changed=${(event: Event) => {
          this.group = (event.target as Combobox).values[0] ?? '';
        }}
      ></sferum-combobox>
      ${error ? notice('alert', error, 'danger') : nothing}
      <button slot="actions" class="button ghost" type="button" @click=${closeDialog}>${this.strings.common.cancel}</button>
      <button
        slot="actions"
        class="button primary"
        type="button"
        aria-disabled=${working}
        @click=${() => !working && void this.#admit(request, this.group || null)}
      >
        ${working ? ring() : nothing}<span>${requests.adding.submit}</span>
      </button>
    </sferum-dialog>`;
  }
}
define('sferum-admin-requests', AdminRequests);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-admin-requests': AdminRequests;
  }
}
