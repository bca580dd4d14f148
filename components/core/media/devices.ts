/** The camera and the microphone, and why there is none. Plain http has neither. */

export type DeviceKind = 'camera' | 'microphone';

/**
 * Why a device gives nothing: the person refused it, or closed the question; the page in which ours stands does not let it
 * through; the system keeps it; there is none; another program has it; this browser or plain http has none.
 */
export type DeviceProblem = 'denied' | 'dismissed' | 'policy' | 'system' | 'missing' | 'busy' | 'unsupported';

export class DeviceError extends Error {
  readonly problem: DeviceProblem;

  constructor(problem: DeviceProblem, options?: ErrorOptions) {
    super(problem, options);
    this.name = 'DeviceError';
    this.problem = problem;
  }
}

const byName: Partial<Record<string, DeviceProblem>> = {
  NotFoundError: 'missing',
  OverconstrainedError: 'missing',
  NotReadableError: 'busy',
  AbortError: 'busy',
  TypeError: 'unsupported',
};

/** Chromium says in which features the page is limited; elsewhere a refusal is a refusal. */
interface PolicyDocument {
  readonly featurePolicy?: { allowsFeature(feature: string): boolean };
}

/** Whether the page that ours stands in lets it through. */
function isLetThrough(kind: DeviceKind): boolean {
  const { featurePolicy } = document as PolicyDocument;
  return featurePolicy?.allowsFeature(kind) ?? true;
}

async function problemOf(kind: DeviceKind, { message, name }: DOMException): Promise<DeviceProblem> {
  const known = byName[name];
  if (known) return known;
  if (!isLetThrough(kind)) return 'policy';
  if (/system/i.test(message)) return 'system';
  if (/dismissed/i.test(message)) return 'dismissed';
  // Of a question that was closed without an answer a browser asks again.
  const asked = await navigator.permissions?.query({ name: kind }).catch(() => null);
  return asked?.state === 'prompt' ? 'dismissed' : 'denied';
}

/**
 * One track of a device, which is in use until the track is stopped.
 * @throws {DeviceError}
 */
export async function openDevice(kind: DeviceKind, constraints: MediaTrackConstraints): Promise<MediaStreamTrack> {
  const asked = kind === 'camera' ? { video: constraints } : { audio: constraints };
  try {
    const stream = await navigator.mediaDevices?.getUserMedia(asked);
    const [track] = stream?.getTracks() ?? [];
    if (track) return track;
  } catch (cause) {
    if (!(cause instanceof DOMException)) throw cause;
    throw new DeviceError(await problemOf(kind, cause), { cause });
  }
  throw new DeviceError('unsupported');
}

/** What is plugged in. The names are empty until a device of the kind was opened once. */
export async function listDevices(): Promise<readonly MediaDeviceInfo[]> {
  return (await navigator.mediaDevices?.enumerateDevices()) ?? [];
}

/** Calls `changed` when something is plugged in or out, until the returned function is called. */
export function watchDevices(changed: () => void): () => void {
  navigator.mediaDevices?.addEventListener('devicechange', changed);
  return () => navigator.mediaDevices?.removeEventListener('devicechange', changed);
}

/** Whether this browser can show a screen to others. */
export const canShareScreen = (): boolean => typeof navigator.mediaDevices?.getDisplayMedia === 'function';

/**
 * A screen with its sound, where the browser gives that; null when the person has chosen none.
 * @throws {DeviceError}
 */
export async function openScreen(): Promise<MediaStream | null> {
  try {
    const stream = await navigator.mediaDevices?.getDisplayMedia({ video: { frameRate: 15 }, audio: true });
    if (stream) return stream;
  } catch (cause) {
    if (!(cause instanceof DOMException)) throw cause;
    const { message, name } = cause;
    if (name === 'NotAllowedError' && !/system|policy/i.test(message)) return null;
    const problem = byName[name] ?? (/system/i.test(message) ? 'system' : 'policy');
    throw new DeviceError(problem, { cause });
  }
  throw new DeviceError('unsupported');
}
