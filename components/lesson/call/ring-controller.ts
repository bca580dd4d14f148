import type { LitElement, ReactiveController } from 'lit';
import type { Backend } from '../../core/backend.ts';
import { following } from '../../core/network/retry.ts';

/**
 * A page with this element rings when somebody calls me. The code comes after the first paint, that of the call when it rings.
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
    if (backend?.userId) void this.#start(backend);
  }

  hostDisconnected(): void {
    this.#ended.abort();
    this.#stop();
    this.#stop = () => {};
    this.#backend = undefined;
  }

  async #start(backend: Backend): Promise<void> {
    const ended = new AbortController();
    this.#ended = ended;
    const code = await following(() => import('./ring-store.ts'), ended.signal);
    if (!code) return;
    const { signal } = ended;
    this.#stop = code.ring(backend, () => void this.#answer(backend, signal));
  }

  async #answer(backend: Backend, signal: AbortSignal): Promise<void> {
    const code = await following(() => import('./incoming-call.ts'), signal);
    code?.showCalls(backend, this.#host);
  }
}
