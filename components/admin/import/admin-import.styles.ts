import { css } from 'lit';

/** The look of the way of a list from a file into a college. */
export const importStyles = css`
  .import {
    display: flex;
    flex: 1;
    flex-direction: column;
  }
  .head {
    padding-inline-start: 12px;
  }
  .head .icon-button {
    margin-inline-end: -2px;
  }
  h3:focus-visible {
    outline: 0;
  }
  .steps {
    display: flex;
    align-items: center;
    gap: 10px;
    padding: 0 20px 14px;
    color: var(--sferum-text-2);
    font: var(--sferum-t-small);
  }
  .steps li {
    display: flex;
    align-items: center;
    gap: 7px;
  }
  .steps li + li::before {
    content: '';
    width: 24px;
    margin-inline-end: 3px;
    border-top: 1px solid var(--sferum-line-strong);
  }
  .steps i {
    display: grid;
    place-items: center;
    width: 20px;
    height: 20px;
    border: 1.5px solid var(--sferum-line-strong);
    border-radius: 50%;
    font: 600 calc(var(--sferum-size) * 0.733) / 1 var(--sferum-family);
  }
  .steps [aria-current] {
    color: var(--sferum-text);
    font-weight: 600;
  }
  .steps [aria-current] i {
    border: 2px solid var(--sferum-accent-text);
    color: var(--sferum-accent-text);
  }
  .steps .passed i {
    border-color: var(--sferum-accent);
    background: var(--sferum-accent);
    color: var(--sferum-on-accent);
  }
  .problem {
    padding: 0 20px 14px;
  }

  .drop {
    display: flex;
    flex: 1;
    flex-direction: column;
    align-items: center;
    justify-content: center;
    gap: 10px;
    min-height: 300px;
    margin: 0 20px 20px;
    padding: 24px 20px;
    border: 1.5px dashed var(--sferum-line-strong);
    border-radius: var(--sferum-r-l);
    text-align: center;
    transition: background var(--sferum-fast) var(--sferum-ease);
  }
  .import.over .drop {
    border-color: var(--sferum-accent-text);
    background: var(--sferum-accent-soft);
  }
  .drop .icon {
    color: var(--sferum-text-3);
  }
  .drop h3 {
    font: var(--sferum-t-title);
  }
  .drop p {
    max-width: 440px;
    margin-bottom: 6px;
    text-wrap: balance;
    color: var(--sferum-text-2);
    font: var(--sferum-t-small);
  }

  .sheets {
    padding: 0 20px 20px;
  }
  .sheets h3 {
    margin-bottom: 4px;
    font: var(--sferum-t-title);
  }
  .sheets p {
    margin-bottom: 14px;
    color: var(--sferum-text-2);
    font: var(--sferum-t-small);
    overflow-wrap: anywhere;
  }
  .sheets ul {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 8px;
    max-width: 440px;
    margin-bottom: 10px;
  }
  .sheets li .button {
    justify-content: space-between;
    width: 100%;
  }
  .sheets > .link {
    margin-inline-start: -14px;
  }
  .sheets .about {
    flex: none;
    color: var(--sferum-text-2);
    font: var(--sferum-t-small);
  }

  .running {
    width: min(280px, 100%);
    height: 4px;
    border-radius: 4px;
    background: var(--sferum-press);
    overflow: hidden;
  }
  .running i {
    display: block;
    width: 40%;
    height: 100%;
    border-radius: 4px;
    background: var(--sferum-accent-text);
    animation: sferum-run 1.4s infinite var(--sferum-ease);
  }
  @keyframes sferum-run {
    from {
      translate: -100%;
    }
    to {
      translate: 250%;
    }
  }

  .file {
    display: flex;
    align-items: center;
    gap: 10px;
    margin: 0 20px 14px;
    padding: 8px 0 8px 14px;
    border-radius: var(--sferum-r-l);
    background: var(--sferum-sunken);
    color: var(--sferum-text-2);
    font: var(--sferum-t-small);
  }
  .import.over .file {
    background: var(--sferum-accent-soft);
  }
  .file > .icon {
    align-self: flex-start;
    margin-top: 4px;
  }
  .file > div {
    flex: 1;
    min-width: 0;
    padding-block: 4px;
    overflow-wrap: anywhere;
  }
  .file h3 {
    display: inline;
    color: var(--sferum-text);
    font: 600 calc(var(--sferum-size) * 0.867) / 1.39 var(--sferum-family);
  }
  .file .about::before {
    content: '· ';
  }
  .facts {
    display: grid;
    grid-template-columns: repeat(4, minmax(0, 1fr));
    gap: 12px;
    margin: 0 20px 12px;
  }
  .facts > div {
    display: flex;
    flex-direction: column-reverse;
    justify-content: flex-end;
    gap: 4px;
    padding: 12px 14px;
    border-radius: var(--sferum-r-l);
    background: var(--sferum-sunken);
  }
  .facts dt {
    color: var(--sferum-text-2);
    font: var(--sferum-t-small);
    overflow-wrap: anywhere;
  }
  .facts dd {
    font: var(--sferum-t-heading);
    font-variant-numeric: tabular-nums;
  }
  .facts .danger {
    background: var(--sferum-danger-soft);
  }
  .facts .danger * {
    color: var(--sferum-danger-text);
  }
  .choices {
    display: flex;
    align-items: center;
    justify-content: space-between;
    padding-inline-end: 10px;
  }
  .choices .chip-tabs {
    flex: 1;
    min-width: 0;
    padding-block: 4px;
  }
  .checking {
    opacity: 0.55;
  }

  .table td {
    height: 48px;
  }
  .table .from-middle:last-child {
    text-align: start;
    white-space: normal;
  }
  .table .number {
    width: 1%;
    padding-inline-end: 20px;
    white-space: nowrap;
  }
  .table .who-is {
    width: 30%;
    overflow-wrap: anywhere;
  }
  .table .phone {
    white-space: nowrap;
  }
  .table .next > :first-child {
    padding-inline-start: 8px;
  }
  .table .fix {
    color: var(--sferum-danger-text);
    overflow-wrap: anywhere;
  }
  /* The bar must not lie on what has the focus. */
  .table .replace,
  .more .button {
    scroll-margin-bottom: 110px;
  }
  .table .replace {
    display: block;
    min-height: 28px;
    padding: 2px 0;
    font: 500 calc(var(--sferum-size) * 0.867) / 1.2 var(--sferum-family);
  }
  .none {
    padding: 28px 20px;
    color: var(--sferum-text-2);
    text-align: center;
  }

  .bar {
    position: sticky;
    bottom: 0;
    z-index: 2;
    display: flex;
    align-items: center;
    justify-content: flex-end;
    gap: 8px;
    margin-top: auto;
    padding: 12px 20px;
    border-top: 1px solid var(--sferum-line);
    background: var(--sferum-surface);
  }
  .bar p {
    flex: 1;
    min-width: 0;
    color: var(--sferum-text-2);
    font: var(--sferum-t-small);
  }
  .bar .button[aria-disabled='true'] {
    background: var(--sferum-press);
    color: var(--sferum-text-3);
    cursor: default;
  }
  .acts {
    display: flex;
    flex-wrap: wrap;
    justify-content: center;
    gap: 8px;
    margin-top: 8px;
  }

  @container (width < 60em) {
    .facts {
      grid-template-columns: repeat(2, minmax(0, 1fr));
      gap: 8px;
    }
  }
  @container (width < 37.333em) {
    .head {
      padding-inline-start: 4px;
    }
    .steps {
      display: none;
    }
    .problem {
      padding-inline: 16px;
    }
    .drop,
    .file,
    .facts {
      margin-inline: 16px;
    }
    .drop {
      padding-inline: 16px;
    }
    .file {
      flex-wrap: wrap;
      padding-inline-end: 14px;
    }
    .file h3 {
      display: block;
    }
    .file .about::before {
      content: none;
    }
    .file .button {
      flex-basis: 100%;
      justify-content: flex-start;
      min-height: 36px;
      margin-top: -12px;
      padding: 0 0 0 30px;
    }
    .choices .button {
      width: 44px;
      padding: 0;
    }
    .choices .button span {
      display: none;
    }
    .table td {
      height: auto;
      padding-block: 10px;
      border-bottom: 1px solid var(--sferum-line);
      vertical-align: top;
    }
    .table .number {
      padding-inline-end: 8px;
    }
    .table .who-is:last-child,
    .table .who-is {
      width: auto;
      padding-inline-end: 16px;
      text-align: start;
      white-space: normal;
    }
    .table .narrow .replace {
      min-height: 36px;
      padding: 6px 0;
    }
    .bar {
      display: grid;
      gap: 8px;
      padding: 10px 16px;
    }
    .bar .ghost {
      display: none;
    }
  }
  @media (forced-colors: active) {
    .file,
    .facts > div {
      border: 1px solid;
    }
    .running {
      outline: 1px solid;
    }
    .running i {
      background: CanvasText;
    }
  }
`;
