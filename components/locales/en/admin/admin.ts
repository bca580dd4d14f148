import type { AdminStrings } from '../../ru/admin/admin.ts';

export const admin = {
  title: 'Administration',
  choose: 'Section',
  administrator: 'Administrator',
  sections: {
    requests: 'Applications',
    members: 'Members',
    groups: 'Groups',
    chats: 'Public chats',
    invitations: 'Invitation links',
    inquiries: 'Questions to the college',
    reports: 'Reports',
    audit: 'Log of changes',
    about: 'About the college',
  },
  waiting: 'waiting: #',
  notLoaded: 'The section did not load',
  notLoadedText: 'No connection. The section opens by itself when the connection is back.',
  noRight: 'For administrators',
  noRightText:
    'Here applications are answered, groups are kept and people are invited. An administrator gives the right.',
  noRightAsk: 'If you need it, write to:',
  noCollege: 'Your college will be here',
  noCollegeText: 'You do not belong to this college yet. Ask an administrator for an invitation link.',
} satisfies AdminStrings;
