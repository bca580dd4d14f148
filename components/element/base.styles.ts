import { css } from 'lit';
import { ground } from './host/ground.styles.ts';

export { root } from './host/ground.styles.ts';

/** Kinds of buttons, and what few elements draw. */
export const controls = css`
    .button.primary {
      background: var(--sferum-accent);
      color: var(--sferum-on-accent);
    }
    .button.primary:hover {
      background: var(--sferum-accent-hover);
    }
    .button.soft {
      background: var(--sferum-accent-soft);
      color: var(--sferum-accent-text);
    }
    .button.ghost {
      background: transparent;
      color: var(--sferum-text-2);
    }
    .button.link {
      background: transparent;
      color: var(--sferum-accent-text);
    }
    .button.danger {
      background: var(--sferum-danger);
      color: var(--sferum-on-accent);
    }
    .button.danger-text {
      background: transparent;
      color: var(--sferum-danger-text);
    }
    .button.big {
      min-height: 44px;
      font-size: var(--sferum-size);
    }
    .button.wide {
      width: 100%;
    }
    .button[disabled] {
      background: var(--sferum-press);
      color: var(--sferum-text-3);
      cursor: default;
    }
    .icon-button.soft {
      background: var(--sferum-accent-soft);
      color: var(--sferum-accent-text);
    }
    .icon-button.filled {
      border-radius: 99px;
      background: var(--sferum-accent);
      color: var(--sferum-on-accent);
    }
    .icon-button.filled:hover {
      background: var(--sferum-accent-hover);
    }
    .badge {
      display: inline-grid;
      place-items: center;
      flex: none;
      min-width: 20px;
      min-height: 20px;
      padding: 0 6px;
      border-radius: 99px;
      background: var(--sferum-accent);
      color: var(--sferum-on-accent);
      font: 600 calc(var(--sferum-size) * 0.8) / 1.2 var(--sferum-family);
      font-variant-numeric: tabular-nums;
    }
    .badge.quiet {
      background: var(--sferum-press);
      color: var(--sferum-text-2);
    }
    .failure-note {
      position: sticky;
      bottom: 0;
      padding: 12px 16px;
      background: var(--sferum-danger-soft);
      color: var(--sferum-danger-text);
      font: var(--sferum-t-small);
    }
    @media (forced-colors: active) {
      .badge,
      .icon-button.filled,
      .icon-button.soft {
        border: 1px solid;
      }
      .button[disabled],
      .icon-button[disabled] {
        border-color: GrayText;
        color: GrayText;
      }
    }
`;

/** For every element that no first paint of a chat waits for. */
export const base = [ground, controls];
