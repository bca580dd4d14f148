import { AppError } from '../../core/errors.ts';
import { until } from '../../element/testing/until.ts';
import type { CollegeData, CollegeDataApi, CollegeVersion } from '../shared/college-data-api.ts';
import type { Group, GroupChoice, GroupsApi, GroupVersion, MyGroup } from '../shared/groups-api.ts';
import type { Member, MemberChoice, MembersApi, MembersQuery } from '../shared/members-api.ts';
import type { MyCollege, MyCollegesApi } from '../shared/my-colleges-api.ts';

/** Stands for a server that does what a test wants. */
export class Fake {
  /** Every answer waits for this. */
  hold: Promise<void> = Promise.resolve();
  /** Thrown by every call while it is set. */
  failure: AppError | null = null;
  readonly listeners = new Set<() => void>();
  /** Calls so far. */
  calls = 0;

  /** Reports a change to all subscribers. */
  publish(): void {
    for (const changed of [...this.listeners]) changed();
  }

  /** Has what is shown fetched again, does `act` meanwhile, and only then lets the answer come: as it was before. */
  async answerLate(act: () => Promise<unknown>): Promise<void> {
    let release = () => {};
    this.hold = new Promise((resolve) => {
      release = resolve;
    });
    const before = this.calls;
    this.publish();
    await until(() => this.calls > before, 'it is asked');
    this.hold = Promise.resolve();
    await act();
    const after = this.calls;
    release();
    await until(() => this.calls > after, 'it is asked again');
  }

  protected onChange(changed: () => void): () => void {
    const listener = () => changed();
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  protected async answer(): Promise<void> {
    this.calls += 1;
    await this.hold;
    if (this.failure) throw this.failure;
  }
}

export const college: MyCollege = {
  id: 'college',
  name: 'Речноборский колледж информационных технологий',
  shortName: 'Речноборский колледж',
  city: 'Речноборск',
  logo: '',
  role: 'staff',
  isAdmin: true,
  requests: 4,
};

export class FakeMyColleges extends Fake implements Pick<MyCollegesApi, keyof MyCollegesApi> {
  colleges: MyCollege[] = [college];

  async list(): Promise<MyCollege[]> {
    const { colleges } = this;
    await this.answer();
    return colleges;
  }

  readonly left: string[] = [];
  /** Thrown by the next leaving only. */
  refusal: AppError | null = null;

  async leave(id: string): Promise<void> {
    await this.answer();
    const { refusal } = this;
    this.refusal = null;
    if (refusal) throw refusal;
    this.left.push(id);
    this.colleges = this.colleges.filter((each) => each.id !== id);
  }

  subscribeToMe(changed: () => void): () => void {
    return this.onChange(changed);
  }

  subscribeToCollege(_college: string, _isAdmin: boolean, changed: () => void): () => void {
    return this.onChange(changed);
  }
}

const person = (id: string, surname: string, name: string, patronymic = ''): Member => ({
  id,
  surname,
  name,
  patronymic,
  role: 'student',
  isAdmin: false,
  subjects: [],
  groups: [{ id: 'is21', number: 'ИС-21', subjects: [] }],
  phone: '+7 900 ···-··-17',
});

export const belova: Member = {
  ...person('belova', 'Белова', 'Наталья', 'Сергеевна'),
  role: 'staff',
  isAdmin: true,
  groups: [],
};
export const lunin: Member = {
  ...person('lunin', 'Лунин', 'Игорь', 'Павлович'),
  role: 'teacher',
  subjects: ['Компьютерные сети'],
  groups: [
    { id: 'sa31', number: 'СА-31', subjects: ['Компьютерные сети'] },
    { id: 'is21', number: 'ИС-21', subjects: ['Компьютерные сети'] },
  ],
};
export const alina: Member = person('alina', 'Соколова', 'Алина', 'Игоревна');

/** A conflict as the database reports it, with the values that somebody else has saved. */
export const conflict = (present: unknown): AppError => new AppError('conflict', 'SF002', { present });

export class FakeMembers extends Fake implements Pick<MembersApi, keyof MembersApi> {
  myId = belova.id;
  members: Member[] = [alina, belova, lunin];
  readonly asked: MembersQuery[] = [];
  readonly saved: { person: string; version: string; choice: MemberChoice }[] = [];
  readonly removed: string[] = [];
  /** Thrown by the next saving or removing only. */
  refusal: AppError | null = null;

  /** Adds `count` students. */
  crowd(count: number): void {
    for (let i = 0; i < count; i++) this.members.push(person(`s${i}`, `Студентов${i}`, 'Иван'));
  }

  async list(_college: string, query: MembersQuery): Promise<Member[]> {
    this.asked.push(query);
    await this.answer();
    const { query: text = '', filter = 'all', after, size = 50 } = query;
    const found = this.#find(text).filter(
      ({ role, isAdmin }) => filter === 'all' || role === filter || (filter === 'administrators' && isAdmin),
    );
    const from = after ? found.findIndex(({ id }) => id === after) + 1 : 0;
    return found.slice(from, from + size);
  }

