import type { Backend } from '../../core/backend.ts';
import { stageFor } from '../../element/testing/stage.ts';
import { alina, type FakeApi } from './fake-api.ts';
import { FakeMentions } from './fake-mentions.ts';
import { FakeSettings } from './fake-settings.ts';

/** A place on the page where tags speak to `api`, as Алина or (`signedIn: false`) as nobody. */
export function stage(
  api: FakeApi,
  { signedIn = true, settings = new FakeSettings(), mentions = new FakeMentions() } = {},
): { place: HTMLElement; backend: Backend; stop: () => void } {
  const { place, backend, stop } = stageFor(signedIn ? alina.id : null);
  backend.once('chat-api', () => api);
  backend.once('chat-deeds-api', () => api);
  backend.once('find-chat-api', () => api);
  backend.once('chats-api', () => api);
  backend.once('chat-settings-api', () => settings);
  backend.once('chat-settings-deeds-api', () => settings);
  backend.once('mentions-api', () => mentions);
  return {
    place,
    backend,
    stop: () => {
      stop();
      indexedDB.deleteDatabase(`sferum.acts:${new URL(backend.config.url).host}:${alina.id}`);
    },
  };
}
