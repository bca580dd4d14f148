import { AppError } from '../../core/errors.ts';
import type { Offer, OffersApi } from '../colleges/offers-api.ts';
import type { GroupPage, GroupPageApi } from '../group/group-page-api.ts';
import type { Me, MeApi, PendingCollege } from '../shared/me-api.ts';
import { alina, belova, Fake, lunin } from './fake-apis.ts';

export class FakeMe extends Fake implements Pick<MeApi, keyof MeApi> {
  person: Me | null = { ...belova, phone: '79000000017' };
  pending: PendingCollege[] = [];
  signedOut = 0;

  async me(): Promise<Me | null> {
    await this.answer();
    return this.person;
  }

  async requests(): Promise<PendingCollege[]> {
    await this.answer();
    return this.pending;
  }

  async signOut(): Promise<void> {
    await this.answer();
    this.signedOut += 1;
  }

  subscribe(changed: () => void): () => void {
    return this.onChange(changed);
  }
}

export class FakeOffers extends Fake implements Pick<OffersApi, keyof OffersApi> {
  offers: Offer[] = [];
  readonly accepted: string[] = [];
  readonly declined: string[] = [];

  async list(): Promise<Offer[]> {
    const { offers } = this;
    await this.answer();
    return offers;
  }

  async accept(college: string): Promise<void> {
    await this.answer();
    if (!this.offers.some(({ collegeId }) => collegeId === college)) throw new AppError('missing', 'SF003');
    this.#take(college);
    this.accepted.push(college);
  }

  async decline(college: string): Promise<void> {
    await this.answer();
    this.#take(college);
    this.declined.push(college);
  }

  subscribe(changed: () => void): () => void {
    return this.onChange(changed);
  }

  #take(college: string): void {
    this.offers = this.offers.filter(({ collegeId }) => collegeId !== college);
  }
}

const student = (index: number) => ({ id: `s${index}`, surname: `Студентов${index}`, name: 'Иван', patronymic: '' });

export const is21: GroupPage = {
  id: 'is21',
  college: 'college',
  number: 'ИС-21',
  title: 'Информационные системы',
  startYear: 2025,
  endYear: 2029,
  isGraduated: false,
  teachers: [{ ...lunin, subjects: ['Компьютерные сети'] }],
  students: [alina, ...Array.from({ length: 59 }, (_, index) => student(index))],
  chats: [{ id: 'chat', title: 'ИС-21 · Компьютерные сети', memberCount: 21 }],
};

export class FakeGroupPages extends Fake implements Pick<GroupPageApi, keyof GroupPageApi> {
  readonly myId: string;
  page: GroupPage | null = is21;
  readonly added: { group: string; subjects: readonly string[]; person: string | undefined }[] = [];
  readonly removed: string[] = [];
  /** Thrown by the next adding or removing only. */
  refusal: AppError | null = null;

  constructor(myId: string) {
    super();
    this.myId = myId;
  }

  async get(): Promise<GroupPage | null> {
    const { page } = this;
    await this.answer();
    return page;
  }

  async addTeacher(group: string, subjects: readonly string[], person?: string): Promise<void> {
    await this.#refuse();
    this.added.push({ group, subjects, person });
  }

  async removeTeacher(_group: string, person: string): Promise<void> {
    await this.#refuse();
    this.removed.push(person);
    if (this.page) this.page = { ...this.page, teachers: this.page.teachers.filter(({ id }) => id !== person) };
  }

  subscribe(_college: string, changed: () => void): () => void {
    return this.onChange(changed);
  }

  async #refuse(): Promise<void> {
    await this.answer();
    const { refusal } = this;
    this.refusal = null;
    if (refusal) throw refusal;
  }
}
