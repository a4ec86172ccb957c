import path from 'node:path';
import { Document, stringify } from 'yaml';
import type { Host } from '../hosts/hosts';
import type { Namespaces } from '../hosts/namespaces';
import { passwords, registryUser } from '../stage/passwords';
import type { Content, Secret } from '../scenario/scenario';
import type { Encrypt } from './secrets';

/** Content of the project that makes this Zuul a site: pipelines and base job from files, nodes from the hosts. */
export const siteContent = (hosts: readonly Pick<Host, 'address'>[]): Content => {
  const nodes = [
    { image: { name: 'host', type: 'cloud' } },
    { flavor: { name: 'any' } },
    { label: { name: 'debian', image: 'host', flavor: 'any' } },
    { section: { name: 'static', connection: 'static', flavors: [{ name: 'any' }] } },
    {
      provider: {
        name: 'local',
        section: 'static',
        labels: [{ name: 'debian' }],
        images: [{ name: 'host', username: 'zuul', 'python-path': '/usr/bin/python3' }],
        nodes: hosts.map(({ address }) => ({ name: address, label: 'debian' })),
      },
    },
    { nodeset: { name: 'one', nodes: [{ name: 'node', label: 'debian' }] } },
  ];
  return { folder: path.join(__dirname, 'site-config'), files: { 'zuul.d/nodes.yaml': stringify(nodes) } };
};

/** The secret with which a project's jobs publish, as the project's developer would add it. */
export const credentials = (
  namespaces: Namespaces,
  { name, registry }: Secret,
  namespace: string,
  encrypt: Encrypt,
): string => {
  const account = {
    username: registryUser,
    password: null,
    repository: `^${namespace}/{{ zuul.project.short_name }}.*`,
  };
  const data = registry === undefined ? account : { [registry]: account };
  const document = new Document([{ secret: { name, data } }]);
  const place = [0, 'secret', 'data', ...(registry === undefined ? [] : [registry]), 'password'];
  document.setIn(place, encrypt(document, passwords(namespaces.state).dockerHub));
  return document.toString({ lineWidth: 0 });
};
