import { expect } from '@esm-bundle/chai';
import { Action, type ActionState, problemOf } from './action.ts';
import { AppError } from './errors.ts';

function probe() {
  const states: ActionState<string>[] = [];
  const action = new Action<string>(
    (state) => states.push(state),
    ({ code }) => code,
  );
  return { action, states };
}

describe('An action', () => {
  it('is busy while it runs, and says that it was done', async () => {
    const { action, states } = probe();
    expect(await action.run(async () => expect(action.busy).to.equal(true))).to.equal(true);
    expect(states).to.deep.equal([
      { busy: true, problem: null },
      { busy: false, problem: null },
    ]);
  });

  it('keeps why it failed until the next one, or until that is cleared', async () => {
    const { action, states } = probe();
    expect(await action.run(() => Promise.reject(new AppError('denied')))).to.equal(false);
    expect(states.at(-1)).to.deep.equal({ busy: false, problem: 'denied' });
    action.clearError();
    expect(states.at(-1)).to.deep.equal({ busy: false, problem: null });
  });

  it('shows a problem that was found before anything was asked', () => {
    const { action, states } = probe();
    expect(action.refuse('incomplete')).to.equal(false);
    expect(states).to.deep.equal([{ busy: false, problem: 'incomplete' }]);
  });

  it('does one thing at a time', async () => {
    const { action, states } = probe();
    let finish = () => {};
    const first = action.run(() => new Promise<void>((resolve) => (finish = resolve)));
    expect(await action.run(() => Promise.reject(new Error('it must not run')))).to.equal(false);
    expect(action.refuse('incomplete')).to.equal(false);
    action.clearError();
    expect(states).to.deep.equal([{ busy: true, problem: null }]);
    finish();
    expect(await first).to.equal(true);
  });

  it('names the reason of an error where there is a sentence for it, else its code', () => {
    const name = problemOf('graduated', 'lastAdmin');
    expect(name(new AppError('invalid', 'SF005', { reason: 'lastAdmin' }))).to.equal('lastAdmin');
    expect(name(new AppError('invalid', 'SF001', { reason: 'expires' }))).to.equal('invalid');
    expect(problemOf()(new AppError('offline'))).to.equal('offline');
  });
});
