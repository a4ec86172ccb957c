import { findingsOfText } from './findings';

const list = 'docker_images: [{context: ., repository: acme/app}]';
const secrets = 'secrets: {name: docker_credentials, secret: hub, pass-to-parent: true}';

/** The findings of one code in a file, each as its severity. */
const told = (text: string, code: string): readonly string[] =>
  findingsOfText(text)
    .filter((each) => each.code === code)
    .map(({ severity }) => severity);

describe('a build job has its place in gate unless an upload there stages its images', () => {
  test.each([
    ['', 'check', []],
    ['', 'gate', ['error']],
    [', upload_docker_image_promote: false', 'gate', []],
    [', upload_docker_image_promote: false', 'post', []],
  ])('with %j and the upload in %s: %j', (promote, pipeline, expected) => {
    const text = `- job: {name: build, parent: opendev-build-docker-image, vars: {${list}}}
- job: {name: up, parent: opendev-upload-docker-image, ${secrets}, vars: {${list}${promote}}}
- project: {gate: {jobs: [build]}}
- project: {${pipeline}: {jobs: [up]}}
`;
    expect(told(text, 'build-in-gate')).toEqual(expected);
  });
});

describe('credentials that stay with the job are no error where playbooks of its own take the place of those that log in', () => {
  test.each([
    ['upload', '', 'error'],
    ['upload', 'run: own.yaml', 'error'],
    ['upload', 'post-run: own.yaml', 'warning'],
    ['promote', '', 'error'],
    ['promote', 'run: own.yaml', 'warning'],
    ['promote', 'post-run: own.yaml', 'error'],
  ])('%s with %j: %s', (kind, own, severity) => {
    const text = `- job: {name: a, parent: opendev-${kind}-docker-image, secrets: docker_credentials, vars: {${list}}${own && `, ${own}`}}\n`;
    expect(told(text, 'credentials-not-passed')).toEqual([severity]);
  });
});

describe('the files of a job take the place of those of its parent, unless it inherits them', () => {
  test.each([
    ['[app/.*]', []],
    ['!inherit [app/.*]', ['warning']],
  ])('files: %s', (files, expected) => {
    const text = `- job: {name: build, parent: opendev-build-docker-image, files: [app/.*], vars: {${list}}}
- job: {name: docs, parent: opendev-upload-docker-image, files: [docs/.*], ${secrets}}
- job: {name: up, parent: docs, files: ${files}, vars: {${list}}}
- project: {check: {jobs: [build]}, gate: {jobs: [up]}}
`;
    expect(told(text, 'matchers-differ')).toEqual(expected);
  });
});

describe('a promotion needs an upload that stages its images before the merge', () => {
  test.each([
    ['gate', []],
    ['promote', ['warning']],
    ['post', ['warning']],
  ])('one in %s: %j', (pipeline, expected) => {
    const text = `- job: {name: up, parent: opendev-upload-docker-image, ${secrets}, vars: {${list}}}
- job: {name: pro, parent: opendev-promote-docker-image, ${secrets}, vars: {${list}}}
- project: {promote: {jobs: [pro]}}
- project: {${pipeline}: {jobs: [up]}}
`;
    expect(told(text, 'promote-without-upload')).toEqual(expected);
  });
});

describe('a dependency on a job that the pipeline lacks is an error, unless others may put it there', () => {
  const jobs = `- job: {name: registry, parent: opendev-buildset-registry}
- job: {name: build, parent: opendev-build-docker-image, dependencies: [registry], vars: {${list}}}
`;
  test.each([
    ['- project: {check: {jobs: [build]}}', ['error']],
    ['- project: {check: {jobs: [build]}, gate: {jobs: [registry]}}', ['error']],
    ['- project: {check: {jobs: [build]}}\n- project: {check: {jobs: [registry]}}', []],
    ['- project: {templates: [elsewhere], check: {jobs: [build]}}', ['warning']],
    ['- project: {name: acme/app, check: {jobs: [build]}}', ['warning']],
    [
      '- project: {name: ^acme/.*, check: {jobs: [build]}}\n- project: {name: acme/app, check: {jobs: [registry]}}',
      [],
    ],
    ['- project-template: {name: images, check: {jobs: [build]}}', []],
    ['- project: {check: {jobs: [build: {dependencies: [of-others]}]}}', []],
  ])('%s: %j', (projects, expected) => {
    expect(told(`${jobs}${projects}\n`, 'refused-pipeline')).toEqual(expected);
  });
});

