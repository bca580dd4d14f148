import type { LessonEntrance } from '../lesson-types.ts';
import { type Engine, EngineError, type EngineHandlers } from './engine.ts';
import type { Signalling } from './mesh/signalling.ts';

/** Who comes in, with which page, and how the pages of a mesh find each other. */
export interface EngineWay {
  readonly me: string;
  readonly connection: string;
  readonly signalling: Signalling;
}

/** What opens an engine; tests give another. */
export type EngineOpener = (entrance: LessonEntrance, way: EngineWay, handlers: EngineHandlers) => Promise<Engine>;

/**
 * Each engine has code of its own, which comes when somebody enters.
 * @throws {EngineError} for an engine that this version does not know.
 */
export const openEngine: EngineOpener = async (entrance, way, handlers) => {
  if (entrance.engine === 'livekit') {
    const { LiveKitEngine } = await import('./livekit/livekit.ts');
    return new LiveKitEngine(entrance, handlers);
  }
  if (entrance.engine !== 'mesh') throw new EngineError('unsupported');
  const { MeshEngine } = await import('./mesh/mesh.ts');
  const iceServers = entrance.iceServers.map(({ credential, urls, username }) => ({
    urls: [...urls],
    ...(username !== undefined && { username }),
    ...(credential !== undefined && { credential }),
  }));
  return new MeshEngine({ ...way, iceServers }, handlers);
};
