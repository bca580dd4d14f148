import { deviceStorage } from '../../core/storage/browser-storage.ts';

const key = 'sferum.devices';

/** What somebody has chosen on this device, by the ids of the browser; empty is whatever the browser takes. */
export interface ChosenDevices {
  readonly camera: string;
  readonly microphone: string;
  readonly speaker: string;
}

const none: ChosenDevices = { camera: '', microphone: '', speaker: '' };

export function readChosen(): ChosenDevices {
  const kept = deviceStorage.read(key)?.split('\n') ?? [];
  const [camera = '', microphone = '', speaker = ''] = kept;
  return kept.length === 3 ? { camera, microphone, speaker } : none;
}

export function writeChosen({ camera, microphone, speaker }: ChosenDevices): void {
  deviceStorage.write(key, [camera, microphone, speaker].join('\n'));
}
