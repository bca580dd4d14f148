import { describe, it } from 'node:test';
import { useStage } from './harness.ts';
import { lessonOfThree } from './lesson-story.ts';

describe('L1 L3 L4 L5 L8 C14 A lesson of three', () => {
  const stage = useStage();

  it('is begun from the chat, joined by call and by card, led, mended, and ended with who was there', () =>
    lessonOfThree(stage));
});
