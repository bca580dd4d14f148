import { stageFor } from '../../core/testing/stage.ts';
import { belova, FakeAbout, FakeAudit, FakeGroups, FakeMembers, FakeMyColleges } from './fake-apis.ts';

/** A place on the page where tags speak to fakes of everything, as Белова or (`signedIn: false`) as nobody. */
export function stage({ signedIn = true } = {}) {
  const { place, backend, stop } = stageFor(signedIn ? belova.id : null);
  const apis = {
    mine: backend.once('my-colleges-api', () => new FakeMyColleges()),
    members: backend.once('members-api', () => new FakeMembers()),
    groups: backend.once('groups-api', () => new FakeGroups()),
    audit: backend.once('audit-api', () => new FakeAudit()),
    about: backend.once('about-api', () => new FakeAbout()),
  };
  return { place, stop, ...apis };
}
