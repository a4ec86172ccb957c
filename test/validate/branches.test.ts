import { mayRunTogether, passes, type Branches } from '../../generator/validate/stanzas/branches';

const on = (text: string): Branches => ({ text, known: [text] });
const anyOther = (...known: string[]): Branches => ({ known });

test.each<[readonly string[], Branches, boolean]>([
  [[], on('master'), true],
  [[], anyOther('master'), true],
  [['master'], on('master'), true],
  [['master'], on('stable/1'), false],
  [['master'], anyOther('master'), false],
  [['^stable/.*'], on('stable/1'), true],
  [['^stable/.*'], on('^stable/.*'), true],
  [['!^stable/.*'], on('master'), true],
  [['!^stable/.*'], on('stable/1'), false],
  [['a', 'b'], on('b'), true],
  [['('], on('master'), false],
])('what is for %j counts on %j: %j', (matcher, branches, expected) => {
  expect(passes(matcher, branches)).toBe(expected);
});

test.each<[Branches, Branches, boolean]>([
  [on('master'), on('master'), true],
  [on('master'), on('stable'), false],
  [on('stable/1'), on('^stable/.*'), true],
  [on('^feature/.*'), on('^stable/.*'), false],
  [on('master'), anyOther(), true],
  [on('master'), anyOther('master'), false],
  [on('master'), anyOther('!^stable/.*'), false],
  [anyOther('master'), anyOther('stable'), true],
])('jobs for %j and %j run together: %j', (a, b, expected) => {
  expect(mayRunTogether({ branches: a }, { branches: b })).toBe(expected);
  expect(mayRunTogether({ branches: b }, { branches: a })).toBe(expected);
});
