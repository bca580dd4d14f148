/** The chat to a message of which the address of the page leads; empty when to none. */
export const linkedChat = (): string => /^#sferum-message=([0-9a-f-]{36})\//.exec(location.hash)?.[1] ?? '';
