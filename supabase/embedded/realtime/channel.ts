import type { Connection, Services } from './connection.ts';
import { type Credentials, confirm, expired, isApiKey } from './credentials.ts';
import { type Broadcast, type Payload, type Push, SharedFrame } from './frames.ts';
import { type JoinOptions, readJoin } from './join.ts';
import { readPersist } from './persist.ts';
import type { ReadRights, WriteRights } from './policies.ts';
import { Rate } from './rate.ts';
import { Refusal } from './refusal.ts';
import type { Topic } from './topic.ts';

/** A public channel has no policies, and stores nothing. */
const PUBLIC: WriteRights = { broadcast: true, presence: true, persistence: false };
const NOTHING: WriteRights = { broadcast: false, presence: false, persistence: false };

/**
 * One topic as one connection has joined it: checks its rights, delivers to the client, and passes on what the client
 * sends. Messages of one channel are handled one after another, so that none overtakes the join.
 */
export class Channel {
  /** With the prefix `realtime:`, as it travels. */
  readonly topic: string;
  /** Without the prefix, as policies and the database know it. */
  readonly name: string;
  readonly joinRef: string | null;
  readonly #connection: Connection;
  readonly #services: Services;
  readonly #options: JoinOptions;
  readonly #presenceCalls: Rate;
  #credentials: Credentials | null = null;
  #readRights: ReadRights = NOTHING;
  /** Asked for at the first broadcast or presence; most channels only listen. */
  #writeRights: WriteRights | null = null;
  #joined: Topic | null = null;
  #closed = false;
  #presenceEnabled: boolean;
  /** Broadcasts that arrive while a replay is read, so that the older ones are sent first; null at all other times. */
  #queued: { frame: SharedFrame; id: string | undefined }[] | null = null;
  #queuedBytes = 0;
  #replayed = new Set<string>();
  #tail: Promise<void> = Promise.resolve();

  /** Throws `Refusal` when the join asks for something that is not offered. */
  constructor(connection: Connection, services: Services, join: Push) {
    this.#connection = connection;
    this.#services = services;
    this.topic = join.topic;
    this.name = join.topic.slice('realtime:'.length);
    this.joinRef = join.joinRef ?? join.ref;
    this.#options = readJoin(join.payload, services.config);
    this.#presenceEnabled = this.#options.presenceEnabled;
    this.#presenceCalls = new Rate(services.config.presenceCalls, services.config.presenceWindowMs);
  }

  get isPrivate(): boolean {
    return this.#options.isPrivate;
  }

  /** Handles a message after the earlier ones of this channel; the first is the join. */
  handle(push: Push): Promise<void> {
    this.#tail = this.#tail.then(() => this.#dispatch(push));
    return this.#tail;
  }

  deliver(frame: SharedFrame, id: string | undefined): void {
    if (!this.#readRights.broadcast || (id !== undefined && this.#replayed.has(id))) {
      return;
    }
    if (this.#queued) {
      this.#queued.push({ frame, id });
      this.#queuedBytes += frame.for(this.#connection.version)?.data.byteLength ?? 0;
      if (this.#queuedBytes > this.#services.config.bufferedBytes) {
        this.#connection.end();
      }
    } else {
      this.#connection.send(frame.for(this.#connection.version));
    }
  }

  deliverPresence(frame: SharedFrame): void {
    if (this.#presenceEnabled && this.#readRights.presence) {
      this.#connection.send(frame.for(this.#connection.version));
    }
  }

  /** Called about every second. */
  tick(): void {
    const now = this.#services.now();
    if (this.#credentials && this.#credentials.expires <= now) {
      this.#shutDown(expired(this.#credentials.expires, now).message);
    }
  }

  /** Ends the channel and informs the client. */
  close(): void {
    if (this.#isClosed()) {
      return;
    }
    this.abandon();
    this.#connection.push(this, 'phx_close', {}, this.joinRef);
  }

  /** Ends the channel without informing the client: the socket is gone, or the join was refused. */
  abandon(): void {
    this.#closed = true;
    this.#credentials = null;
    this.#services.hub.unsubscribe(this);
    this.#connection.removeChannel(this);
  }

