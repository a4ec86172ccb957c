import { list, str, type Fields } from '../../model/variable';

const context = str({
  required: true,
  format: 'build-context',
  expected: "the directory to build in, relative to zuul_work_dir ('.' for itself)",
  description: 'The build context: a folder below ``zuul_work_dir``, and the working directory of the build.',
});

const path = str({
  default: '.',
  format: 'build-path',
  description:
    'The folder that is handed to the engine, relative to ``context``. For images whose Dockerfile is in the context ' +
    'but whose sources are elsewhere.',
});

const repository = str({
  format: 'image-repository',
  expected: "the image's name, such as 'acme/app' (an image without a name has 'tags: []')",
  description:
    'The name of the target repository. Needed even if the image is never uploaded, since the image carries it on the ' +
    'node and in the buildset registry; it may be left out where ``tags`` is empty.',
});

const tags = list({
  items: str({ description: 'A tag.', format: 'image-tag', numbers: 'as text' }),
  explicit: true,
  default: ['latest'],
  description: 'The tags that the image gets when it is promoted.',
});

const target = str({
  format: 'build-stage',
  description: 'The stage to build of a Dockerfile with several.',
});

const buildArgs = list({
  items: str({
    format: 'build-argument',
    description: '``NAME=value``. One layer of shell quotes around the value is taken off.',
  }),
  default: [],
  description: 'Values for the ``ARG`` instructions of the Dockerfile.',
});

const siblings = list({
  items: str({
    format: 'project-name',
    description: 'Canonical name of a project, such as ``opendev.org/zuul/nodepool``.',
  }),
  default: [],
  description:
    'Projects of the change (see ``required-projects``) that are copied to ``.zuul-siblings/<canonical name>`` in the ' +
    'context for the time of the build. The build argument ``ZUUL_SIBLINGS`` lists those folders.',
});

const labels = list({
  items: str({ format: 'image-label', description: '``name=value``.' }),
  default: [],
  description:
    'Labels of the image, beside ``org.zuul-ci.change`` and ``org.zuul-ci.change_url``, which are always set.',
});

// Often one list, by a YAML anchor, serves other roles of the job as well.
const sisterKeys = ['namespace', 'repo_shortname', 'repo_description', 'visibility'] as const;

const arch = list({
  items: str({ format: 'platform', description: 'A platform, such as ``linux/arm64``.' }),
  default: [],
  description:
    'The platforms for which the image is built; without any, that of the node. Several make one image with all of them (an index). ' +
    'podman builds them since version 5, docker where it has the containerd image store; other engines are refused before the build. What a Dockerfile runs (``RUN``) for another platform than ' +
    "the node's needs an emulator there, such as Debian's ``qemu-user-static``.",
});

const dockerfile = str({
  format: 'build-path',
  description: 'The Dockerfile, relative to the context. Without it ``docker_dockerfile`` counts.',
});

const containerFilename = str({
  format: 'build-path',
  description:
    'The Containerfile or Dockerfile, relative to the context. Without it ``container_filename`` of the job counts.',
});

const registry = str({
  format: 'host-port',
  description:
    'The registry of the image, such as ``quay.io``: the one with which ``repository`` begins. ``container_registry_credentials`` has its ' +
    'account under this name. Without it ``repository`` tells it.',
});

const ofRegistry = str({
  format: 'image-repository',
  expected: "the image's name, such as 'quay.io/acme/app' (an image without a name has 'tags: []')",
  description:
    'The name of the target repository with its registry; without one it is of Docker Hub. Needed even if the image is never uploaded, ' +
    'since the image carries it on the node and in the buildset registry; it may be left out where ``tags`` is empty.',
});

const dockerFields = {
  context,
  repository,
  path,
  dockerfile,
  target,
  build_args: buildArgs,
  tags,
  siblings,
  labels,
  arch,
} as const;

const containerFields = {
  context,
  registry,
  repository: ofRegistry,
  path,
  container_filename: containerFilename,
  target,
  build_args: buildArgs,
  tags,
  siblings,
  labels,
  arch,
} as const;

const imageList = <F extends Fields>(
  fields: F,
  tolerated: readonly string[],
  example: Readonly<Record<string, unknown>>,
) =>
  list({
    description:
      'The images of the job. The build, upload and promote jobs of a project take the same list; a YAML anchor keeps it in one place.',
    items: { type: 'dict', description: 'An image.', tolerated, fields },
    example: [example],
  });

const ofOthers = { ...context, required: false } as const;

const forDocker = [
  ['registry', ...sisterKeys, 'container_filename'],
  { context: 'app', repository: 'example/app', tags: ['latest', '1.2'] },
] as const;
const forContainer = [
  [...sisterKeys, 'dockerfile'],
  { context: 'app', registry: 'quay.io', repository: 'quay.io/example/app', tags: ['latest', '1.2'] },
] as const;

/** The images of a job of the docker family. */
export const dockerImages = imageList(dockerFields, ...forDocker);

/** The same for jobs that build nothing: what only a build needs may be missing. */
export const builtDockerImages = imageList({ ...dockerFields, context: ofOthers }, ...forDocker);

/** The images of a job of the container family. */
export const containerImages = imageList(containerFields, ...forContainer);

/** The same for jobs that build nothing. */
export const builtContainerImages = imageList({ ...containerFields, context: ofOthers }, ...forContainer);
