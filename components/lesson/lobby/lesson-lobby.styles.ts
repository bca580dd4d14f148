import { css } from 'lit';

export const lobbyStyles = css`
  :host {
    container-type: inline-size;
    height: 100%;
    overflow: auto;
  }
  .lobby {
    display: grid;
    grid-template-columns: 1.25fr 1fr;
    align-items: center;
    gap: 40px;
    min-height: 100%;
    padding: 32px 48px;
  }
  .preview {
    position: relative;
    display: grid;
    place-items: center;
    aspect-ratio: 16 / 10;
    border-radius: calc(var(--sferum-round, 10px) * 2);
    background: var(--sferum-tile, #1a1e29);
    color: #e9ebf2;
    box-shadow: var(--sferum-e2);
    color-scheme: dark;
    overflow: hidden;
  }
  .audio .preview {
    aspect-ratio: 16 / 7;
  }
  .preview video {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    object-fit: cover;
    scale: -1 1;
  }
  .nobody {
    display: grid;
    justify-items: center;
    gap: 12px;
    margin-bottom: 40px;
    color: #b4bac9;
    font: var(--sferum-t-small);
  }
  .nobody .avatar {
    --sferum-avatar-size: 72px;
  }
  .name {
    position: absolute;
    left: 12px;
    top: 12px;
    max-width: calc(100% - 24px);
    padding: 6px 9px;
    border-radius: var(--sferum-r-s);
    background: rgb(10 12 18 / 0.78);
    color: #fff;
    font: 500 calc(var(--sferum-size) * 0.8) / 1.2 var(--sferum-family);
  }
  .controls {
    position: absolute;
    inset: auto 0 0;
    display: flex;
    align-items: center;
    justify-content: center;
    gap: 8px;
    height: 80px;
    background: linear-gradient(transparent, rgb(8 10 16 / 0.7));
  }
  .round {
    display: grid;
    place-items: center;
    width: 48px;
    height: 48px;
    border-radius: calc(var(--sferum-round, 10px) * 1.6);
    background: #262b37;
    color: #e9ebf2;
  }
  .round:hover {
    background: #323847;
  }
  .round.off {
    background: #f4f5f9;
    color: #b71f34;
  }
  .below {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 8px;
    min-height: 44px;
    margin-top: 14px;
    color: var(--sferum-text-2);
    font: var(--sferum-t-small);
  }
  .word {
    flex: 1;
    min-width: 120px;
  }
  .meter {
    display: flex;
    gap: 3px;
  }
  .meter i {
    width: 5px;
    height: 14px;
    border-radius: 2px;
    background: var(--sferum-press);
  }
  .meter .lit {
    background: var(--sferum-online);
  }
  .fold {
    display: none;
  }
  .devices {
    display: grid;
    grid-template-columns: repeat(3, minmax(0, 1fr));
    gap: 10px;
  }
  .devices select {
    text-overflow: ellipsis;
  }
  .way {
    display: grid;
    gap: 14px;
    max-width: 340px;
  }
  .way > p:first-child {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
  }
  .tag.danger::before {
    content: '';
    width: 7px;
    height: 7px;
    border-radius: 50%;
    background: currentColor;
  }
  h2 {
    overflow-wrap: anywhere;
    font: 700 calc(var(--sferum-size) * 1.93) / 1.2 var(--sferum-family);
  }
  .about {
    margin-top: 4px;
    color: var(--sferum-text-2);
    overflow-wrap: anywhere;
  }
  .inside {
    display: flex;
    align-items: center;
    gap: 12px;
    color: var(--sferum-text-2);
    font: var(--sferum-t-small);
  }
  .faces {
    display: flex;
  }
  .faces .avatar + .avatar {
    margin-inline-start: -8px;
  }
  .faces .avatar {
    box-shadow: 0 0 0 2px var(--sferum-surface);
  }
  .enter {
    display: grid;
    gap: 8px;
  }
  .enter [aria-disabled='true'] {
    cursor: default;
  }
  @container (width < 60em) {
    .lobby {
      grid-template-columns: minmax(0, 1fr);
      align-content: start;
      gap: 18px;
      padding: 16px;
    }
    .preview {
      aspect-ratio: 21 / 10;
    }
    .way {
      max-width: none;
    }
    h2 {
      font: var(--sferum-t-heading);
    }
  }
  @container (width < 37.333em) {
    .preview {
      aspect-ratio: 16 / 10;
    }
    .check {
      display: none;
    }
    .fold {
      display: inline-flex;
    }
    .devices {
      display: none;
      grid-template-columns: minmax(0, 1fr);
    }
    .devices.shown {
      display: grid;
    }
  }
  @media (forced-colors: active) {
    .preview,
    .round,
    .meter i {
      border: 1px solid;
    }
    .meter .lit {
      background: Highlight;
    }
  }
`;
