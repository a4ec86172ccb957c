import type { Library } from '../../../generator/model/library';

/** What Zuul is to decrypt keeps its tag, in one chunk or several; texts beside it stay plain. */
export const library: Library = {
  root: 'test/golden/encrypted-secret',
  roles: [],
  playbooks: [],
  zuul: [
    {
      name: 'secrets',
      comment: 'Put your own account here.\nSee the guide.',
      items: [
        {
          secret: {
            name: 'account',
            data: {
              host: 'registry.example.org',
              port: 5000,
              password: { encrypted: ['QUJDREVGRw==', 'SElKS0xNTg=='] },
              token: { encrypted: ['T1BRUlNU'] },
              cert: '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n',
            },
          },
        },
      ],
    },
  ],
  schemas: [],
};
