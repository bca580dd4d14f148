import { css, html, nothing } from 'lit';
import { base } from '../../element/base.styles.ts';
import { define } from '../../element/define.ts';
import { SferumElement } from '../../element/element.ts';
import { icon } from '../../element/icon.ts';
import { StoreController } from '../../element/store-controller.ts';
import { type ReportsStrings, reportsTexts } from '../../locales/ru/messages/reports.ts';
import { signs } from '../../ui/signs.ts';
import { reportsStore } from './reports-store.ts';

/** What was decided on my reports, until I have seen it. */
export class ReportNews extends SferumElement<{ reports: ReportsStrings }> {
  static override styles = [
    base,
    css`
      :host {
        display: block;
      }
      li {
        display: flex;
        align-items: flex-start;
        gap: 10px;
        margin: 0 16px 8px;
        padding: 10px 12px;
        border-radius: var(--sferum-r-m);
        background: var(--sferum-accent-soft);
        font: var(--sferum-t-small);
      }
      li > .icon {
        flex: none;
      }
      li > span {
        flex: 1;
        min-width: 0;
      }
    `,
  ];
  protected readonly texts = { reports: reportsTexts };

  readonly #store = new StoreController(this, (backend) => (backend.userId ? reportsStore(backend) : null));

  override render() {
    const { store } = this.#store;
    const { reports } = this.strings;
    const news = store?.news ?? [];
    if (news.length === 0) return nothing;
    return html`<ul role="status">
      ${news.map(({ decision, id, isMessage }) => {
        const words = isMessage ? reports.decided.message : reports.decided.person;
        return html`<li>
          ${icon(signs.flag, 18)}<span>${decision ? words[decision] : nothing}</span>
          <button class="button link" type="button" @click=${() => void store?.see(id)}>${reports.understood}</button>
        </li>`;
      })}
    </ul>`;
  }
}
define('sferum-report-news', ReportNews);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-report-news': ReportNews;
  }
}
