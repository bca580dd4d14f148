import { expect } from '@esm-bundle/chai';
import jsQR from 'jsqr';
import { AppError } from '../../../core/errors.ts';
import { until } from '../../../element/testing/until.ts';
import { invitations } from '../../../locales/ru/invitations.ts';
import { Fake } from '../../testing/fake-apis.ts';
import { factsOf, moment, termOf, usesOf } from './invitation-words.ts';
import type { InvitationLink, NewInvitation } from './invitations-api.ts';
import { InvitationsStore } from './invitations-store.ts';
import { qrCode, qrPng, qrSvg } from './qr.ts';

const link: InvitationLink = {
  id: 'one',
  groupId: 'is21',
  group: 'ИС-21',
  role: 'student',
  expiresAt: null,
  maxUses: 26,
  uses: 19,
  end: null,
  token: 'token',
  code: '7KQ4-M2TX',
  creator: 'Наталья Белова',
};

const wanted: NewInvitation = { groupId: 'is21', role: 'student', minutes: 30, until: null, maxUses: 30 };

class FakeApi extends Fake {
  links: InvitationLink[] = [link];
  refusal: AppError | null = null;
  readonly made: NewInvitation[] = [];

  async list() {
    const { links } = this;
    await this.answer();
    return links;
  }
  async create(_college: string, invitation: NewInvitation) {
    if (this.refusal) throw this.refusal;
    this.made.push(invitation);
    return 'new';
  }
  async revoke(id: string) {
    if (this.refusal) throw this.refusal;
    const ended = { end: 'revoked', token: '', code: '' } as const;
    this.links = this.links.map((each) => (each.id === id ? { ...each, ...ended } : each));
  }
  subscribe(_college: string, changed: () => void) {
    return this.onChange(changed);
  }
  address(token: string) {
    return `https://college.example/login.html?invite=${token}`;
  }
}

describe('A3 The links into a college', () => {
  it('A3 makes a link once for a double click, and says why it does not', async () => {
    const api = new FakeApi();
    const store = new InvitationsStore(api, 'college');
    const [one, two] = await Promise.all([store.create(wanted), store.create(wanted)]);
    expect([one, two]).to.deep.equal(['new', null]);
    expect(api.made).to.have.length(1);
    expect(await store.create({ ...wanted, maxUses: 0 })).to.equal(null);
    expect(store.state.problem).to.equal('uses');
    expect(await store.create({ ...wanted, minutes: null, until: new Date(0) })).to.equal(null);
    expect(store.state.problem).to.equal('date');
    for (const [reason, problem] of [
      ['graduated', 'graduated'],
      ['max_uses', 'uses'],
      ['expires', 'date'],
      ['', 'invalid'],
    ]) {
      api.refusal = new AppError('invalid', '', { reason });
      await store.create(wanted);
      expect(store.state.problem).to.equal(problem);
    }
  });

  it('A4 a revoked link is dead in the list at once, and stays so', async () => {
    const api = new FakeApi();
    const store = new InvitationsStore(api, 'college');
    const ends: (string | null | undefined)[] = [];
    const unsubscribe = store.subscribe(() => {
      const { invitations: list } = store.state;
      ends.push(list.status === 'ready' ? list.value[0]?.end : undefined);
    });
    await until(() => store.state.invitations.status === 'ready', 'the list is there');
    await api.answerLate(async () => {
      expect(await store.revoke('one')).to.equal(true);
      expect(ends.at(-1)).to.equal('revoked');
      ends.length = 0;
    });
    await until(() => ends.length > 0, 'the list is there again');
    expect(ends).to.deep.equal(['revoked']);
    unsubscribe();
  });

  it('A3 says how long a link works, and warns in its last hour', () => {
    const now = new Date('2026-04-18T12:00:00');
    const at = (minutes: number) => ({ ...link, expiresAt: new Date(now.getTime() + minutes * 60_000) });
    expect(termOf(link, invitations, 'ru', now)).to.deep.equal({ text: 'Бессрочно', state: 'far' });
    expect(termOf(at(25), invitations, 'ru', now)).to.deep.equal({ text: 'Осталось 25 минут', state: 'near' });
    expect(termOf(at(6 * 60), invitations, 'ru', now).text).to.equal('До 18 апреля, 18:00');
    expect(termOf({ ...at(-60), end: 'expired' }, invitations, 'ru', now).text).to.equal('Истекла 18 апреля, 11:00');
    expect(usesOf(link, invitations)).to.equal('19 из 26');
    expect(usesOf({ ...link, maxUses: null }, invitations)).to.equal('19, без ограничения');
    expect(moment(now, 'ru', now)).to.equal('18 апреля, 12:00');
  });

  it('A4 a camera reads the QR code, drawn as PNG and as SVG', async () => {
    const address = `https://college.example/login.html?invite=${'x'.repeat(43)}`;
    const qr = await qrCode(address);
    for (const file of [await qrPng(qr, 400), qrSvg(qr)]) {
      const image = new Image();
      image.src = URL.createObjectURL(file);
      await image.decode();
      const canvas = document.createElement('canvas');
      canvas.width = canvas.height = 500;
      const context = canvas.getContext('2d');
      context?.drawImage(image, 0, 0, 500, 500);
      const pixels = context?.getImageData(0, 0, 500, 500);
      expect(pixels && jsQR(pixels.data, 500, 500)?.data).to.equal(address);
      URL.revokeObjectURL(image.src);
    }
  });

  it('the printed sheet says whom it invites, until when, and where the code is typed', () => {
    const expiresAt = new Date(2099, 11, 6, 17, 50);
    const address = 'https://college.example/login.html?invite=token';
    const { sheet } = factsOf({ ...link, expiresAt }, address, 'Речноборский колледж', invitations, 'ru');
    expect(sheet).to.deep.equal({
      target: 'Группа ИС-21, приглашение для студентов',
      until: 'Действует до 6 декабря 2099, 17:50',
      codePage: 'college.example/login.html',
    });
    const toCollege = factsOf({ ...link, group: '', role: 'teacher' }, address, '', invitations, 'ru').sheet;
    expect([toCollege.target, toCollege.until]).to.deep.equal([
      'Приглашение для преподавателей',
      'Действует бессрочно',
    ]);
  });
});
