import fc from 'fast-check';
import { hasTemplate } from '../../generator/validate/words/show';
import { linterErrors, roleErrors } from './answers';
import { isPlain, schemaTakes } from './editor';
import type { Finding } from '../../generator/validate';
import { questions, type Question } from './jobs';
import { templated } from './values';

// Nobody can tell before the job runs what a template is going to be.
const asked = questions(25).filter(
  ({ value }) => !hasTemplate(value) && !JSON.stringify(value).includes('{#'),
);
const linter = asked.map(linterErrors);

/** What the linter cannot tell: whether a text is a regular expression for Python. */
const ofPythonAlone = /is not a valid regular expression/;

const shown = ({ job, name, value }: Question) => `${job} ${name}: ${JSON.stringify(value)}`;

const messagesOf = (index: number): readonly string[] => (linter[index] ?? []).map(({ message }) => message);

const role = roleErrors(asked);

test('the role and validate take the same variables', () => {
  const differing = asked.flatMap((question, index) => {
    const said = (role[index] ?? []).filter((message) => !ofPythonAlone.test(message));
    const found = messagesOf(index);
    return (said.length === 0) === (found.length === 0) ? [] : [{ value: shown(question), said, found }];
  });
  expect(differing.slice(0, 20)).toEqual([]);
});

test('enough of each variable is taken, and enough refused', () => {
  const verdicts = new Map<string, Set<boolean>>();
  asked.forEach(({ job, name }, index) => {
    const key = `${job} ${name}`;
    verdicts.set(key, (verdicts.get(key) ?? new Set()).add(messagesOf(index).length === 0));
  });
  expect([...verdicts].filter(([, each]) => each.size < 2).map(([key]) => key)).toEqual([]);
  const refused = linter.filter((each) => each.length > 0).length;
  expect(refused).toBeGreaterThan(asked.length / 5);
  expect(asked.length - refused).toBeGreaterThan(asked.length / 5);
});

/** What is said of a value of another kind. */
const ofKind = /is (?:text|empty|a \w+); expected/;

/** A message about a text begins with its place and the text. */
const aboutText = /^[^ ]+: ['"]/;

test('what is wrong with a text is told in the same words', () => {
  const differing = asked.flatMap((question, index) => {
    const [said, found] = [
      role[index] ?? [],
      (linter[index] ?? []).filter(({ code }) => code === 'wrong-value'),
    ];
    const [ours, theirs] = [found[0]?.message ?? '', said[0] ?? ''];
    if (said.length !== 1 || found.length !== 1 || !aboutText.test(ours) || ofKind.test(ours)) return [];
    return ours === theirs ? [] : [{ value: shown(question), ours, theirs }];
  });
  expect(differing.slice(0, 20)).toEqual([]);
});

test('schemas take what validate does', () => {
  const differing = asked.flatMap((question, index) => {
    const { job, name, field, value } = question;
    // The editor's schema does not know the job: of a list it asks what all jobs do.
    if (job.includes('upload') && /^(?:docker|container)_images$/.test(name)) return [];
    if (!isPlain(field, value)) return [];
    const found = (linter[index] ?? []).filter(({ code }) => code === 'wrong-value');
    const others = (linter[index] ?? []).length > found.length;
    return others || schemaTakes(name, value) === (found.length === 0)
      ? []
      : [{ value: shown(question), found: found.map(({ message }) => message) }];
  });
  expect(differing.slice(0, 20)).toEqual([]);
});

test('templates are taken wherever they stand', () => {
  const tried = [...new Map(asked.map((question) => [`${question.job} ${question.name}`, question])).values()]
    .filter(({ given }) => given === 'variable')
    .flatMap((question) =>
      fc.sample(templated(question.field), { numRuns: 20 }).map((value) => ({
        ...question,
        value,
        variables: { ...question.variables, [question.name]: value },
      })),
    );
  const refused = tried.filter(
    (question) => linterErrors(question).length > 0 || !schemaTakes(question.name, question.value),
  );
  expect(refused.map(shown)).toEqual([]);
});

/** What linter and role both know as it is written: Ansible makes text of numbers, and of nothing. */
const isKnown = ({ value, field }: Question): boolean =>
  field.type === 'string' || field.type === 'dict' || !(value === null || typeof value === 'number');

/** A finding as the role tells it: in one sentence, which may go on. */
const inOne = ({ message, hint = '' }: Finding): string =>
  hint === '' ? message : `${message}; ${hint.slice(0, 1).toLowerCase()}${hint.slice(1).replace(/\.$/, '')}`;

test('values of a wrong kind, missing keys and misspelt keys are told in the same words', () => {
  const told = new Set<string>();
  const differing = asked.flatMap((question, index) => {
    if (!isKnown(question) || question.given === 'not') return [];
    const [said, found] = [role[index] ?? [], linter[index] ?? []];
    const [one, ours] = [found[0], said[0]];
    if (said.length !== 1 || found.length !== 1 || !one || !ours) return [];
    const kind = [/ is missing; /, /: is not a known key/, ofKind].find((each) => each.test(one.message));
    if (!kind) return [];
    told.add(kind.source);
    // Of a secret the role knows the names of its keys, and which of them are texts.
    const isSecret =
      question.given === 'secret' &&
      /^(?:docker_credentials|container_registry_credentials\..*)\.\w+: is not text|: is not a mapping/.test(
        ours,
      );
    return isSecret || ours.startsWith(inOne(one))
      ? []
      : [{ value: shown(question), ours: inOne(one), role: ours }];
  });
  expect(differing.slice(0, 20)).toEqual([]);
  expect(told.size).toBe(3);
});