describe('a job that runs for every change pulls in what it depends on, whatever the files', () => {
  const jobs = `- job: {name: build, parent: opendev-build-docker-image, files: [app/.*], vars: {${list}}}
- job: {name: up, parent: opendev-upload-docker-image, files: [app/.*], ${secrets}, vars: {${list}}}
- job: {name: pro, parent: opendev-promote-docker-image, ${secrets}, vars: {${list}}}
- job: {name: between, parent: opendev-buildset-registry-consumer, run: a.yaml, files: [app/.*], dependencies: [up]}
- job: {name: test, parent: opendev-buildset-registry-consumer, run: a.yaml}
`;
  test.each([
    ['test', ['error']],
    ['test: {dependencies: [up]}', []],
    ['test: {dependencies: [{name: up, soft: true}]}', ['error']],
    ['between, test: {dependencies: [between]}', []],
    ['test: {files: [app/.*], dependencies: [up]}', ['error']],
  ])('gate: [up, %s]: %j', (entries, expected) => {
    const project = `- project: {gate: {jobs: [up, ${entries}]}, promote: {jobs: [pro]}}\n`;
    expect(told(`${jobs}${project}`, 'matchers-differ')).toEqual(expected);
  });

  test.each([
    ['test: {dependencies: [{name: build, soft: true}]}', ['warning']],
    ['test: {dependencies: [build]}', []],
  ])('check: [build, %s]: %j', (entries, expected) => {
    const project = `- project: {check: {jobs: [build, ${entries}]}, gate: {jobs: [up: {files: [a]}]}, promote: {jobs: [pro: {files: [a]}]}}\n`;
    expect(told(`${jobs}${project}`, 'matchers-differ')).toEqual(expected);
  });
});

describe('a soft dependency that the pipeline lacks leads to no registry', () => {
  const soft = (name: string) => `{name: ${name}, soft: true}`;
  test.each([
    [`[${soft('build')}]`, '', ['error']],
    [`[${soft('build')}, ${soft('up')}]`, '', []],
    [`[${soft('build')}]`, 'templates: [elsewhere], ', ['warning']],
    [`[${soft('of-others')}]`, '', []],
    // Zuul refuses that, which another rule tells.
    ['[build]', '', []],
  ])('%s %s: %j', (dependencies, more, expected) => {
    const text = `- job: {name: build, parent: opendev-build-docker-image, vars: {${list}}}
- job: {name: up, parent: opendev-upload-docker-image, ${secrets}, vars: {${list}}}
- job: {name: test, parent: opendev-buildset-registry-consumer, run: a.yaml, dependencies: ${dependencies}}
- project: {${more}check: {jobs: [build, test]}, gate: {jobs: [up, test]}}
`;
    expect(told(text, 'missing-registry-dependency')).toEqual(expected);
  });
});

describe('whether an upload waits for promotion is what Ansible makes of the value; a template may make anything', () => {
  test.each([
    ['true', ['warning']],
    ["'yes'", ['warning']],
    ["''", ['warning']],
    ['', ['warning']],
    ['false', []],
    ["'false'", []],
    ["'No'", []],
    ['0', []],
    [`"{{ zuul.pipeline == 'gate' }}"`, []],
  ])('%s in release: %j', (value, expected) => {
    const text = `- job: {name: up, parent: opendev-upload-docker-image, ${secrets}, vars: {${list}, upload_docker_image_promote: ${value}}}
- job: {name: pro, parent: opendev-promote-docker-image, ${secrets}, vars: {${list}}}
- project: {gate: {jobs: [up]}, promote: {jobs: [pro]}, release: {jobs: [up]}}
`;
    expect(told(text, 'upload-without-promote')).toEqual(expected);
    if (value.includes('{{')) expect(findingsOfText(text)).toEqual([]);
  });
});

