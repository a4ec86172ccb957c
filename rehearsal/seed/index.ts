import type { Needs, Project } from '../scenario/scenario';
import { until } from '../command';
import { inside, venv } from '../paths';
import type { Stage } from '../stage';
import { hostAddress } from '../hosts/network';
import { runInside, type Namespaces } from '../hosts/namespaces';
import { tenant } from '../stage/zuul/configuration';
import { zuulApi } from '../stage/zuul/services';
import { commitAndPush, createProject } from './git';
import { libraryProject, siteProject } from '../stage/config-projects';
import { prepareLibrary } from './library';
import { credentials, siteContent } from './projects';
import { encryptFor } from './secrets';

const main = 'refs/heads/main';

/** Puts the projects into code review: the site's own one complete, the others empty. */
export const createProjects = async (namespaces: Namespaces, needs: Needs): Promise<void> => {
  const nodes = Array.from({ length: needs.nodes }, (_, index) => ({ address: hostAddress(index + 1) }));
  for (const project of [siteProject, libraryProject, ...needs.projects.map(({ name }) => name)]) {
    await createProject(namespaces, project);
    const content =
      project === siteProject ? siteContent(nodes) : { files: { 'README.md': `# ${project}\n` } };
    await commitAndPush(namespaces, project, content, 'First content', main);
  }
};

/** Brings the library into the tenant, as an operator does: site.yaml with an encrypted password, generate, push. */
const seedLibrary = async (namespaces: Namespaces): Promise<boolean> => {
  const library = await prepareLibrary(namespaces, await encryptFor(namespaces, libraryProject));
  if (library.changed)
    await commitAndPush(namespaces, libraryProject, { folder: library.folder }, 'Image Gate', main);
  return library.changed;
};

const seedProject = async (namespaces: Namespaces, needs: Needs, project: Project): Promise<void> => {
  const secret = credentials(
    namespaces,
    project.secret,
    needs.namespace,
    await encryptFor(namespaces, project.name),
  );
  const content = { folder: project.folder, files: { [project.secret.file]: secret } };
  await commitAndPush(namespaces, project.name, content, 'First content', main);
};

interface ConfigurationError {
  readonly source_context: { readonly project: string; readonly path: string };
  readonly error: string;
}

/** Gives library and projects their content, and waits until Zuul has read it without a complaint. */
export const seed = async (stage: Stage, needs: Needs): Promise<void> => {
  const { namespaces } = stage;
  await seedLibrary(namespaces);
  for (const project of needs.projects) await seedProject(namespaces, needs, project);
  await reconfigure(namespaces);
};

/** Brings the library into a running tenant if it was changed since; returns whether it was. */
export const updateLibrary = async ({ namespaces }: Stage): Promise<boolean> => {
  const changed = await seedLibrary(namespaces);
  if (changed) await reconfigure(namespaces);
  return changed;
};

const reconfigure = async (namespaces: Namespaces): Promise<void> => {
  const before = await lastReconfigured(namespaces);
  // Gerrit's driver does not tell Zuul about content that comes without a change
  const scheduler = [`${venv}/zuul/bin/zuul-scheduler`, '-c', `${inside}/etc/zuul.conf`];
  await runInside(namespaces, [...scheduler, 'tenant-reconfigure', tenant]);
  await until('new configuration of Zuul', 60, async () => (await lastReconfigured(namespaces)) !== before);
  const errors = (await zuulApi<readonly ConfigurationError[]>(namespaces, 'config-errors')) ?? [];
  if (errors.length > 0) {
    const lines = errors.map(({ source_context: at, error }) => `${at.project} ${at.path}:\n${error}`);
    throw new Error(`Zuul does not accept the configuration:\n${lines.join('\n')}`);
  }
};

const lastReconfigured = async (namespaces: Namespaces): Promise<number | undefined> => {
  const status = await zuulApi<{ readonly last_reconfigured: number }>(namespaces, 'status');
  return status?.last_reconfigured;
};
