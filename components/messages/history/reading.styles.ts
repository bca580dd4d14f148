import { css } from 'lit';

/** Of what floats over a history while somebody reads it, of the ways into menus, and of what went wrong with a message. */
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
  .message[hot] .bubble {
    outline: 2px solid var(--sferum-focus);
  }
  :host([dim]) .message:not([hot]) {
    opacity: 0.5;
  }
  .more {
    align-self: center;
    width: 32px;
    height: 32px;
    /* It takes no place from the text. */
    margin-inline: -4px -36px;
    border-radius: 99px;
    opacity: 0;
    pointer-events: none;
  }
  /* Three dots that cost no node. */
  .more::before {
    content: '';
    width: 16.5px;
    height: 20px;
    background: radial-gradient(circle, currentColor 1.4px, transparent 1.9px) 0 0 / 5.5px 20px;
  }
  .message.own .more {
    order: -1;
    margin-inline: -36px -4px;
  }
  .message:is(:hover, :focus-within, [hot]) .more {
    opacity: 1;
    pointer-events: auto;
  }
  /* A long press opens what can be done with the message, among it to copy the text. */
  @media (hover: none) and (pointer: coarse) {
    .bubble {
      -webkit-touch-callout: none;
      -webkit-user-select: none;
      user-select: none;
    }
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
