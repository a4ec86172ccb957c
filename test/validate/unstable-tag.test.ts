import { findingsOfText } from './findings';

const gate = '{gate: {jobs: [up]}, promote: {jobs: [pro]}}';
const nightly = '{periodic: {jobs: [up, pro: {dependencies: [up]}]}}';
const direct = '{vars: {upload_docker_image_promote: false}}';

/** How it is told of a tag that two jobs share in these pipelines. */
const told = (tag: string, project: string, variables = ''): readonly string[] => {
  const text = `- job:
    name: up
    parent: opendev-upload-docker-image
    secrets: &hub [{name: docker_credentials, secret: hub, pass-to-parent: true}]
    vars: &images {docker_images: [{context: ., repository: acme/app, tags: ["${tag}"]}]${variables}}
- job: {name: pro, parent: opendev-promote-docker-image, secrets: *hub, vars: *images}
- project: ${project}
`;
  const found = findingsOfText(text).filter(({ code }) => code === 'unstable-tag');
  return found.map(({ severity, message }) => `${severity}: ${message}`);
};

const error = (words: string) => [expect.stringMatching(`^error: the tag uses ${words}`)];
const warning = (words: string) => [expect.stringMatching(`^warning: the tag uses ${words}`)];

describe('what differs in each build is an error where an upload and its promotion stand in pipelines', () => {
  test.each([
    [gate, error('now')],
    [nightly, error('now')],
    [`{gate: {jobs: [up]}}`, warning('now')],
    [`{check: {jobs: []}}`, warning('now')],
    // Nothing is staged, or nothing that this promotion looks for.
    [`{periodic: {jobs: [up: ${direct}]}}`, []],
    [`{release: {jobs: [up: ${direct}]}, promote: {jobs: [pro]}}`, []],
    [`{periodic: {jobs: [up]}, promote: {jobs: [pro]}}`, []],
  ])('%s', (project, expected) => {
    expect(told("{{ now(fmt='%Y') }}", project)).toEqual(expected);
  });
});

describe('what is the same in a buildset is told only if upload and promotion are in two', () => {
  test.each([
    ['{{ zuul.buildset }}', error('a variable of the buildset')],
    ['{{ zuul.event_id[:8] }}', error('a variable of the buildset')],
    [
      '{{ zuul.pipeline }}',
      error('the name of the pipeline, which is gate for the one and promote for the other'),
    ],
    ["{{ zuul.pipeline | replace('-', '') }}", error('the name of the pipeline')],
    [
      "{{ 'new' if zuul.pipeline.startswith('periodic') else 'latest' }}",
      warning('the name of the pipeline'),
    ],
  ])('%s', (tag, expected) => {
    expect(told(tag, gate)).toEqual(expected);
    expect(told(tag, nightly)).toEqual([]);
  });
});

describe('a question about the pipeline is told only if the answers differ', () => {
  test.each([
    ["{{ (zuul.pipeline == 'periodic') | ternary('nightly', 'latest') }}", []],
    ["{{ 'latest' if zuul.pipeline != 'release' else zuul.tag }}", []],
    ["{{ 'latest' if 'release' != zuul.pipeline else zuul.tag }}", []],
    ["{{ 'latest' if zuul.pipeline in ['gate', 'promote'] else 'other' }}", []],
    ["{{ 'latest' if zuul.pipeline not in ('post', 'tag') else 'other' }}", []],
    ["{{ (zuul.pipeline == 'gate') | ternary('a', 'b') }}", warning('the name of the pipeline')],
    ["{{ 'a' if zuul.pipeline in ['gate', 'check'] else 'b' }}", warning('the name of the pipeline')],
    ["{{ zuul.pipeline == 'x' }}-{{ zuul.pipeline }}", error('the name of the pipeline')],
  ])('%s', (tag, expected) => {
    expect(told(tag, gate)).toEqual(expected);
  });

  test('also in the variables of a tag', () => {
    const variables = (name: string) => `, name: "{{ (zuul.pipeline == '${name}') | ternary('a', 'b') }}"`;
    expect(told('{{ name }}', gate, variables('periodic'))).toEqual([]);
    expect(told('{{ name }}', gate, variables('promote'))).toEqual(
      warning('name, which holds the name of the pipeline'),
    );
  });

  test('and what differs in each build may count where the answer is another one', () => {
    const tag = "{{ (zuul.pipeline == 'periodic') | ternary(date, 'latest') }}";
    expect(told(tag, gate, ', date: "{{ now() }}"')).toEqual(warning('date, which holds now'));
    expect(told("{{ now() if zuul.tag is defined else 'latest' }}", gate)).toEqual(warning('now'));
  });
});
