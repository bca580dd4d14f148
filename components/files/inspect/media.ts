import { placeholderOf } from './previews.ts';

/** What a recording or a film says of itself; all of it null or empty where the browser does not play it. */
export interface MediaFacts {
  readonly duration: number | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly placeholder: string;
}

const unknown: MediaFacts = { duration: null, width: null, height: null, placeholder: '' };

/** What says that it is longer has a broken header, in seconds. */
const longest = 86_400;

/** After so long a file is sent as it is, in milliseconds. */
const patience = 4000;

/** Length and size of a video or a recording, and its first picture. */
export async function mediaFacts(file: Blob, kind: 'video' | 'audio'): Promise<MediaFacts> {
  const media = document.createElement(kind);
  const address = URL.createObjectURL(file);
  media.preload = kind === 'video' ? 'auto' : 'metadata';
  media.muted = true;
  const ready = new Promise<boolean>((resolve) => {
    media.addEventListener(kind === 'video' ? 'loadeddata' : 'loadedmetadata', () => resolve(true));
    // Also where the policy of the page does not let it be read.
    media.addEventListener('error', () => resolve(false));
    setTimeout(() => resolve(false), patience);
  });
  media.src = address;
  try {
    if (!(await ready)) return unknown;
    const duration = media.duration <= longest ? Math.round(media.duration * 1000) : null;
    if (!(media instanceof HTMLVideoElement) || media.videoWidth === 0) return { ...unknown, duration };
    const { videoWidth: width, videoHeight: height } = media;
    return { duration, width, height, placeholder: placeholderOf(Object.assign(media, { width, height })) };
  } finally {
    media.removeAttribute('src');
    media.load();
    URL.revokeObjectURL(address);
  }
}
