import type { PersonStrings, ProfileStrings } from '../ru/profile.ts';

export const profile: ProfileStrings = {
  title: 'My profile',
  unfinished: { title: 'Your registration is not finished', text: 'Sign in and say what your name is.' },
  phoneHidden: 'not shown to other members',
  name: {
    title: 'Name',
    text: 'This is your name in groups and chats.',
    surname: 'Surname',
    name: 'Name',
    patronymic: 'Patronymic',
    optional: 'Optional',
    saved: 'Your name is saved',
  },
  faults: {
    surnameEmpty: 'Enter your surname',
    nameEmpty: 'Enter your name',
    long: 'Make it 100 characters at most',
  },
  sessions: {
    title: 'Devices and signing out',
    text: 'Lost your phone, or signed in on somebody else’s computer? Sign out on all devices at once. You will have to sign in again here too.',
    here: 'Sign out on this device',
    everywhere: 'Sign out on all devices',
    delay: 'Other devices are asked to sign in as soon as they do anything.',
  },
  data: {
    title: 'My data',
    text: 'One ZIP archive: your name, number, colleges and groups, your messages, inquiries and files.',
    consent: 'Consent to the processing of personal data: version #, #',
    pack: 'Download my data',
    packing: 'Collecting files',
    packed: 'The archive with your data is downloaded',
    file: 'My data #.zip',
  },
  erase: {
    title: 'Deleting the account',
    text: 'Your name, number and memberships are deleted at once and cannot be brought back. Your messages stay without your name.',
    open: 'Delete account',
    heading: 'Delete your account?',
    goes: 'Will be deleted',
    going: [
      'your name, telephone number and password',
      'your membership in colleges, groups and chats',
      'your applications to colleges',
    ],
    stays: 'Will stay',
    staying: ['your messages in chats and inquiries, but without your name: “Deleted user”'],
    first: 'If you may still need your data, download them first.',
    agree: 'I understand that the account cannot be brought back',
    agreeMissing: 'Tick this box to delete your account',
    act: 'Delete',
    lastAdministrator:
      'You are the only administrator of one of your colleges. Appoint another one there under “Members” and try again.',
    done: 'Your account is deleted',
    doneText:
      'Your name and number are gone, your messages stay without an author. You can register with this number anew.',
  },
};

export const person = {
  title: 'Member of the college',
  roles: { student: 'Student', teacher: 'Teacher', staff: 'Staff' },
  administrator: 'Administrator',
  you: 'this is you',
  group: 'Group',
  groups: 'Groups',
  subjects: 'Subjects',
  phone: 'Phone',
  write: 'Write',
  report: 'Report',
  edit: 'Edit',
  missing: 'This person is not in the college',
  missingText:
    'They do not belong to it, have left it, or have erased their account. Their messages stay in the chats.',
  notReachable: 'You cannot write to this person: they no longer belong to the college.',
} satisfies PersonStrings;
