import { expect } from '@esm-bundle/chai';
import { GroupPageApi } from '../college/group/group-page-api.ts';
import { GroupsApi } from '../college/shared/groups-api.ts';
import { InvitationsApi } from '../college/shared/invitations/invitations-api.ts';
import { MembersApi } from '../college/shared/members-api.ts';
import { MyCollegesApi } from '../college/shared/my-colleges-api.ts';
import type { Backend } from '../core/backend.ts';
import type { AppError } from '../core/errors.ts';
import { AdminImportApi } from './import/admin-import-api.ts';
import { AdminRequestsApi, type JoinRequest } from './requests/admin-requests-api.ts';

/** A backend whose database refuses everything with this code. */
const refusing = (code: string, details: string | null = null) =>
  ({
    client: { rest: { rpc: async () => ({ data: null, error: { code, message: code, details }, status: 400 }) } },
  }) as unknown as Backend;

const choice = { role: 'teacher', isAdmin: false, groups: [], subjects: [] } as const;
const group = { number: '1', title: '', startYear: 2025, endYear: 2029, teachers: [] };
const invitation = { groupId: null, role: 'student', minutes: 30, until: null, maxUses: null } as const;
const request = { id: 'r', role: 'student', subjects: [] as string[] } as unknown as JoinRequest;

type Call = (backend: Backend) => Promise<unknown>;
const leave: Call = (backend) => new MyCollegesApi(backend).leave('c');
const updateMember: Call = (backend) => new MembersApi(backend).update('c', 'p', '1', choice);
const removeMember: Call = (backend) => new MembersApi(backend).remove('c', 'p');
const createGroup: Call = (backend) => new GroupsApi(backend).create('c', group);
const updateGroup: Call = (backend) => new GroupsApi(backend).update('g', 1, group);
const removeGroup: Call = (backend) => new GroupsApi(backend).remove('g');
const addTeacher: Call = (backend) => new GroupPageApi(backend).addTeacher('g', []);
const admit: Call = (backend) => new AdminRequestsApi(backend).admit(request, null);
const invite: Call = (backend) => new InvitationsApi(backend).create('c', invitation);
const check: Call = (backend) => new AdminImportApi(backend).check('c', []);

describe('A5 why the database refused something', () => {
  const refusals: [string, Call, Backend, string][] = [
    ['the last administrator who leaves', leave, refusing('SF005'), 'lastAdmin'],
    ['the last administrator', updateMember, refusing('SF005'), 'lastAdmin'],
    ['a teacher without subjects', updateMember, refusing('SF001'), 'subjects'],
    ['a member who is gone', updateMember, refusing('SF003'), 'gone'],
    ['a new group that has graduated', updateMember, refusing('SF006'), 'graduated'],
    ['somebody who was faster', updateMember, refusing('SF002', '{"version":"2"}'), ''],
    ['the last administrator who is removed', removeMember, refusing('SF005'), 'lastAdmin'],
    ['somebody who is removed already', removeMember, refusing('SF003'), 'gone'],
    ['a number that is taken', createGroup, refusing('SF002'), 'numberTaken'],
    ['a number that is taken meanwhile', updateGroup, refusing('SF002'), 'numberTaken'],
    ['a group that somebody else has saved', updateGroup, refusing('SF002', '{"version":2}'), ''],
    ['a new teacher of a graduated group', updateGroup, refusing('SF006'), 'graduated'],
    ['a group with people in it', removeGroup, refusing('SF002'), 'inUse'],
    ['a teacher who joins a graduated group', addTeacher, refusing('SF006'), 'graduated'],
    ['an applicant for a graduated group', admit, refusing('SF006'), 'graduated'],
    ['an applicant whose subjects do not fit', admit, refusing('SF001'), 'subjects'],
    ['a link into a graduated group', invite, refusing('SF006'), 'graduated'],
    ['a link that is used too often', invite, refusing('SF001', 'max_uses'), 'max_uses'],
    ['a list that is too long', check, refusing('SF001', 'rows'), 'rows'],
    ['a list that no gateway takes', check, refusing('413'), 'rows'],
  ];
  for (const [what, call, backend, reason] of refusals) {
    it(`A5 is a word: ${what}`, async () => {
      const error = await call(backend).catch((thrown: AppError) => thrown);
      expect((error as AppError).reason).to.equal(reason);
    });
  }
});
