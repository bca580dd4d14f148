import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import ICAL from 'ical.js';
import { calendarOf, type PlanEvent } from './ics.ts';

const plan: PlanEvent = {
  id: '11111111-2222-4333-8444-555555555555',
  version: 3,
  chat_title: 'ИС-21 · Базы данных',
  group_number: 'ИС-21',
  college: 'Речной колледж',
  time_zone: 'Europe/Moscow',
  topic: 'Нормализация',
  teacher: { surname: 'Ветрова', name: 'Марина', patronymic: 'Олеговна' },
  starts_at: '2027-02-09T09:40:00',
  minutes: 90,
  until: null,
  is_cancelled: false,
  days: [],
};

/** Reads a calendar as a calendar program does. */
function read(text: string) {
  const calendar = new ICAL.Component(ICAL.parse(text));
  for (const zone of calendar.getAllSubcomponents('vtimezone')) ICAL.TimezoneService.register(zone);
  const events = calendar.getAllSubcomponents('vevent').map((part) => new ICAL.Event(part));
  return { calendar, events, [Symbol.dispose]: () => ICAL.TimezoneService.reset() };
}

/** When it takes place, moved and cancelled days counted in, in the order of the series. */
function timesOf(text: string): string[] {
  using found = read(text);
  const main = found.events.find((event) => !event.isRecurrenceException());
  assert.ok(main);
  for (const event of found.events) if (event.isRecurrenceException()) main.relateException(event);
  if (!main.isRecurring()) return [main.startDate.toJSDate().toISOString()];
  const times: string[] = [];
  const series = main.iterator();
  for (let next = series.next(); next; next = series.next()) {
    const { startDate } = main.getOccurrenceDetails(next);
    times.push(startDate.toJSDate().toISOString());
  }
  return times;
}

