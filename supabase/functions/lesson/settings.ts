import { dailyEngine } from './daily.ts';
import type { Engine, ReportingEngine } from './engine.ts';
import { livekitEngine } from './livekit.ts';
import { meshEngine } from './mesh.ts';

export type EngineName = 'mesh' | 'livekit' | 'daily';

const setting = (name: string): string => Deno.env.get(name)?.trim() ?? '';

const listOf = (name: string): string[] =>
  setting(name)
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);

const withoutSlash = (address: string): string => address.replace(/\/+$/, '');

/** `LESSON_ENGINE`: what new lessons run on. */
export function engineName(): EngineName {
  const name = setting('LESSON_ENGINE') || 'mesh';
  if (name !== 'mesh' && name !== 'livekit' && name !== 'daily')
    throw new Error(`LESSON_ENGINE is ${name}: mesh, livekit or daily.`);
  return name;
}

/** An engine whose server reports; null where it is not set up. */
export function reportingEngine(name: 'livekit' | 'daily'): ReportingEngine | null {
  if (name === 'livekit') {
    const [url, key, secret] = [setting('LIVEKIT_URL'), setting('LIVEKIT_API_KEY'), setting('LIVEKIT_API_SECRET')];
    if (!url || !key || !secret) return null;
    const apiUrl = setting('LIVEKIT_API_URL') || url.replace(/^ws/, 'http');
    return livekitEngine({ url: withoutSlash(url), apiUrl: withoutSlash(apiUrl), key, secret });
  }
  const key = setting('DAILY_API_KEY');
  if (!key) return null;
  const apiUrl = withoutSlash(setting('DAILY_API_URL') || 'https://api.daily.co/v1');
  return dailyEngine({ apiUrl, key, webhookSecret: setting('DAILY_WEBHOOK_SECRET') });
}

/** The engine of a lesson, which may have begun before another one was chosen; null where it is not set up. */
export function engineOf(name: EngineName): Engine | null {
  if (name !== 'mesh') return reportingEngine(name);
  return meshEngine({
    stunUrls: listOf('STUN_URLS'),
    turnUrls: listOf('TURN_URLS'),
    turnSecret: setting('TURN_SECRET'),
  });
}
