import { gateway, subnet } from '../hosts/network';

/** The network's names; every server of the rehearsal has an address of its own, so each can use the usual port. */
export const dockerHubRegistry = `${subnet}.2`;
export const dockerHubAccounts = `${subnet}.3`;
export const intermediateRegistry = `${subnet}.4`;

/** Registry that carries images between changes. */
export const intermediateRegistryName = 'intermediate-registry.example.test';
export const intermediateRegistryPort = 5000;

/** Where the registry of Docker Hub tells what was pushed and deleted, at the address of its accounts. */
export const notificationPort = 8000;

/** Code review; Zuul and developers use the same name. */
export const reviewName = 'review.example.test';
export const reviewPort = 8080;
export const reviewSshPort = 29418;
export const reviewUrl = `http://${reviewName}:${reviewPort}`;

/** Zuul's web server, inside the namespaces. */
export const zuulWebPort = 9000;

/** What resolves to what: for the hosts, the executor and everything else inside. */
export const names: Readonly<Record<string, string>> = {
  [reviewName]: gateway,
  [intermediateRegistryName]: intermediateRegistry,
  'docker.io': dockerHubRegistry,
  'index.docker.io': dockerHubRegistry,
  'registry-1.docker.io': dockerHubRegistry,
  'auth.docker.io': dockerHubAccounts,
  'hub.docker.com': dockerHubAccounts,
};

/** Every address that the bridge carries. */
export const addresses: readonly string[] = [
  gateway,
  dockerHubRegistry,
  dockerHubAccounts,
  intermediateRegistry,
];
