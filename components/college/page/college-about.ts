import { type CSSResultGroup, css, html, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { base } from '../../element/base.styles.ts';
import { define } from '../../element/define.ts';
import { SferumElement } from '../../element/element.ts';
import { StoreController } from '../../element/store-controller.ts';
import { type CollegeStrings, collegeTexts } from '../../locales/ru/college.ts';
import { sectionHead, sectionStyles } from '../shared/section.ts';
import { type CollegeAbout, collegeAboutStore } from './college-about-store.ts';

/** The address of a site as a link may have it; null for anything but http and https. */
function safeAddress(site: string): URL | null {
  if (!URL.canParse(site)) return null;
  const url = new URL(site);
  return url.protocol === 'https:' || url.protocol === 'http:' ? url : null;
}

/** The section «Об учреждении» of a college's page. */
export class CollegeAboutSection extends SferumElement<{ college: CollegeStrings }> {
  static override styles: CSSResultGroup = [
    base,
    sectionStyles,
    css`
      .facts {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: 14px 28px;
        padding: 4px 20px 20px;
      }
      dt {
        color: var(--sferum-text-2);
        font: var(--sferum-t-small);
      }
      dd {
        overflow-wrap: anywhere;
      }
      dt .skeleton {
        width: 90px;
      }
      dd .skeleton {
        width: min(60%, 280px);
      }
      .description {
        max-width: 680px;
        padding: 0 20px 24px;
        white-space: pre-line;
        overflow-wrap: anywhere;
      }
      @container (width < 37.333em) {
        .facts {
          grid-template-columns: minmax(0, 1fr);
          gap: 2px;
          padding-inline: 16px;
        }
        dd {
          margin-bottom: 12px;
        }
        .description {
          padding-inline: 16px;
        }
      }
    `,
  ];
  protected readonly texts = { college: collegeTexts };

  @property() college = '';

  readonly #store = new StoreController(this, (backend) =>
    backend.userId && this.college ? collegeAboutStore(backend, this.college) : null,
  );

  override render() {
    const { state: now, store } = this.#store;
    const { page } = this.strings.college;
    return html`${sectionHead(page.sections.about)}
    ${this.view(now?.about, (about) => this.#about(about), {
      skeleton: this.#skeleton(),
      retry: () => store?.retry(),
    })}`;
  }

  #skeleton(): TemplateResult {
    return html`<dl class="facts">
      ${Array.from({ length: 4 }, () => html`<dt><span class="skeleton"></span></dt><dd><span class="skeleton"></span></dd>`)}
    </dl>`;
  }

  #about(college: CollegeAbout): TemplateResult {
    const { about } = this.strings.college;
    const site = safeAddress(college.site);
    const link = site
      ? html`<a href=${site.href} target="_blank" rel="noopener noreferrer">${site.host.replace(/^www\./, '')}</a>`
      : '';
    const facts: [string, string | TemplateResult][] = [
      [about.name, college.name],
      [about.city, [college.city, college.country].filter(Boolean).join(', ')],
      [about.address, college.address],
      [about.site, link],
      [about.members, college.members.toLocaleString(this.language)],
    ];
    return html`<dl class="facts">
        ${facts.map(([title, value]) => (value ? html`<dt>${title}</dt><dd>${value}</dd>` : nothing))}
      </dl>
      <p class="description ${college.description ? '' : 'muted'}">${college.description || about.noDescription}</p>`;
  }
}
define('sferum-college-about', CollegeAboutSection);

declare global {
  interface HTMLElementTagNameMap {
    'sferum-college-about': CollegeAboutSection;
  }
}
