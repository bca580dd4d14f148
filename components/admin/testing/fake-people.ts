import { Fake } from '../../college/testing/fake-apis.ts';
import type { ExpectedPeopleApi, ExpectedPerson } from '../members/expected-people-api.ts';
import type { ExportedPerson, MembersExportApi } from '../members/members-export-api.ts';

export class FakeExpectedPeople extends Fake implements Pick<ExpectedPeopleApi, keyof ExpectedPeopleApi> {
  people: ExpectedPerson[] = [];
  readonly removed: string[] = [];

  async list(): Promise<ExpectedPerson[]> {
    const { people } = this;
    await this.answer();
    return people;
  }

  async remove(_college: string, phone: string): Promise<void> {
    await this.answer();
    this.removed.push(phone);
    this.people = this.people.filter((each) => each.phone !== phone);
  }

  subscribe(_college: string, changed: () => void): () => void {
    return this.onChange(changed);
  }
}

export class FakeMembersExport extends Fake implements Pick<MembersExportApi, keyof MembersExportApi> {
  people: ExportedPerson[] = [];

  async list(): Promise<ExportedPerson[]> {
    await this.answer();
    return this.people;
  }
}
