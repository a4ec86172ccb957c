import { dict, int, str } from '../../model/variable';

const host = str({
  required: true,
  format: 'host',
  expected: 'a host name or an IP address',
  description: 'Its address: a host name or an IP address.',
});
const port = int({
  required: true,
  minimum: 1,
  maximum: 65535,
  expected: 'the port of its HTTPS service',
  description: 'The port of its HTTPS service.',
});
const username = str({
  required: true,
  expected: 'the name of an account that may write',
  description: 'An account that may write.',
});
const password = str({
  required: true,
  secret: true,
  expected: 'the password of the account',
  description: 'Its password.',
});

/** How the buildset registry of a job is reached. */
export const buildsetRegistry = dict({
  description:
    'The buildset registry, as the job that started it returned it to Zuul. Set by Zuul for jobs that depend on that job; ' +
    'a job that started the registry itself needs no variable.',
  secret: true,
  fields: {
    host,
    port,
    username,
    password,
    cert: str({
      required: true,
      expected: 'the PEM of the certificate to trust for it',
      description: 'PEM of the certificate to trust for it.',
    }),
  },
});

/** How the intermediate registry of the site is reached. */
export const intermediateRegistry = dict({
  description: 'The intermediate registry of the site; a Zuul secret of the project that defines the jobs.',
  required: true,
  secret: true,
  fields: {
    host,
    port,
    username,
    password,
    cert: str({
      description: 'PEM of a certificate authority to trust for it, where the executor does not.',
    }),
  },
});

/** What jobs of the buildset have pushed. */
export const buildsetImages = dict({
  description:
    'The digests of the images that jobs of the buildset have pushed: by ``host:port`` of the registry, by ``repository:tag``. Set by Zuul ' +
    'for jobs that depend on those; what the job itself has pushed is found without it.',
  fields: {},
  free: {
    key: 'host:port',
    format: 'registry',
    values: dict({
      description: 'What was pushed into one registry.',
      fields: {},
      free: {
        key: 'repository:tag',
        values: str({ format: 'digest', description: 'The digest of the image.' }),
      },
    }),
  },
});
