/** The address of this page with a message of a chat: whoever opens it and may read the chat is led to the message. */
export function linkTo(chat: string, message: string): string {
  const url = new URL(location.href);
  url.hash = `sferum-message=${chat}/${message}`;
  return url.href;
}

/** The message of a chat to which the address of the page leads; null when to none of this chat. */
export function linkedIn(chat: string): string | null {
  const [, linked, message] = /^#sferum-message=([0-9a-f-]{36})\/([0-9a-f-]{36})$/.exec(location.hash) ?? [];
  return message !== undefined && linked === chat ? message : null;
}
