import { css, html, nothing, type TemplateResult } from 'lit';
import { icon, type Sign } from '../element/icon.ts';

export interface MenuItem {
  readonly text: string;
  readonly act: () => void;
  readonly sign?: Sign;
  /** Comes last, below a line. */
  readonly apart?: boolean;
  /** The same, and red. */
  readonly danger?: boolean;
  /** Why it cannot be done now; the row is shown disabled, with the reason. */
  readonly reason?: string | undefined;
}

/**
 * The rows of a menu, for whatever opens it; its owner has `menuStyles`.
 *
 *     html`<div role="menu" aria-label=${label} @keydown=${(event) => moveInMenu(event, menuRowsIn(menu))}>
 *       ${menuRows(items, (item) => { close(); item.act(); })}
 *     </div>`
 */
export function menuRows(items: readonly MenuItem[], choose: (item: MenuItem) => void): TemplateResult[] {
  const isApart = ({ apart, danger }: MenuItem) => Number(apart ?? danger ?? false);
  const ordered = [...items].sort((a, b) => isApart(a) - isApart(b));
  return ordered.map((item, index) => {
    const before = ordered[index - 1];
    return html`${before && isApart(before) < isApart(item) ? html`<hr role="separator" />` : nothing}
      <button
        class=${item.danger ? 'danger' : ''}
        type="button"
        role="menuitem"
        tabindex="-1"
        aria-disabled=${item.reason ? 'true' : nothing}
        @click=${() => {
          if (!item.reason) choose(item);
        }}
      >
        ${item.sign ? icon(item.sign, 18) : nothing}
        <span>${item.text}${item.reason ? html`<small>${item.reason}</small>` : nothing}</span>
      </button>`;
  });
}

export const menuRowsIn = (menu: Element): HTMLElement[] => [...menu.querySelectorAll<HTMLElement>('[role=menuitem]')];

/** Moves the focus between rows: by arrows, Home, End, and the first letter of a row. */
export function moveInMenu(event: KeyboardEvent, rows: readonly HTMLElement[]): void {
  const { key } = event;
  const at = rows.findIndex((row) => row.matches(':focus'));
  const step = { ArrowDown: at + 1, ArrowUp: Math.max(at, 0) - 1 + rows.length, Home: 0, End: rows.length - 1 }[key];
  const letter = key.length === 1 && key !== ' ' && !event.ctrlKey && !event.metaKey && !event.altKey;
  const wanted = key.toLocaleLowerCase();
  const next =
    step !== undefined
      ? rows[step % rows.length]
      : letter
        ? [...rows.slice(at + 1), ...rows].find((row) => row.innerText.trim().toLocaleLowerCase().startsWith(wanted))
        : undefined;
  if (!next) return;
  event.preventDefault();
  next.focus();
}

export const menuStyles = css`
  [role='menuitem'] {
    display: flex;
    align-items: center;
    gap: 10px;
    width: 100%;
    min-height: 38px;
    padding: 6px 10px;
    border-radius: var(--sferum-r-m);
    font: 400 calc(var(--sferum-size) * 0.933) / 1.25 var(--sferum-family);
  }
  [role='menuitem'] .icon {
    color: var(--sferum-text-3);
  }
  [role='menuitem']:is(:hover, :focus) {
    background: var(--sferum-hover);
  }
  [role='menuitem']:focus-visible {
    outline-offset: -2px;
  }
  [aria-disabled='true'] {
    color: var(--sferum-text-3);
    cursor: default;
  }
  small {
    display: block;
    margin-top: 2px;
    color: var(--sferum-text-3);
    font: var(--sferum-t-caption);
  }
  .danger,
  .danger .icon {
    color: var(--sferum-danger-text);
  }
  hr {
    margin: 6px 10px;
    border: 0;
    border-top: 1px solid var(--sferum-line);
  }
  @container (width < 37.333em) {
    [role='menuitem'] {
      min-height: 44px;
    }
  }
  @media (pointer: coarse) {
    [role='menuitem'] {
      min-height: 44px;
    }
  }
`;

/** The popover in which the rows of a menu stand. */
export const menuPopoverStyles = css`
  [popover] {
    inset: auto;
    width: max-content;
    min-width: 220px;
    max-width: min(340px, calc(100vw - 16px));
    max-height: calc(100vh - 16px);
    margin: 0;
    padding: 6px;
    border: 0;
    border-radius: var(--sferum-r-l);
    background: var(--sferum-raised);
    color: var(--sferum-text);
    box-shadow: var(--sferum-e2);
    overflow: auto;
    font: var(--sferum-t-body);
    opacity: 0;
    translate: 0 -8px;
    transition:
      opacity calc(var(--sferum-base) / 2) var(--sferum-ease),
      translate calc(var(--sferum-base) / 2) var(--sferum-ease),
      overlay calc(var(--sferum-base) / 2) allow-discrete,
      display calc(var(--sferum-base) / 2) allow-discrete;
  }
  [popover]:popover-open {
    opacity: 1;
    translate: none;
    transition-duration: var(--sferum-base);
  }
  @starting-style {
    [popover]:popover-open {
      opacity: 0;
      translate: 0 -8px;
    }
  }
  @media (forced-colors: active) {
    [popover] {
      border: 1px solid;
    }
  }
`;
