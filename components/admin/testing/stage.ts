import { belova } from '../../college/testing/fake-apis.ts';
import { stage as collegeStage } from '../../college/testing/stage.ts';
import { FakeAudit } from './fake-audit.ts';
import { FakeImport } from './fake-import.ts';
import { FakeInquiries } from './fake-inquiries.ts';
import { FakeExpectedPeople, FakeMembersExport } from './fake-people.ts';
import { FakeReports } from './fake-reports.ts';

/** The stage of the college, with fakes of the apis of `admin/` too. */
export function stage(options: { signedIn?: boolean; person?: string; college?: string } = {}) {
  const college = collegeStage(options);
  const { backend } = college;
  const apis = {
    audit: backend.once('admin-audit-api', () => new FakeAudit()),
    imports: backend.once('admin-import-api', () => new FakeImport()),
    expected: backend.once('expected-people-api', () => new FakeExpectedPeople()),
    exported: backend.once('members-export-api', () => new FakeMembersExport()),
    reports: backend.once('admin-reports-api', () => new FakeReports()),
    inquiries: backend.once('admin-inquiries-api', () => new FakeInquiries()),
  };
  apis.inquiries.myId = options.person ?? belova.id;
  return { ...college, ...apis };
}
