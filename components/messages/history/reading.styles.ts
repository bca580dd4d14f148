import { css } from 'lit';

/** Of what floats over a history while somebody reads it, and of what went wrong with a message. */
export const readingStyles = css`
  .day.afloat {
    position: absolute;
    inset: 0 0 auto;
    z-index: 1;
    pointer-events: none;
  }
  .day.afloat > span {
    box-shadow: var(--sferum-e2);
  }
  .ways {
    position: absolute;
    right: 20px;
    bottom: 12px;
    z-index: 2;
    display: flex;
    align-items: center;
    gap: 8px;
  }
  .return {
    border-radius: 99px;
    background: var(--sferum-raised);
    box-shadow: var(--sferum-e2);
  }
  .jump {
    position: relative;
    width: 42px;
    height: 42px;
    border-radius: 99px;
    background: var(--sferum-raised);
    box-shadow: var(--sferum-e2);
  }
  .jump .badge {
    position: absolute;
    top: -8px;
    left: 50%;
    translate: -50% 0;
  }
  /* The name of the button says the number in full; a short one beside it would contradict that. */
  .jump .badge::after {
    content: attr(data-count);
  }
  .message .fault {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: flex-end;
    gap: 0 8px;
    padding: 3px 2px 6px;
    font: var(--sferum-t-small);
    color: var(--sferum-danger-text);
  }
  /* Beside its sign, however long it is. */
  .message .fault > span {
    max-width: calc(100% - 24px);
  }
  .message .fault button {
    min-height: 24px;
    font-weight: 600;
    text-decoration: underline;
    text-underline-offset: 2px;
  }
  @container (width < 42.666em) {
    .message .fault button {
      min-height: 44px;
      padding: 0 4px;
    }
    .ways {
      right: 12px;
    }
    .jump {
      width: 44px;
      height: 44px;
    }
  }
`;
