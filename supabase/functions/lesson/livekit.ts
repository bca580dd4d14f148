import { askServer, isId, type Pass, type Report, type ReportingEngine } from './engine.ts';
import { readToken, sha256, signToken } from './signing.ts';

export interface LiveKitSettings {
  /** For pages, `wss://…`. */
  readonly url: string;
  /** For this function, `https://…`. */
  readonly apiUrl: string;
  readonly key: string;
  readonly secret: string;
}

/** A token is for connecting; who is connected gets new ones from the server. In seconds. */
const tokenLasts = 600;
/** How long a room waits for somebody, in seconds: a little longer than a lesson does. */
const roomWaits = 360;

/** `camera` in tokens, `CAMERA` in the API. An empty list would be all of them. */
const sourcesOf = ({ may_publish, may_speak }: Pass): string[] => {
  if (!may_publish) return [];
  return may_speak ? ['camera', 'microphone', 'screen_share', 'screen_share_audio'] : ['camera', 'screen_share'];
};

/** As the API takes it: what is left out of it would be a different permission. */
interface Permission {
  readonly can_subscribe: boolean;
  readonly can_publish: boolean;
  readonly can_publish_data: boolean;
  readonly can_publish_sources: readonly string[];
  readonly hidden: boolean;
  readonly can_update_metadata: boolean;
}

const permissionOf = (pass: Pass): Permission => ({
  can_subscribe: true,
  can_publish: pass.may_publish,
  can_publish_data: true,
  can_publish_sources: sourcesOf(pass).map((source) => source.toUpperCase()),
  hidden: false,
  can_update_metadata: false,
});

interface TrackJson {
  readonly sid?: string;
  readonly source?: string;
  readonly type?: string;
  readonly muted?: boolean;
}

interface ParticipantJson {
  readonly sid?: string;
  readonly identity?: string;
  readonly joined_at?: string | number;
  readonly tracks?: readonly TrackJson[];
}

const secondsOf = (value: unknown): Date | null => {
  const seconds = Number(value);
  return seconds > 0 ? new Date(seconds * 1000) : null;
};

const kinds: Readonly<Record<string, Report['kind']>> = {
  participant_joined: 'joined',
  participant_left: 'left',
  participant_connection_aborted: 'left',
  room_finished: 'over',
};

/** LiveKit on a server of the college's own. */
export function livekitEngine({ apiUrl, key, secret, url }: LiveKitSettings): ReportingEngine {
  const signed = (video: Readonly<Record<string, unknown>>, more: Readonly<Record<string, unknown>> = {}) => {
    const now = Math.floor(Date.now() / 1000);
    return signToken(secret, { iss: key, nbf: now - 60, exp: now + tokenLasts, ...more, video });
  };
  const call = async <T>(
    method: string,
    grant: Readonly<Record<string, unknown>>,
    body: Readonly<Record<string, unknown>>,
    absent: readonly number[] = [],
  ): Promise<T | null> =>
    askServer<T>(
      `${apiUrl}/twirp/livekit.RoomService/${method}`,
      { method: 'POST', token: await signed(grant), body },
      absent,
    );
  const inRoom = (room: string) => ({ room, roomAdmin: true });
  const participants = async (room: string): Promise<readonly ParticipantJson[]> =>
    (await call<{ participants?: ParticipantJson[] }>('ListParticipants', inRoom(room), { room }, [404]))
      ?.participants ?? [];

  return {
    async enter(lesson, places, pass) {
      await call(
        'CreateRoom',
        { roomCreate: true },
        {
          name: lesson,
          empty_timeout: roomWaits,
          departure_timeout: roomWaits,
          max_participants: places,
        },
      );
      // Each flag is written: one that is absent means yes.
      const token = await signed(
        {
          room: lesson,
          roomJoin: true,
          roomAdmin: false,
          roomCreate: false,
          roomList: false,
          roomRecord: false,
          ingressAdmin: false,
          canPublish: pass.may_publish,
          canSubscribe: true,
          canPublishData: true,
          canPublishSources: sourcesOf(pass),
          canUpdateOwnMetadata: false,
          hidden: false,
          recorder: false,
          agent: false,
        },
        { sub: pass.person_id, name: pass.name, metadata: '', attributes: {} },
      );
      return { engine: 'livekit', url, token };
    },

    async allow(lesson, pass) {
      await call(
        'UpdateParticipant',
        inRoom(lesson),
        {
          room: lesson,
          identity: pass.person_id,
          permission: permissionOf(pass),
        },
        [404],
      );
    },

    async mute(lesson, pass) {
      const there = await participants(lesson);
      const tracks = there.find(({ identity }) => identity === pass.person_id)?.tracks ?? [];
      for (const { muted, sid, source } of tracks) {
        if (source !== 'MICROPHONE' || muted) continue;
        await call(
          'MutePublishedTrack',
          inRoom(lesson),
          {
            room: lesson,
            identity: pass.person_id,
            track_sid: sid,
            muted: true,
          },
          [404],
        );
      }
    },

    async remove(lesson, personId) {
      await call('RemoveParticipant', inRoom(lesson), { room: lesson, identity: personId }, [404]);
    },

    async end(lesson) {
      await call('DeleteRoom', { roomCreate: true }, { room: lesson }, [404]);
    },

    async present(lesson) {
      return (await participants(lesson)).flatMap(({ identity, joined_at, sid }) =>
        isId(identity) && sid ? [{ personId: identity, connection: sid, joinedAt: secondsOf(joined_at) }] : [],
      );
    },

    async rooms() {
      const answer = await call<{ rooms?: { name?: string }[] }>('ListRooms', { roomList: true }, {});
      return (answer?.rooms ?? []).map(({ name }) => name).filter(isId);
    },

    async read(request, body) {
      const claims = await readToken(secret, request.headers.get('authorization')?.replace(/^Bearer /i, '') ?? '');
      if (claims?.iss !== key || claims.sha256 !== (await sha256(body))) return undefined;
      const { createdAt, event, participant, room } = JSON.parse(body) as {
        readonly event?: string;
        readonly createdAt?: string;
        readonly room?: { readonly name?: string };
        readonly participant?: { readonly identity?: string; readonly sid?: string; readonly joinedAt?: string };
      };
      if (!isId(room?.name)) return null;
      return {
        kind: kinds[event ?? ''] ?? 'other',
        lesson: room.name,
        personId: isId(participant?.identity) ? participant.identity : null,
        connection: participant?.sid ?? null,
        joinedAt: secondsOf(participant?.joinedAt),
        at: secondsOf(createdAt),
      };
    },
  };
}
