import { FakeImport } from '../../admin/testing/fake-import.ts';
import { FakeExpectedPeople, FakeMembersExport } from '../../admin/testing/fake-people.ts';
import { stageFor } from '../../element/testing/stage.ts';
import { belova, FakeAudit, FakeCollegeData, FakeGroups, FakeMembers, FakeMyColleges } from './fake-apis.ts';
import { FakeInquiries, FakeInquiry } from './fake-inquiries.ts';
import { FakeGroupPages, FakeMe, FakeOffers } from './fake-pages.ts';

/** A place on the page where tags speak to fakes of everything, as Белова, another or (`signedIn: false`) nobody. */
export function stage({ signedIn = true, person = belova.id, college = 'college' } = {}) {
  const { place, backend, stop } = stageFor(signedIn ? person : null, college);
  const apis = {
    mine: backend.once('my-colleges-api', () => new FakeMyColleges()),
    members: backend.once('members-api', () => new FakeMembers()),
    groups: backend.once('groups-api', () => new FakeGroups()),
    audit: backend.once('admin-audit-api', () => new FakeAudit()),
    about: backend.once('college-data-api', () => new FakeCollegeData()),
    imports: backend.once('admin-import-api', () => new FakeImport()),
    expected: backend.once('expected-people-api', () => new FakeExpectedPeople()),
    exported: backend.once('members-export-api', () => new FakeMembersExport()),
    me: backend.once('me-api', () => new FakeMe()),
    offers: backend.once('offers-api', () => new FakeOffers()),
    inquiry: backend.once('inquiry-api', () => new FakeInquiry()),
    inquiries: backend.once('admin-inquiries-api', () => new FakeInquiries()),
    pages: backend.once('group-page-api', () => new FakeGroupPages(person)),
  };
  apis.members.myId = person;
  apis.inquiry.myId = person;
  apis.inquiries.myId = person;
  return { place, stop, ...apis };
}
