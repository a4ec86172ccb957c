import { LineCounter } from 'yaml';
import { dict, str } from '../../generator/model/variable';
import { parseFile } from '../../generator/validate/reading/parse';
import { variableFindings } from '../../generator/validate/stanzas/variables';

/** An account for each registry: the keys are the users' own. */
const accounts = dict({
  description: 'Accounts by registry.',
  fields: {},
  free: {
    key: 'registry',
    format: 'host-port',
    values: dict({
      description: 'An account.',
      fields: { username: str({ description: 'Its name.', required: true, expected: 'its name' }) },
    }),
  },
});

const said = (text: string): readonly string[] => {
  const lines = new LineCounter();
  const { content } = parseFile({ path: 'a.yaml', root: '.', text, lines });
  return content
    ? variableFindings('accounts', accounts, content).map(({ message }) => message)
    : ['not read'];
};

test('keys of their own are taken where they have the form that they should have', () => {
  expect(
    said('quay.io: {username: bot}\n"[::1]:5000": {username: bot}\nconstructor.io: {username: x}'),
  ).toEqual([]);
});

test.each([
  [
    'https://quay.io: {username: bot}',
    /^accounts\.https:\/\/quay\.io: 'https:\/\/quay\.io' has a scheme in it; /,
  ],
  ['quay.io: {usrname: bot, username: bot}', /^accounts\.quay\.io\.usrname: is not a known key$/],
  ['quay.io: {username: 7}', /^accounts\.quay\.io\.username: 7 is a number; expected text$/],
  ['quay.io: {}', /^accounts\.quay\.io: username is missing; expected its name$/],
  ['quay.io: bot', /^accounts\.quay\.io: 'bot' is text; expected a mapping$/],
])('%s is refused with its place', (text, message) => {
  const found = said(text);
  expect(found).toHaveLength(1);
  expect(found[0]).toMatch(message);
});