  async count(_college: string, query = '') {
    await this.answer();
    const found = this.#find(query);
    const of = (role: string) => found.filter((member) => member.role === role).length;
    return {
      total: found.length,
      students: of('student'),
      teachers: of('teacher'),
      staff: of('staff'),
      administrators: found.filter(({ isAdmin }) => isAdmin).length,
    };
  }

  async get(_college: string, id: string) {
    await this.answer();
    const member = this.members.find((each) => each.id === id);
    if (!member) throw new AppError('missing', 'SF003');
    return { member, version: '1' };
  }

  async update(_college: string, id: string, version: string, choice: MemberChoice): Promise<string> {
    await this.#refuse();
    this.saved.push({ person: id, version, choice });
    return `${version}+`;
  }

  async remove(_college: string, id: string): Promise<void> {
    await this.#refuse();
    this.removed.push(id);
    this.members = this.members.filter((member) => member.id !== id);
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

  #find(text: string): Member[] {
    return this.members.filter(({ surname, name }) => `${name} ${surname}`.includes(text));
  }
}

const group = (id: string, number: string, startYear: number, endYear: number, isGraduated = false): Group => ({
  id,
  number,
  title: 'Информационные системы',
  startYear,
  endYear,
  isGraduated,
  studentCount: 26,
  teachers: [lunin, belova, alina],
});

export class FakeGroups extends Fake implements Pick<GroupsApi, keyof GroupsApi> {
  groups: Group[] = [
    group('is21', 'ИС-21', 2025, 2029),
    group('sa31', 'СА-31', 2024, 2028),
    group('to41', 'ТО-41', 2020, 2024, true),
  ];
  versions = new Map<string, GroupVersion>();
  readonly created: GroupChoice[] = [];
  readonly updated: { group: string; version: number; choice: GroupChoice; teachers: unknown }[] = [];
  readonly removed: string[] = [];
  /** Thrown by the next saving or removing only. */
  refusal: AppError | null = null;

  /** Where I study or teach. */
  own: MyGroup[] = [];

  async list(): Promise<Group[]> {
    await this.answer();
    return this.groups;
  }

  async mine(): Promise<MyGroup[]> {
    await this.answer();
    return this.own;
  }

  async get(id: string): Promise<GroupVersion> {
    await this.answer();
    const known = this.versions.get(id);
    if (known) return known;
    const found = this.groups.find((each) => each.id === id);
    if (!found) throw new AppError('missing', 'SF003');
    const { number, title, startYear, endYear, isGraduated } = found;
    const teachers = [{ ...lunin, subjects: ['Компьютерные сети'] }].map(
      ({ id, surname, name, patronymic, subjects }) => ({
        id,
        surname,
        name,
        patronymic,
        subjects,
      }),
    );
    return { choice: { number, title, startYear, endYear, teachers }, version: 1, isGraduated };
  }

  async create(_college: string, choice: GroupChoice): Promise<string> {
    await this.#refuse();
    this.created.push(choice);
    return 'new';
  }

  async update(id: string, version: number, choice: GroupChoice, teachers?: unknown): Promise<number> {
    await this.#refuse();
    this.updated.push({ group: id, version, choice, teachers });
    return version + 1;
  }

  async remove(id: string): Promise<void> {
    await this.#refuse();
    this.removed.push(id);
    this.groups = this.groups.filter((each) => each.id !== id);
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

export class FakeCollegeData extends Fake implements Pick<CollegeDataApi, keyof CollegeDataApi> {
  data: CollegeData = {
    name: college.name,
    shortName: college.shortName,
    country: 'Россия',
    city: college.city,
    address: 'ул. Садовая, 14',
    site: 'https://college.example',
    description: '',
    timeZone: 'Europe/Moscow',
    editHours: '24',
    logoPath: '',
  };
  version = 1;
  readonly saved: { version: number; data: CollegeData }[] = [];
  readonly removedLogos: string[] = [];
  /** Thrown by the next saving or uploading only. */
  refusal: AppError | null = null;

  async get(): Promise<CollegeVersion> {
    await this.answer();
    return { data: this.data, version: this.version };
  }

  async timeZones(): Promise<string[]> {
    await this.answer();
    return ['Asia/Yekaterinburg', 'Europe/Moscow'];
  }

  async update(_college: string, version: number, data: CollegeData): Promise<number> {
    await this.#refuse();
    this.saved.push({ version, data });
    this.data = data;
    this.version = version + 1;
    return this.version;
  }

  async uploadLogo(): Promise<string> {
    await this.#refuse();
    return 'college/logo.png';
  }

  async removeLogo(path: string): Promise<void> {
    this.removedLogos.push(path);
  }

  logoAddress(path: string): string {
    return path && `data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'/>#${path}`;
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
