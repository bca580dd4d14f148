import { css } from 'lit';

/** What the search in a chat and the one over all chats have in common. */
export const searchStyles = css`
  .filters {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px;
    padding: 7px 16px;
  }
  .chip {
    position: relative;
    display: inline-flex;
    align-items: center;
    gap: 6px;
    min-width: 0;
    max-width: 100%;
    min-height: 36px;
    padding-inline: 10px;
    border-radius: 99px;
    color: var(--sferum-text);
    font: 500 calc(var(--sferum-size) * 0.867) / 1.2 var(--sferum-family);
  }
  .chip:hover {
    background: var(--sferum-hover);
  }
  .chip:focus-within {
    outline: 2px solid var(--sferum-focus);
  }
  .chip.set {
    background: var(--sferum-accent-soft);
    color: var(--sferum-accent-text);
  }
  .chip .icon {
    flex: none;
  }
  .chip select {
    min-width: 0;
    max-width: max(190px, 12em);
    min-height: 36px;
    padding: 0;
    border: 0;
    outline: 0;
    background: none;
    color: inherit;
    font: inherit;
    appearance: none;
    /* As wide as what is chosen. */
    field-sizing: content;
    cursor: pointer;
    text-overflow: ellipsis;
  }
  .chip option {
    background: var(--sferum-raised);
    color: var(--sferum-text);
  }
  .chip input {
    min-height: 36px;
    padding: 0;
    border: 0;
    outline: 0;
    background: none;
    color: inherit;
    font: inherit;
  }
  mark {
    border-radius: 3px;
    background: var(--sferum-ink, color-mix(in oklab, #f2a93b 42%, transparent));
    color: var(--sferum-ground, inherit);
  }
  .strip {
    padding: 9px 16px;
    background: var(--sferum-warning-soft);
    color: var(--sferum-warning-text);
    font: var(--sferum-t-small);
  }
  .problem {
    padding: 9px 16px;
    color: var(--sferum-danger-text);
    font: var(--sferum-t-small);
  }
  @container (width < 42.666em) {
    .filters {
      padding-inline: 8px;
    }
    .chip,
    .chip select,
    .chip input {
      min-height: 44px;
    }
    .chip select,
    .chip input {
      font-size: max(16px, calc(var(--sferum-size) * 0.867));
    }
  }
  @media (forced-colors: active) {
    .chip {
      border: 1px solid;
    }
    .chip.set {
      border-width: 2px;
    }
    mark {
      background: Mark;
      color: MarkText;
    }
  }
`;
