import { askServer, isId, type Pass, type Report, type ReportingEngine } from './engine.ts';
import { bytesOf, isHmacSha256 } from './signing.ts';

export interface DailySettings {
  readonly apiUrl: string;
  readonly key: string;
  /** The `hmac` of the webhook, base64. */
  readonly webhookSecret: string;
}

/** How long a room and what lets into it are good, in seconds. */
const roomLasts = 24 * 3600;
/** Largest difference between the clocks of sender and receiver, in seconds. */
const tolerance = 300;

const canSendOf = ({ may_publish, may_speak }: Pass): boolean | readonly string[] => {
  if (!may_publish) return false;
  return may_speak || ['video', 'screenVideo'];
};

interface PresenceJson {
  readonly id?: string;
  readonly userId?: string;
  readonly joinTime?: string;
}

const kinds: Readonly<Record<string, Report['kind']>> = {
  'participant.joined': 'joined',
  'participant.left': 'left',
  'meeting.ended': 'over',
};

const momentOf = (seconds: unknown): Date | null =>
  typeof seconds === 'number' && seconds > 0 ? new Date(seconds * 1000) : null;

/** Daily, hosted. */
export function dailyEngine({ apiUrl, key, webhookSecret }: DailySettings): ReportingEngine {
  const call = <T>(method: string, path: string, body?: unknown, absent: readonly number[] = []): Promise<T | null> =>
    askServer<T>(`${apiUrl}${path}`, { method, token: key, ...(body !== undefined && { body }) }, absent);
  const inSeconds = (span: number) => Math.floor(Date.now() / 1000) + span;

  return {
    async enter(lesson, places, pass) {
      const known = await call<{ url?: string }>('GET', `/rooms/${lesson}`, undefined, [404]);
      const room =
        known ??
        (await call<{ url?: string }>('POST', '/rooms', {
          name: lesson,
          privacy: 'private',
          properties: {
            exp: inSeconds(roomLasts),
            eject_at_room_exp: true,
            max_participants: places,
            enable_chat: false,
            enable_knocking: false,
            enable_prejoin_ui: false,
          },
        }));
      const made = await call<{ token?: string }>('POST', '/meeting-tokens', {
        properties: {
          room_name: lesson,
          exp: inSeconds(roomLasts),
          is_owner: pass.leads,
          user_id: pass.person_id,
          user_name: pass.name,
          enable_screenshare: pass.may_publish,
          start_video_off: true,
          start_audio_off: true,
          permissions: { hasPresence: true, canSend: canSendOf(pass), canAdmin: false },
        },
      });
      return { engine: 'daily', url: room?.url ?? '', token: made?.token ?? '' };
    },

    async allow(lesson, pass) {
      const permissions = { canSend: canSendOf(pass) };
      const data = Object.fromEntries((pass.connections ?? []).map((session) => [session, permissions]));
      if (Object.keys(data).length > 0) await call('POST', `/rooms/${lesson}/update-permissions`, { data }, [404]);
    },

    // Daily's server cannot: the page of that person does it when the database broadcasts it.
    async mute() {},

    async remove(lesson, personId) {
      await call('POST', `/rooms/${lesson}/eject`, { user_ids: [personId] }, [404]);
    },

    async end(lesson) {
      await call('DELETE', `/rooms/${lesson}`, undefined, [404]);
    },

    async present(lesson) {
      const answer = await call<{ data?: PresenceJson[] }>('GET', `/rooms/${lesson}/presence`, undefined, [404]);
      return (answer?.data ?? []).flatMap(({ id, joinTime, userId }) =>
        isId(userId) && id
          ? [{ personId: userId, connection: id, joinedAt: joinTime ? new Date(joinTime) : null }]
          : [],
      );
    },

    // They expire by themselves.
    rooms: async () => [],

    async read(request, body) {
      const time = request.headers.get('x-webhook-timestamp') ?? '';
      const signature = request.headers.get('x-webhook-signature') ?? '';
      const seconds = Number(time) > 1e11 ? Number(time) / 1000 : Number(time);
      if (!(Math.abs(Date.now() / 1000 - seconds) <= tolerance)) return undefined;
      const secret = bytesOf(webhookSecret);
      if (!secret || !(await isHmacSha256(secret, `${time}.${body}`, signature))) return undefined;
      const { event_ts, payload, type } = JSON.parse(body) as {
        readonly type?: string;
        readonly event_ts?: number;
        readonly payload?: Readonly<Record<string, unknown>>;
      };
      if (!isId(payload?.room)) return null;
      return {
        kind: kinds[type ?? ''] ?? 'other',
        lesson: payload.room,
        personId: isId(payload.user_id) ? payload.user_id : null,
        connection: typeof payload.session_id === 'string' ? payload.session_id : null,
        joinedAt: momentOf(payload.joined_at),
        at: momentOf(event_ts),
      };
    },
  };
}
