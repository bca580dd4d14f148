import { css, html, type TemplateResult } from 'lit';

/** Turns while something is under way; decoration, the words stand beside it. */
export const ring = (): TemplateResult => html`<i class="ring" aria-hidden="true"></i>`;

export const ringStyles = css`
  .ring {
    display: block;
    flex: none;
    width: 18px;
    height: 18px;
    border: 2px solid currentColor;
    border-inline-end-color: transparent;
    border-radius: 50%;
    animation: sferum-turn 0.8s linear infinite;
  }
  @keyframes sferum-turn {
    to {
      rotate: 1turn;
    }
  }
`;
