import { css } from 'lit';

export const styles = css`
  :host {
    display: flex;
    flex-direction: column;
    min-height: min(520px, 75vh);
  }
  .page {
    padding: 20px;
  }
  .head {
    display: flex;
    align-items: center;
    gap: 16px;
    margin-bottom: 16px;
  }
  .head > .avatar {
    --sferum-avatar-size: 60px;
  }
  .head .icon-button {
    margin-inline: -10px -6px;
  }
  .head > div {
    flex: 1;
    min-width: 0;
    overflow-wrap: break-word;
  }
  h2 {
    display: inline;
    margin-inline-end: 10px;
    vertical-align: middle;
    font: var(--sferum-t-heading);
  }
  h2:focus-visible {
    outline: 0;
  }
  .head .tag {
    vertical-align: middle;
  }
  .head p {
    margin-top: 4px;
    color: var(--sferum-text-2);
    font: var(--sferum-t-small);
  }
  .notice {
    margin-bottom: 16px;
  }
  .columns {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 16px;
  }
  .main {
    display: contents;
  }
  section {
    min-width: 0;
    padding: 8px 17px 15px;
    border: 1px solid var(--sferum-line);
    border-radius: var(--sferum-r-l);
  }
  .title {
    display: flex;
    align-items: center;
    gap: 8px;
    min-height: 40px;
    margin-bottom: 4px;
  }
  .title h3 {
    flex: 1;
    min-width: 0;
    font: var(--sferum-t-strong);
  }
  .title h3 span {
    margin-inline-start: 4px;
    color: var(--sferum-text-2);
    font-weight: 400;
    font-variant-numeric: tabular-nums;
  }
  .title .button {
    margin-inline-end: -10px;
    padding-inline: 10px;
    font-size: calc(var(--sferum-size) * 0.867);
  }
  .row {
    min-height: 54px;
    padding: 6px 0;
  }
  .columns li:has(> .row) {
    display: flex;
    align-items: center;
  }
  .columns .row {
    flex: 1;
    width: auto;
    min-width: 0;
    margin-inline: -10px;
    padding-inline: 10px;
    border-radius: var(--sferum-r-m);
  }
  .nothing {
    padding-block: 6px;
    color: var(--sferum-text-2);
    font: var(--sferum-t-small);
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    margin-top: 8px;
  }
  .students ul {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(52px, 1fr));
    gap: 12px 2px;
  }
  .students li > button,
  .students li > .skeleton {
    display: grid;
    gap: 6px;
    justify-items: center;
    align-content: start;
    width: 100%;
    padding-block: 2px;
    border-radius: var(--sferum-r-m);
    color: var(--sferum-text-2);
    font: var(--sferum-t-caption);
    text-align: center;
    overflow-wrap: break-word;
  }
  .students li > .skeleton {
    margin: 2px auto;
  }
  .students li > button > span {
    max-width: 100%;
  }
  .students li > button:hover {
    --sferum-behind: var(--sferum-hover);
    background: var(--sferum-hover);
  }
  .students .avatar {
    --sferum-avatar-size: 44px;
  }
  .students.all ul {
    grid-template-columns: minmax(0, 1fr);
    gap: 4px;
  }
  .students.all li > button {
    grid-template-columns: 44px minmax(0, 1fr);
    align-items: center;
    justify-items: start;
    gap: 12px;
    color: var(--sferum-text);
    font: var(--sferum-t-body);
    text-align: start;
  }
  .students.all .avatar {
    --sferum-avatar-size: 40px;
  }
  .skeleton.picture {
    flex: none;
    width: 44px;
    height: 44px;
    border-radius: 50%;
  }
  .head .skeleton.picture {
    width: 60px;
    height: 60px;
    border-radius: min(17px, calc(var(--sferum-round, 10px) * 1.3));
  }
  .head div .skeleton {
    width: min(40%, 120px);
  }
  .head p .skeleton {
    width: min(70%, 220px);
    margin-top: 8px;
  }
  .title .skeleton {
    width: min(50%, 140px);
  }
  section .skeleton-rows > div {
    min-height: 54px;
    padding: 6px 0;
  }
  .students .button.wide {
    margin-top: 12px;
  }
  .view-state,
  sferum-signed-out {
    min-height: inherit;
  }
  sferum-toast {
    margin-top: auto;
  }
  @container (width >= 50.666em) {
    .columns {
      grid-template-columns: minmax(0, 1fr) 300px;
      align-items: start;
    }
    .main {
      display: grid;
      gap: 16px;
    }
  }
  @container (width < 37.333em) {
    .page {
      padding: 12px;
    }
    .head {
      gap: 12px;
      margin-bottom: 12px;
    }
    .head > .avatar {
      --sferum-avatar-size: 52px;
    }
    .columns {
      gap: 12px;
    }
    .actions .button {
      width: 100%;
    }
  }
`;
