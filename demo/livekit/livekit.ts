import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdir, rename, stat } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';

const version = '1.13.5';
const source = `github.com/livekit/livekit-server/cmd/server@v${version}`;
/** Kept between starts; git ignores it. */
const folder = join(import.meta.dirname, '..', '..', '.cache', `livekit-server-${version}`);
const binary = join(folder, process.platform === 'win32' ? 'livekit-server.exe' : 'livekit-server');

/** A server of lessons on this machine, which no other machine reaches. */
export interface LiveKit {
  /** For pages. */
  readonly url: string;
  /** For the function `lesson`. */
  readonly apiUrl: string;
  readonly key: string;
  readonly secret: string;
  stop(): Promise<void>;
}

const isFile = async (path: string): Promise<boolean> => (await stat(path).catch(() => null))?.isFile() ?? false;

async function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += data));
  const [code] = await Promise.race([
    once(child, 'close'),
    once(child, 'error').then(([error]) => Promise.reject(error)),
  ]);
  if (code !== 0) throw new Error(`${program} ${args.join(' ')}: ${output.trim().slice(-500)}`);
  return output;
}

/** Why LiveKit cannot run here; empty when it can. */
export async function missingForLiveKit(): Promise<string> {
  if (await isFile(binary)) return '';
  return run('go', ['version'], {}).then(
    () => '',
    () => 'Go is not on this machine',
  );
}

/** Builds the server once, which takes some minutes. */
export async function installLiveKit(log: (line: string) => void = () => {}): Promise<void> {
  if (await isFile(binary)) return;
  log(`Building livekit-server ${version}, once; it takes some minutes…`);
  await mkdir(folder, { recursive: true });
  await run('go', ['install', '-trimpath', '-ldflags', '-s -w', source], {
    GOTOOLCHAIN: 'local',
    GOBIN: folder,
    CGO_ENABLED: '0',
  });
  await rename(join(folder, process.platform === 'win32' ? 'server.exe' : 'server'), binary);
}

/** A port on which nothing listens now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function freeUdpPort(): Promise<number> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  await once(socket, 'close');
  return port;
}

/** Everything on loopback; without servers for STUN of its own a client would be given those of others. */
export const configuration = (port: number, tcp: number, udp: number, key: string, secret: string, webhook: string) => `
port: ${port}
bind_addresses: ["127.0.0.1"]
rtc:
  udp_port: ${udp}
  tcp_port: ${tcp}
  node_ip: 127.0.0.1
  use_external_ip: false
  enable_loopback_candidate: true
  stun_servers: ["127.0.0.1:${udp}"]
  interfaces: { includes: [lo] }
room: { auto_create: false }
keys: { ${key}: ${secret} }
logging: { level: warn }
${webhook ? `webhook: { api_key: ${key}, urls: ["${webhook}"] }` : ''}
`;

/**
 * Starts the server, which `installLiveKit` has built.
 * @param webhook Address of the function `lesson` for what it reports, with `/livekit` at its end.
 */
export async function startLiveKit({
  webhook = '',
  log = () => {},
}: {
  webhook?: string;
  log?: (line: string) => void;
} = {}): Promise<LiveKit> {
  const [port, tcp, udp] = await Promise.all([freePort(), freePort(), freeUdpPort()]);
  const [key, secret] = ['local', randomBytes(24).toString('hex')];
  const child = spawn(binary, ['--config-body', configuration(port, tcp, udp, key, secret, webhook)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data: Buffer) => {
      output = (output + data).slice(-4000);
      for (const line of String(data).trim().split('\n')) log(`livekit: ${line}`);
    });
  await untilAnswers(`http://127.0.0.1:${port}/`, child, () => output);
  return {
    url: `ws://127.0.0.1:${port}`,
    apiUrl: `http://127.0.0.1:${port}`,
    key,
    secret,
    stop: () => end(child),
  };
}

async function untilAnswers(address: string, child: ChildProcess, output: () => string): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (child.exitCode === null && Date.now() < deadline) {
    const answer = await fetch(address).catch(() => null);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  child.kill('SIGKILL');
  throw new Error(`livekit-server does not start: ${output()}`);
}

/** The first signal lets those who are in a lesson finish it; the second ends it. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, 'exit');
  child.kill('SIGTERM');
  const again = setInterval(() => child.kill('SIGTERM'), 200);
  const force = setTimeout(() => child.kill('SIGKILL'), 5000);
  await closed;
  clearInterval(again);
  clearTimeout(force);
}
