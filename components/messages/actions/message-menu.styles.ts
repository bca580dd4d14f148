import { css } from 'lit';

/** For the history whose messages have menus: the ways into them, and the message that one is open for. */
export const messageMenuStyles = css`
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
`;
