import type { LitElement, ReactiveController } from 'lit';
import type { Backend } from '../../core/backend.ts';
import { following } from '../../core/network/retry.ts';
import { ring } from './ring-store.ts';

/**
 * A page with this element rings when somebody calls me. The code of the call comes when it rings.
 *
 *     readonly #ring = new RingController(this, () => this.#store.backend);
 */
export class RingController implements ReactiveController {
  readonly #host: LitElement;
  readonly #backendOf: () => Backend | undefined;
  #backend: Backend | undefined;
  #ended = new AbortController();
  #stop = () => {};

  constructor(host: LitElement, backendOf: () => Backend | undefined) {
    this.#host = host;
    this.#backendOf = backendOf;
    host.addController(this);
  }

  hostConnected(): void {
    this.#follow();
  }

  hostUpdated(): void {
    this.#follow();
  }

  #follow(): void {
    const backend = this.#backendOf();
    if (backend === this.#backend || !this.#host.isConnected) return;
    this.hostDisconnected();
    this.#backend = backend;
    if (!backend?.userId) return;
    this.#ended = new AbortController();
    const { signal } = this.#ended;
    this.#stop = ring(backend, () => void this.#answer(backend, signal));
  }

  hostDisconnected(): void {
    this.#ended.abort();
    this.#stop();
    this.#stop = () => {};
    this.#backend = undefined;
  }

  async #answer(backend: Backend, signal: AbortSignal): Promise<void> {
    const code = await following(() => import('./incoming-call.ts'), signal);
    code?.showCalls(backend, this.#host);
  }
}