  /** A method, because the compiler would take a field for unchanged after an `await`. */
  #isClosed(): boolean {
    return this.#closed;
  }

  async #dispatch(push: Push): Promise<void> {
    if (this.#isClosed()) {
      return;
    }
    try {
      switch (push.event) {
        case 'phx_join':
          return await this.#join(push);
        case 'phx_leave':
          this.#connection.reply(push, 'ok');
          return this.close();
      }
      if (!this.#connection.messages.take()) {
        return this.#shutDown('Too many messages per second');
      }
      switch (push.event) {
        case 'access_token':
          return await this.#renew(push);
        case 'broadcast':
          return await this.#broadcast(push);
        case 'presence':
          return await this.#presence(push);
      }
      throw new Refusal('UnknownEvent', `No event ${push.event.slice(0, 50)} here`);
    } catch (error) {
      this.#refuse(push, error);
    }
  }

  #refuse(push: Push, error: unknown): void {
    if (this.#isClosed()) {
      return;
    }
    const refusal = error instanceof Refusal ? error : this.#services.unexpected(error);
    this.#connection.reply(push, 'error', {
      reason: refusal.reason,
      ...(push.event === 'broadcast' && { error: refusal.code }),
    });
    if (push.event === 'phx_join') {
      this.abandon();
    }
  }

  async #join(push: Push): Promise<void> {
    const { hub, stored, ready } = this.#services;
    const { token, replay, replicationReady } = this.#options;
    await ready;
    const credentials = await this.#confirm(token === null || isApiKey(token) ? this.#connection.apiKey : token);
    const readRights = await this.#askReadRights(credentials);
    if (this.#isClosed()) {
      return;
    }
    if (replay && !readRights.broadcast) {
      throw this.#unreadable();
    }
    this.#credentials = credentials;
    this.#readRights = readRights;
    if (replay) {
      this.#queued = [];
    }
    this.#joined = hub.subscribe(this);
    const past = replay ? await stored.replay(this.name, replay.since, replay.limit) : [];
    if (this.#isClosed()) {
      return;
    }
    this.#connection.reply(push, 'ok', { postgres_changes: [] });
    this.#sendPresenceState();
    if (replicationReady) {
      this.#sendSystem('ok', 'Replication connection established');
    }
    for (const broadcast of past) {
      this.#connection.send(SharedFrame.broadcast(this.topic, broadcast).for(this.#connection.version));
      this.#replayed.add(broadcast.meta?.id ?? '');
    }
    const queued = this.#queued ?? [];
    this.#queued = null;
    this.#queuedBytes = 0;
    for (const { frame, id } of queued) {
      this.deliver(frame, id);
    }
  }

  #confirm(token: string): Promise<Credentials> {
    return confirm(this.#services.verify, token, this.#services.now());
  }

  async #askReadRights({ claims }: Credentials): Promise<ReadRights> {
    if (!this.isPrivate) {
      return PUBLIC;
    }
    const rights = await this.#services.policies.readRights(this.name, { claims, headers: this.#connection.headers });
    if (!rights.broadcast && !rights.presence) {
      throw this.#unreadable();
    }
    return rights;
  }

  #unreadable(): Refusal {
    return new Refusal('Unauthorized', `You do not have permissions to read from this Channel topic: ${this.name}`);
  }

  /** Takes a new token and checks the rights again; a channel that lost them is closed. */
  async #renew(push: Push): Promise<void> {
    const token = push.payload.access_token;
    if (typeof token !== 'string' || isApiKey(token) || token === this.#credentials?.token) {
      return;
    }
    try {
      const credentials = await this.#confirm(token);
      const readRights = await this.#askReadRights(credentials);
      const before = this.#readRights;
      if ((before.broadcast && !readRights.broadcast) || (before.presence && !readRights.presence)) {
        throw new Refusal(
          'Unauthorized',
          `You no longer have permission to read from this Channel topic: ${this.name}`,
        );
      }
      if (!this.#isClosed()) {
        this.#credentials = credentials;
        this.#readRights = readRights;
        this.#writeRights = null;
      }
    } catch (error) {
      this.#shutDown((error instanceof Refusal ? error : this.#services.unexpected(error)).message);
    }
  }

  async #broadcast(push: Push): Promise<void> {
    const { broadcast } = push;
    if (!broadcast) {
      throw new Refusal('invalid_broadcast', 'A broadcast needs an event');
    }
    const seconds = readPersist(push.payload.persist);
    if (seconds !== null && !this.isPrivate) {
      throw new Refusal('invalid_persist', 'persist can only be used on private channels');
    }
    const writeRights = await this.#askWriteRights();
    if (!writeRights.broadcast) {
      throw new Refusal('unauthorized', `You do not have permissions to write to this Channel topic: ${this.name}`);
    }
    if (this.#isClosed()) {
      return;
    }
    this.#services.hub.broadcast(
      { topic: this.name, private: this.isPrivate, broadcast },
      this.#options.self ? undefined : this,
    );
    const id = seconds !== null && writeRights.persistence ? await this.#keep(broadcast, seconds) : null;
    if (this.#options.ack && !this.#isClosed()) {
      this.#connection.reply(push, 'ok', id === null ? {} : { id });
    }
  }

  /** As on hosted Supabase, a broadcast that cannot be stored has been delivered nevertheless. */
  async #keep(broadcast: Broadcast, seconds: number): Promise<string | null> {
    try {
      return await this.#services.stored.keep(this.name, broadcast, seconds);
    } catch (error) {
      this.#services.log(`UnableToPersistMessage: a broadcast on ${this.name} was not kept: ${error}`);
      return null;
    }
  }

  async #presence(push: Push): Promise<void> {
    if (!this.#presenceCalls.take()) {
      return this.#shutDown('Client presence rate limit exceeded');
    }
    switch (String(push.payload.event).toLowerCase()) {
      case 'track':
        return this.#track(push);
      case 'untrack':
        this.#joined?.untrack(this);
        return this.#connection.reply(push, 'ok');
      default:
        throw new Refusal('UnknownPresenceEvent', 'Presence can track or untrack');
    }
  }

  async #track(push: Push): Promise<void> {
    const payload = push.payload.payload ?? {};
    if (typeof payload !== 'object' || Array.isArray(payload)) {
      throw new Refusal('InvalidPresencePayload', 'Presence track payload must be a map');
    }
    if (Buffer.byteLength(JSON.stringify(payload)) > this.#services.config.payloadBytes) {
      return this.#shutDown('Track message size exceeded');
    }
    if (!(await this.#askWriteRights()).presence) {
      throw new Refusal(
        'Unauthorized',
        `You do not have permissions to be present on this Channel topic: ${this.name}`,
      );
    }
    if (this.#isClosed() || !this.#joined) {
      return;
    }
    this.#joined.track(this, this.#options.presenceKey, payload as Payload);
    this.#connection.reply(push, 'ok');
    if (!this.#presenceEnabled) {
      this.#presenceEnabled = true;
      this.#sendPresenceState();
    }
  }

  async #askWriteRights(): Promise<WriteRights> {
    if (!this.isPrivate || !this.#credentials) {
      return this.isPrivate ? NOTHING : PUBLIC;
    }
    const { claims } = this.#credentials;
    this.#writeRights ??= await this.#services.policies.writeRights(this.name, {
      claims,
      headers: this.#connection.headers,
    });
    return this.#writeRights;
  }

  #sendPresenceState(): void {
    if (this.#presenceEnabled && this.#readRights.presence && this.#joined) {
      this.#connection.send(this.#joined.presenceState().for(this.#connection.version));
    }
  }

  #shutDown(message: string): void {
    if (this.#isClosed()) {
      return;
    }
    this.#sendSystem('error', message);
    this.close();
  }

  #sendSystem(status: 'ok' | 'error', message: string): void {
    this.#connection.push(this, 'system', { extension: 'system', status, message, channel: this.name });
  }
}
