import { stageFor } from '../../element/testing/stage.ts';
import { belova, FakeCollegeData, FakeGroups, FakeMembers, FakeMyColleges } from './fake-apis.ts';
import { FakeInquiry } from './fake-inquiries.ts';
import { FakeGroupPages, FakeMe, FakeOffers } from './fake-pages.ts';

/** A place on the page where tags have fakes of all apis of `college/`, as Белова, another or (`signedIn: false`) nobody. */
export function stage({ signedIn = true, person = belova.id, college = 'college' } = {}) {
  const { place, backend, stop } = stageFor(signedIn ? person : null, college);
  const apis = {
    mine: backend.once('my-colleges-api', () => new FakeMyColleges()),
    members: backend.once('members-api', () => new FakeMembers()),
    groups: backend.once('groups-api', () => new FakeGroups()),
    about: backend.once('college-data-api', () => new FakeCollegeData()),
    me: backend.once('me-api', () => new FakeMe()),
    offers: backend.once('offers-api', () => new FakeOffers()),
    inquiry: backend.once('inquiry-api', () => new FakeInquiry()),
    pages: backend.once('group-page-api', () => new FakeGroupPages(person)),
  };
  apis.members.myId = person;
  apis.inquiry.myId = person;
  return { place, backend, stop, ...apis };
}
