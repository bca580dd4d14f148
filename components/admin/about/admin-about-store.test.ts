import { expect } from '@esm-bundle/chai';
import type { CollegeData, CollegeDataApi } from '../../college/shared/college-data-api.ts';
import { conflict, FakeCollegeData } from '../../college/testing/fake-apis.ts';
import { AppError } from '../../core/errors.ts';
import { until } from '../../element/testing/until.ts';
import { AdminAboutStore, faultOf } from './admin-about-store.ts';

async function form() {
  const api = new FakeCollegeData();
  const store = new AdminAboutStore(api as unknown as CollegeDataApi, 'college');
  const unsubscribe = store.subscribe(() => {});
  await until(() => store.state.data.status === 'ready' && store.state.timeZones.length, 'the data is there');
  const data = () => (store.state.data.status === 'ready' ? store.state.data.value : ({} as CollegeData));
  return { api, store, data, unsubscribe };
}

const row = ({ shortName, timeZone, editHours, logoPath, ...same }: CollegeData, version: number) => ({
  ...same,
  short_name: shortName,
  time_zone: timeZone,
  edit_hours: Number(editHours),
  logo_path: logoPath,
  version,
});

describe('A1 the data of a college', () => {
  it('A1 what is required is asked for, and a site has to be one', () => {
    const { data } = new FakeCollegeData();
    const wrong: [Partial<CollegeData>, string | null][] = [
      [{}, null],
      [{ site: '' }, null],
      [{ name: '  ' }, 'empty'],
      [{ city: '' }, 'empty'],
      [{ site: 'college.example' }, 'site'],
      [{ site: 'javascript:alert(1)' }, 'site'],
      [{ editHours: '0' }, null],
      [{ editHours: '720' }, null],
      [{ editHours: '721' }, 'hours'],
      [{ editHours: '' }, 'hours'],
      [{ editHours: '1.5' }, 'hours'],
    ];
    expect(wrong.map(([patch]) => faultOf({ ...data, ...patch })?.reason ?? null)).to.deep.equal(
      wrong.map(([, reason]) => reason),
    );
  });

  it('A1 is saved trimmed, once, and knows whether something is not saved', async () => {
    const { api, store, unsubscribe } = await form();
    expect(store.state.changed).to.equal(false);
    store.change({ address: ' ул. Речная, 2 ' });
    expect(store.state.changed).to.equal(true);
    expect(await Promise.all([store.save(), store.save()])).to.deep.equal([true, false]);
    expect(api.saved.map(({ version, data }) => [version, data.address])).to.deep.equal([[1, 'ул. Речная, 2']]);
    expect(store.state.changed).to.equal(false);
    unsubscribe();
  });

  it('A1 what somebody else saves meanwhile comes in, but for what I am writing', async () => {
    const { api, store, data, unsubscribe } = await form();
    store.change({ address: 'ул. Речная, 2' });
    api.data = { ...api.data, city: 'Заречье', address: 'ул. Новая, 1' };
    api.version = 2;
    api.publish();
    await until(() => data().city === 'Заречье', 'the other city is there');
    expect(data().address).to.equal('ул. Речная, 2');
    expect(await store.save()).to.equal(true);
    expect(api.saved[0]?.version).to.equal(2);
    unsubscribe();
  });

  it('A1 a conflict shows what the other saved and keeps what I wrote', async () => {
    const { api, store, data, unsubscribe } = await form();
    store.change({ address: 'ул. Речная, 2' });
    api.refusal = conflict(row({ ...api.data, city: 'Заречье' }, 9));
    expect([await store.save(), store.state.problem?.reason]).to.deep.equal([false, 'conflict']);
    expect(store.state.changedMeanwhile).to.deep.equal({ city: 'Заречье' });
    expect(data()).to.deep.include({ city: 'Заречье', address: 'ул. Речная, 2' });
    expect([await store.save(), api.saved[0]?.version]).to.deep.equal([true, 9]);
    unsubscribe();
  });

  it('A1 a file that is no picture or too large is not sent, and a picture is the logo only after saving', async () => {
    const { api, store, data, unsubscribe } = await form();
    await store.chooseLogo(new Blob(['x'], { type: 'text/html' }));
    expect(store.state.problem).to.deep.equal({ field: 'logoPath', reason: 'logoType' });
    await store.chooseLogo(new Blob([new Uint8Array(2 * 1024 * 1024 + 1)], { type: 'image/png' }));
    expect(store.state.problem?.reason).to.equal('logoBig');
    await store.chooseLogo(new Blob(['x'], { type: 'image/png' }));
    expect([data().logoPath, store.state.problem, api.data.logoPath]).to.deep.equal(['college/logo.png', null, '']);
    expect(await store.save()).to.equal(true);
    store.change({ logoPath: '' });
    expect(await store.save()).to.equal(true);
    expect(api.removedLogos).to.deep.equal(['college/logo.png']);
    unsubscribe();
  });

  it('A1 a picture that the server does not take is explained beside it', async () => {
    const { api, store, unsubscribe } = await form();
    api.refusal = new AppError('invalid');
    await store.chooseLogo(new Blob(['x'], { type: 'image/png' }));
    expect(store.state.problem).to.deep.equal({ field: 'logoPath', reason: 'logoType' });
    unsubscribe();
  });
});
