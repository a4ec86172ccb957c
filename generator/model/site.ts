import { dict, int, list, str, type ValueOf } from './variable';
import type { Encrypted } from './zuul';

/** Pipelines of one purpose: mostly one. */
const pipelines = <const Options extends { readonly description: string }>(options: Options) =>
  list({ ...options, single: true, items: str({ description: 'Name of a pipeline.' }) });

/** What differs from site to site; read from `site.yaml`. */
export const siteFields = dict({
  description: 'What differs from site to site. Edit `site.yaml`, then run `npm run generate`.',
  closed: true,
  fields: {
    prefix: str({
      description: 'First word of every job name: `<prefix>-build-docker-image`.',
      required: true,
      example: 'opendev',
    }),
    'base-job': str({
      description: "The site's base job; parent of the library's jobs.",
      required: true,
      example: 'base',
    }),
    'intermediate-registry': dict({
      description: 'The long-running registry that carries images between changes.',
      required: true,
      closed: true,
      fields: {
        secret: str({
          description: 'Name of the Zuul secret that the generated tree defines and its jobs use.',
          required: true,
        }),
        data: dict({
          description:
            'Content of that secret. Encrypt the password for the project under which Zuul knows this repository ' +
            '(`zuul-client encrypt`) and paste the result with its `!encrypted/pkcs1-oaep` tag.',
          required: true,
          closed: true,
          fields: {
            host: str({
              description: 'Host name or address, without port.',
              required: true,
              example: 'registry.example.org',
            }),
            port: int({
              description: 'Port of its HTTPS service.',
              required: true,
              minimum: 1,
              maximum: 65535,
              example: 5000,
            }),
            username: str({ description: 'Account that may read and write.', required: true }),
            password: str({ description: 'Its password.', required: true, secret: true }),
            cert: str({
              description: 'PEM of a certificate authority to trust for it beside those of the executor.',
            }),
          },
        }),
      },
    }),
    images: dict({
      description: 'The images that a buildset registry is started from.',
      required: true,
      closed: true,
      fields: {
        registry: str({
          description: 'CNCF distribution.',
          required: true,
          example: 'docker.io/library/registry:2',
        }),
        front: str({ description: 'nginx.', required: true, example: 'docker.io/library/nginx:stable' }),
      },
    }),
    'firewall-chain': str({
      description:
        'Chain of iptables and ip6tables into which a rule for the buildset registry goes, on nodes that have it; ' +
        'leave it out where nodes do not filter.',
      example: 'openstack-INPUT',
    }),
    'docker-mirror-base-url': str({
      description:
        "Where nodes get docker's packages from; becomes `docker_mirror_base_url` of the registry job.",
      example: 'http://mirror.example.org/deb-docker',
    }),
    pipelines: dict({
      description:
        "The site's pipelines by what they are for; each a name, or a list of names. The linter looks at jobs by them, and " +
        'editors propose them.',
      required: true,
      closed: true,
      fields: {
        check: pipelines({ description: 'Run changes before review.', required: true, example: ['check'] }),
        gate: pipelines({
          description:
            'Run reviewed changes before they merge: here images are uploaded under their staged tags.',
          required: true,
          example: ['gate'],
        }),
        promote: pipelines({
          description: 'Run changes that have merged, one at a time: here images get their final tags.',
          required: true,
          example: ['promote'],
        }),
        post: pipelines({ description: 'Run branches after a merge.', example: ['post'] }),
        release: pipelines({ description: 'Run tags of the repository.', example: ['release'] }),
      },
    }),
  },
});

type Plain = ValueOf<typeof siteFields>;
type Registry = Plain['intermediate-registry'];

/** A checked `site.yaml`; only the password may be encrypted, since nothing else in it is secret. */
export type Site = Omit<Plain, 'intermediate-registry'> & {
  readonly 'intermediate-registry': Omit<Registry, 'data'> & {
    readonly data: Omit<Registry['data'], 'password'> & { readonly password: string | Encrypted };
  };
};

/** Keys that a site once had, and what to write instead of each. */
export const retiredKeys: Readonly<
  Record<string, { readonly by: string; readonly form: (value: string) => string }>
> = {
  'promote-pipeline': {
    by: 'pipelines',
    form: (gate) => `pipelines: {check: check, gate: ${gate}, promote: promote}`,
  },
};

/** The site's pipelines by what they are for, in the order in which changes go through them. */
export const pipelinePurposes = ['check', 'gate', 'promote', 'post', 'release'] as const;

/** The names of all pipelines of a site. */
export const pipelineNames = ({ pipelines }: Pick<Site, 'pipelines'>): readonly string[] =>
  pipelinePurposes.flatMap((purpose) => pipelines[purpose] ?? []);
