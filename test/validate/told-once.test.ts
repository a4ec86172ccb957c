import { findingsOfText } from './findings';

const list = (keys: string) => `vars: {docker_images: [${keys}]}`;
const secrets = 'secrets: {name: docker_credentials, secret: hub, pass-to-parent: true}';
const hub = '- secret: {name: hub, data: {username: u, password: !encrypted/pkcs1-oaep [QUJD]}}\n';

const told = (text: string): readonly string[] =>
  findingsOfText(text).map(({ code, message }) => `${code} ${message}`);

test.each([
  ['', []],
  ['{context: ., tags: []}', []],
  ['{context: ., repository: 5}', ['wrong-value']],
  ['{context: .}', ['image-keys']],
  ['{context: ., repositry: acme/app}', ['unknown-key']],
])('a list that publishes nothing, %j, needs no promotion', (keys, expected) => {
  const codes = ['build', 'upload', 'promote'].map((kind) => {
    const own = kind === 'build' ? '' : `${secrets}, `;
    return `- job: {name: ${kind}, parent: opendev-${kind}-docker-image, ${own}vars: ${kind === 'build' ? `&vars {docker_images: [${keys}]}` : '*vars'}}\n`;
  });
  const project = '- project: {check: {jobs: [build]}, gate: {jobs: [upload]}, promote: {jobs: [promote]}}\n';
  expect(findingsOfText(hub + codes.join('') + project).map(({ code }) => code)).toEqual(expected);
});

test.each([
  ['2024-01-01T10:00:00Z', 'yaml'],
  ['1_0, 10', 'number-as-tag'],
])('what follows from how YAML reads the tags %s is not told beside it', (tags, code) => {
  const text = `- job: {name: a, parent: opendev-build-docker-image, ${list(`{context: ., repository: acme/app, tags: [${tags}]}`)}}\n`;
  const findings = findingsOfText(text).filter(({ severity }) => severity === 'error');
  expect(findings.map((each) => each.code)).toEqual([code]);
});

test('a misspelt variable of an anchor is told once, and a variable of another job is none', () => {
  const text = ['build', 'upload', 'promote']
    .map(
      (kind) =>
        `- job: {name: ${kind}, parent: opendev-${kind}-docker-image, vars: ${kind === 'build' ? '&vars {docker_registri: quay.io, upload_docker_image_promote: true}' : '*vars'}}\n`,
    )
    .join('');
  expect(told(text)).toEqual(['misspelt-variable docker_registri is no variable of the library']);
});

test.each([
  [
    'secret: {name: hub, data: {username: u, pasword: x}}',
    ['unknown-key docker_credentials.pasword: is not a known key'],
  ],
  ['secret: {nmae: hub, data: {}}', ['zuul-syntax nmae is not known here']],
  [
    'job: {name: b, secrets: {docker_credentials: {username: u}}}',
    ['zuul-syntax docker_credentials is not known here'],
  ],
  [
    'job: {parent: base, tiemout: 5}',
    ['zuul-syntax name is missing', 'zuul-syntax tiemout is not known here'],
  ],
])('a key under another name is not missing as well: %s', (stanza, expected) => {
  const text = `- ${stanza}\n- job: {name: a, parent: opendev-upload-docker-image, ${secrets}, ${list('{context: ., repository: acme/app}')}}\n`;
  expect(told(text)).toEqual(expected);
});
