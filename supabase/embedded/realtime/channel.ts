import type { Connection, Services } from './connection.ts';
import { type Credentials, confirm, expired, isApiKey } from './credentials.ts';
import { type Broadcast, type Payload, type Push, SharedFrame } from './frames.ts';
import { type JoinOptions, readJoin } from './join.ts';
import { readPersist } from './persist.ts';
import type { Hearing, Saying } from './policies.ts';
import { Rate } from './rate.ts';
import { Refusal } from './refusal.ts';
import type { Topic } from './topic.ts';

/** A public channel asks nobody; it keeps nothing. */
const PUBLIC: Saying = { broadcast: true, presence: true, persistence: false };
const NOTHING: Saying = { broadcast: false, presence: false, persistence: false };

/** One topic as one connection has joined it. */
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
  #mayHear: Hearing = NOTHING;
  /** Asked for when first needed; most channels only listen. */
  #maySay: Saying | null = null;
  #place: Topic | null = null;
  #closed = false;
  #presenceEnabled: boolean;
  /** What arrives while a replay is read waits here, so that the past comes first. */
  #held: { frame: SharedFrame; id: string | undefined }[] | null = null;
  #heldBytes = 0;
  #replayed = new Set<string>();
  #tail: Promise<void> = Promise.resolve();

  /** Throws `Refusal` when the join asks for what cannot be had. */
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

  /** Handles a message after those before it on this channel; the first is the join. */
  take(push: Push): Promise<void> {
    this.#tail = this.#tail.then(() => this.#handle(push));
    return this.#tail;
  }

  hear(frame: SharedFrame, id: string | undefined): void {
    if (!this.#mayHear.broadcast || (id !== undefined && this.#replayed.has(id))) {
      return;
    }
    if (this.#held) {
      this.#held.push({ frame, id });
      this.#heldBytes += frame.for(this.#connection.version)?.data.byteLength ?? 0;
      if (this.#heldBytes > this.#services.config.bufferedBytes) {
        this.#connection.end();
      }
    } else {
      this.#connection.send(frame.for(this.#connection.version));
    }
  }

  hearPresence(frame: SharedFrame): void {
    if (this.#presenceEnabled && this.#mayHear.presence) {
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

  /** Ends the channel and says so to the client. */
  close(): void {
    if (this.#isClosed()) {
      return;
    }
    this.abandon();
    this.#connection.push(this, 'phx_close', {}, this.joinRef);
  }

  /** Ends the channel without a word: the socket is gone, or the join was refused. */
  abandon(): void {
    this.#closed = true;
    this.#credentials = null;
    this.#services.hub.leave(this);
    this.#connection.forget(this);
  }

  /** A method, because the answer changes while something is awaited. */
  #isClosed(): boolean {
    return this.#closed;
  }

  async #handle(push: Push): Promise<void> {
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
    const mayHear = await this.#askMayHear(credentials);
    if (this.#isClosed()) {
      return;
    }
    if (replay && !mayHear.broadcast) {
      throw this.#unreadable();
    }
    this.#credentials = credentials;
    this.#mayHear = mayHear;
    if (replay) {
      this.#held = [];
    }
    this.#place = hub.enter(this);
    const past = replay ? await stored.replay(this.name, replay.since, replay.limit) : [];
    if (this.#isClosed()) {
      return;
    }
    this.#connection.reply(push, 'ok', { postgres_changes: [] });
    this.#tellPresenceState();
    if (replicationReady) {
      this.#tellSystem('ok', 'Replication connection established');
    }
    for (const broadcast of past) {
      this.#connection.send(SharedFrame.broadcast(this.topic, broadcast).for(this.#connection.version));
      this.#replayed.add(broadcast.meta?.id ?? '');
    }
    const held = this.#held ?? [];
    this.#held = null;
    this.#heldBytes = 0;
    for (const { frame, id } of held) {
      this.hear(frame, id);
    }
  }

  #confirm(token: string): Promise<Credentials> {
    return confirm(this.#services.verify, token, this.#services.now());
  }

  async #askMayHear({ claims }: Credentials): Promise<Hearing> {
    if (!this.isPrivate) {
      return PUBLIC;
    }
    const rights = await this.#services.policies.mayHear(this.name, { claims, headers: this.#connection.headers });
    if (!rights.broadcast && !rights.presence) {
      throw this.#unreadable();
    }
    return rights;
  }

  #unreadable(): Refusal {
    return new Refusal('Unauthorized', `You do not have permissions to read from this Channel topic: ${this.name}`);
  }

  /** A new token: what it may hear is asked anew, and whoever lost it hears nothing more. */
  async #renew(push: Push): Promise<void> {
    const token = push.payload.access_token;
    if (typeof token !== 'string' || isApiKey(token) || token === this.#credentials?.token) {
      return;
    }
    try {
      const credentials = await this.#confirm(token);
      const mayHear = await this.#askMayHear(credentials);
      const before = this.#mayHear;
      if ((before.broadcast && !mayHear.broadcast) || (before.presence && !mayHear.presence)) {
        throw new Refusal(
          'Unauthorized',
          `You no longer have permission to read from this Channel topic: ${this.name}`,
        );
      }
      if (!this.#isClosed()) {
        this.#credentials = credentials;
        this.#mayHear = mayHear;
        this.#maySay = null;
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
    const maySay = await this.#rightsToSay();
    if (!maySay.broadcast) {
      throw new Refusal('unauthorized', `You do not have permissions to write to this Channel topic: ${this.name}`);
    }
    if (this.#isClosed()) {
      return;
    }
    this.#services.hub.broadcast(
      { topic: this.name, private: this.isPrivate, broadcast },
      this.#options.self ? undefined : this,
    );
    const id = seconds !== null && maySay.persistence ? await this.#keep(broadcast, seconds) : null;
    if (this.#options.ack && !this.#isClosed()) {
      this.#connection.reply(push, 'ok', id === null ? {} : { id });
    }
  }

  /** As on hosted Supabase, what cannot be kept has been heard nevertheless. */
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
        this.#place?.untrack(this);
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
    if (!(await this.#rightsToSay()).presence) {
      throw new Refusal(
        'Unauthorized',
        `You do not have permissions to be present on this Channel topic: ${this.name}`,
      );
    }
    if (this.#isClosed() || !this.#place) {
      return;
    }
    this.#place.track(this, this.#options.presenceKey, payload as Payload);
    this.#connection.reply(push, 'ok');
    if (!this.#presenceEnabled) {
      this.#presenceEnabled = true;
      this.#tellPresenceState();
    }
  }

  async #rightsToSay(): Promise<Saying> {
    if (!this.isPrivate || !this.#credentials) {
      return this.isPrivate ? NOTHING : PUBLIC;
    }
    const { claims } = this.#credentials;
    this.#maySay ??= await this.#services.policies.maySay(this.name, { claims, headers: this.#connection.headers });
    return this.#maySay;
  }

  #tellPresenceState(): void {
    if (this.#presenceEnabled && this.#mayHear.presence && this.#place) {
      this.#connection.send(this.#place.presenceState().for(this.#connection.version));
    }
  }

  #shutDown(message: string): void {
    if (this.#isClosed()) {
      return;
    }
    this.#tellSystem('error', message);
    this.close();
  }

  #tellSystem(status: 'ok' | 'error', message: string): void {
    this.#connection.push(this, 'system', { extension: 'system', status, message, channel: this.name });
  }
}
