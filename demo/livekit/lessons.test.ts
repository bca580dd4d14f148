import { before, beforeEach, describe, it } from 'node:test';
import { useStage } from '../e2e/harness.ts';
import { lessonOfThree } from '../e2e/lesson-story.ts';
import { installLiveKit, missingForLiveKit } from './livekit.ts';

const missing = await missingForLiveKit();

describe(`L1 L3 L4 L5 L7 A lesson of three on LiveKit${missing && ` (skipped: ${missing})`}`, {
  skip: missing !== '',
}, () => {
  before(() => installLiveKit((line) => console.log(line)), { timeout: 900_000 });
  const stage = useStage({ livekit: true });
  beforeEach(() => stage.allow(stage.demo.backend.lessonsUrl));

  it('is begun, joined, led, mended and ended as on the mesh', () => lessonOfThree(stage));
});