describe('L10 Planned lessons as a calendar', () => {
  it('L10 is read back by a calendar program, at the time of the college', () => {
    using found = read(calendarOf([plan]));
    const [event] = found.events;
    assert.equal(event?.summary, 'Нормализация, ИС-21');
    assert.equal(event?.description, 'Речной колледж\nВетрова Марина Олеговна');
    assert.equal(event?.uid, `${plan.id}@lessons.sferum`);
    assert.equal(event?.startDate.toJSDate().toISOString(), '2027-02-09T06:40:00.000Z');
    assert.equal(event?.endDate.toJSDate().toISOString(), '2027-02-09T08:10:00.000Z');
    const alarm = event?.component.getFirstSubcomponent('valarm');
    assert.equal(String(alarm?.getFirstPropertyValue('trigger')), '-PT10M');
  });

  it('L10 repeats weekly until its last day', () => {
    assert.deepEqual(timesOf(calendarOf([{ ...plan, until: '2027-03-02' }])), [
      '2027-02-09T06:40:00.000Z',
      '2027-02-16T06:40:00.000Z',
      '2027-02-23T06:40:00.000Z',
      '2027-03-02T06:40:00.000Z',
    ]);
    assert.equal(timesOf(calendarOf([{ ...plan, until: '2027-03-01' }])).length, 3);
  });

  it('L10 leaves out a cancelled day and moves a moved one', () => {
    const days = [
      { day: '2027-02-09', moved_to: null, is_cancelled: true },
      { day: '2027-02-16', moved_to: '2027-02-18T11:20:00', is_cancelled: false },
      { day: '2027-02-23', moved_to: '2027-02-24T11:20:00', is_cancelled: true },
      // Of a series that was changed since: no day of it.
      { day: '2027-02-17', moved_to: null, is_cancelled: true },
    ];
    const times = timesOf(calendarOf([{ ...plan, until: '2027-03-02', days }]));
    assert.deepEqual(times, ['2027-02-18T08:20:00.000Z', '2027-03-02T06:40:00.000Z']);
  });

  it('L10 moves and cancels what takes place once', () => {
    const moved = calendarOf([
      { ...plan, days: [{ day: '2027-02-09', moved_to: '2027-02-10T08:00:00', is_cancelled: false }] },
    ]);
    assert.deepEqual(timesOf(moved), ['2027-02-10T05:00:00.000Z']);
    const isCancelled = (text: string) => {
      using found = read(text);
      return found.events[0]?.component.getFirstPropertyValue('status') === 'CANCELLED';
    };
    assert.equal(isCancelled(moved), false);
    assert.equal(isCancelled(calendarOf([{ ...plan, is_cancelled: true }])), true);
    assert.equal(
      isCancelled(calendarOf([{ ...plan, days: [{ day: '2027-02-09', moved_to: null, is_cancelled: true }] }])),
      true,
    );
  });

  it('L10 stays at the hour of the wall where clocks are changed', () => {
    const weekly = { ...plan, time_zone: 'Europe/Berlin', starts_at: '2027-03-23T09:40:00', until: '2027-04-06' };
    assert.deepEqual(timesOf(calendarOf([weekly])), [
      '2027-03-23T08:40:00.000Z',
      '2027-03-30T07:40:00.000Z',
      '2027-04-06T07:40:00.000Z',
    ]);
    const autumn = { ...weekly, starts_at: '2027-10-26T09:40:00', until: '2027-11-02' };
    assert.deepEqual(timesOf(calendarOf([autumn])), ['2027-10-26T07:40:00.000Z', '2027-11-02T08:40:00.000Z']);
  });

  for (const [zone, start] of [
    ['Asia/Kathmandu', '2027-02-09T03:55:00.000Z'],
    ['America/St_Johns', '2027-02-09T13:10:00.000Z'],
    ['Pacific/Chatham', '2027-02-08T19:55:00.000Z'],
    ['UTC', '2027-02-09T09:40:00.000Z'],
  ] as const) {
    it(`L10 is right in ${zone}`, () => {
      assert.deepEqual(timesOf(calendarOf([{ ...plan, time_zone: zone }])), [start]);
    });
  }

  it('L10 holds plans of several colleges, each with its clock', () => {
    const other = { ...plan, id: '99999999-2222-4333-8444-555555555555', time_zone: 'Asia/Novosibirsk' };
    using found = read(calendarOf([plan, other]));
    assert.deepEqual(
      found.events.map((event) => event.startDate.toJSDate().toISOString()),
      ['2027-02-09T06:40:00.000Z', '2027-02-09T02:40:00.000Z'],
    );
    assert.equal(found.calendar.getAllSubcomponents('vtimezone').length, 2);
  });

  it('L10 folds lines at 75 bytes, within no character, and ends each as the standard wants', () => {
    const long = 'Ё😀'.repeat(120);
    const text = calendarOf([{ ...plan, topic: long }]);
    const lines = text.split('\r\n');
    assert.equal(lines.at(-1), '');
    assert.equal(/[^\r]\n/.test(text), false);
    const longest = Math.max(...lines.map((line) => Buffer.byteLength(line)));
    assert.ok(longest <= 75, `${longest} bytes`);
    using found = read(text);
    assert.equal(found.events[0]?.summary, `${long}, ИС-21`);
  });

  for (const topic of [
    'a\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:forged',
    'a\u2028ATTENDEE:mailto:x@college.example',
    'semi;colon, comma \\ and \\n',
    '<script>alert(1)</script> & "quotes": =CMD()',
    '\u0000\u0007\u001b[31mred',
    '   ',
  ]) {
    it(`L10 a name stays a name: ${JSON.stringify(topic)}`, () => {
      using found = read(calendarOf([{ ...plan, topic, group_number: topic, chat_title: topic, college: topic }]));
      assert.equal(found.events.length, 1);
      const [event] = found.events;
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these a calendar does not have.
      const plain = topic.replace(/\r\n|\u2028/g, '\n').replace(/[\u0000-\u0009\u000b-\u001f]/g, ' ');
      assert.equal(event?.summary, `${plain}, ${plain}`);
      assert.equal(event?.component.getAllProperties('attendee').length, 0);
    });
  }

  it('L10 without plans is a calendar still', () => {
    using found = read(calendarOf([]));
    assert.equal(found.calendar.name, 'vcalendar');
    assert.deepEqual(found.events, []);
  });
});
