import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { statementsOf } from './statements.ts';

describe('Dividing a script into statements', () => {
  const divided: [string, string, string[]][] = [
    ['semicolons', 'select 1; select 2', ['select 1', 'select 2']],
    ['quotes', `select ';', "a;b", 'it''s; fine'; x`, [`select ';', "a;b", 'it''s; fine'`, 'x']],
    ['quotes with backslashes', `select E'\\';', 1; select '\\'; x`, [`select E'\\';', 1`, `select '\\'`, 'x']],
    ['comments', '-- a; b\nselect 1 -- c;\n; /* d; /* e; */ f; */ select 2;', ['select 1', 'select 2']],
    ['bodies in dollars', 'do $$ begin; end $$; do $a$ $$;$$ $a$; x', ['do $$ begin; end $$', 'do $a$ $$;$$ $a$', 'x']],
    ['a dollar in a name', 'select a$b$; select $1', ['select a$b$', 'select $1']],
    [
      'bodies of standard SQL',
      'create function f() returns int begin atomic select 1; select case when true then 2 end; end; select 3',
      ['create function f() returns int begin atomic select 1; select case when true then 2 end; end', 'select 3'],
    ],
    ['what never ends', "select 1; select 'x; y", ['select 1', "select 'x", 'y']],
    ['nothing', ' ;; -- x\n ; ', []],
  ];
  for (const [name, sql, texts] of divided) {
    it(`respects ${name}`, () => {
      assert.deepEqual(
        statementsOf(sql).map(({ text }) => text),
        texts,
      );
    });
  }

  it('knows on which line each begins', () => {
    const lines = statementsOf('-- one\n\nselect\n1;\n\n/* two\n */ select 2; select 3').map(({ line }) => line);
    assert.deepEqual(lines, [3, 7, 7]);
  });
});