describe('two builds of one image are told where their images may meet', () => {
  test.each([
    // Each has a registry of its own.
    ['one, two', []],
    ['lint, one: {dependencies: [lint]}, two: {dependencies: [lint]}', []],
    ['registry, one: {dependencies: [registry]}, two', []],
    ['registry, one: {dependencies: [registry]}, two: {dependencies: [registry]}', ['warning']],
    ['registry, one: {dependencies: [registry]}, two: {dependencies: [one]}', ['warning']],
    ['one, two: {dependencies: [one]}', ['warning']],
    ['of-others, one: {dependencies: [of-others]}, two: {dependencies: [of-others]}', ['warning']],
    ['one: {provides: app}, two: {provides: app}', ['warning']],
    ['one: {provides: app}, two: {provides: noble}', []],
  ])('%s: %j', (entries, expected) => {
    const text = `- job: {name: registry, parent: opendev-buildset-registry}
- job: {name: lint, parent: null, run: a.yaml}
- job: {name: one, parent: opendev-build-docker-image, vars: {${list}}}
- job: {name: two, parent: one, nodeset: {nodes: [{name: n, label: noble}]}}
- project: {check: {jobs: [${entries}]}}
`;
    expect(told(text, 'duplicate-image')).toEqual(expected);
  });
});

describe('a list that uses what the job cannot see is undefined as a whole', () => {
  const inPromotion = ['promote'];
  const inEach = ['build', 'upload', 'promote'];
  test.each([
    ["tags: ['{{ ansible_distribution_release }}']", inPromotion, 'error'],
    ["tags: ['{{ nodepool.label }}']", inPromotion, 'error'],
    ["build_args: ['ARCH={{ ansible_facts.architecture }}']", inPromotion, 'error'],
    ["tags: ['{{ mine }}']", inPromotion, 'error'],
    ["tags: ['{{ ansible_hostname if zuul.tag is true else 1 }}']", inPromotion, 'warning'],
    ["tags: ['{{ ansible_hostname | default(1) }}']", [], ''],
    ["tags: ['{{ zuul.branch }}'], labels: ['a=nodepool.{{ zuul.tag }}.nodepool']", [], ''],
    ['tags: ["{{ zuul.branch | replace(\'nodepool\', zuul.nodepool) }}"]', [], ''],
    ["labels: ['by={{ docker_credentials.username }}']", inEach, 'error'],
  ])('%s: %j', (item, kinds, severity) => {
    for (const kind of inEach) {
      const text = `- job:
    name: a
    parent: opendev-${kind}-docker-image
    ${secrets}
    vars: {mine: '{{ ansible_hostname }}', docker_images: [{context: ., repository: acme/app, ${item}}]}
`;
      expect(told(text, 'undefined-list')).toEqual(kinds.includes(kind) ? [severity] : []);
    }
  });

  test('facts are known in a promotion that has a node', () => {
    const text = `- job: {name: a, parent: opendev-promote-docker-image, ${secrets}, nodeset: builder, vars: {docker_images: [{repository: acme/app, tags: ['{{ ansible_hostname }}']}]}}\n`;
    expect(told(text, 'undefined-list')).toEqual([]);
  });
});

describe('what builds needs a node', () => {
  test.each([
    ['build-docker-image', 'nodeset: {nodes: []}', ['error']],
    ['upload-docker-image', 'nodeset: {nodes: []}', ['error']],
    ['buildset-registry', 'nodeset: {nodes: []}', ['error']],
    ['promote-docker-image', 'nodeset: {nodes: []}', []],
    ['build-docker-image', 'nodeset: {nodes: []}, run: own.yaml', ['warning']],
    ['build-docker-image', 'nodeset: {nodes: [{name: a, label: b}]}', []],
    ['build-docker-image', 'nodeset: {alternatives: [a]}', []],
    ['build-docker-image', 'nodeset: a', []],
  ])('%s with %s: %j', (parent, more, expected) => {
    const text = `- job: {name: a, parent: opendev-${parent}, ${more}}\n- job: {name: b, parent: a}\n`;
    // What a job inherits is told of each that stands in a pipeline, or is nobody's parent.
    expect(told(text, 'no-node')).toEqual(expected);
  });
});
