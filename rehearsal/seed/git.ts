import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { run } from '../command';
import { inside } from '../paths';
import { reviewName, reviewPort, reviewUrl } from '../stage/addresses';
import { http } from '../stage/http';
import { runInside, type Namespaces } from '../hosts/namespaces';
import type { Content } from '../scenario/scenario';
import { reviewAccounts } from '../stage/review';

/** An answer of code review's REST interface. */
export const review = async <T>(
  namespaces: Namespaces,
  method: string,
  page: string,
  body?: unknown,
): Promise<T> => {
  const request = {
    method,
    url: `${reviewUrl}/a/${page}`,
    user: { name: 'admin', password: reviewAccounts.admin },
    headers: { 'Content-Type': 'application/json' },
  };
  const answer = await http(
    namespaces,
    body === undefined ? request : { ...request, body: JSON.stringify(body) },
  );
  if (answer.status !== 200)
    throw new Error(`code review: ${method} ${page}: ${answer.status} ${answer.body}`);
  // the first line is there to stop browsers from running an answer
  return JSON.parse(answer.body.slice(answer.body.indexOf('\n') + 1)) as T;
};

const identity = ['-c', 'user.name=Developer', '-c', 'user.email=developer@example.test'];

const git = (namespaces: Namespaces, folder: string, ...argv: string[]): Promise<unknown> =>
  runInside(namespaces, ['git', '-c', 'safe.directory=*', ...identity, '-C', folder, ...argv]);

const remote = (project: string): string => {
  const account = `developer:${reviewAccounts.developer}`;
  return `http://${account}@${reviewName}:${reviewPort}/a/${project}`;
};

/** Makes an empty project. */
export const createProject = async (namespaces: Namespaces, project: string): Promise<void> => {
  await review(namespaces, 'PUT', `projects/${encodeURIComponent(project)}`, {});
};

/** What git says about a project, as code review has it. */
export const gitOutput = async (state: string, project: string, ...argv: string[]): Promise<string> => {
  const folder = path.join(state, 'review/git', `${project}.git`);
  return (await run(['git', '-c', 'safe.directory=*', '-C', folder, ...argv])).stdout.trimEnd();
};

/** Gives the branch main a tag, as a developer's push does; returns its commit. */
export const pushTag = async (namespaces: Namespaces, project: string, tag: string): Promise<string> => {
  const here = `${inside}/work/${project}`;
  await git(namespaces, here, 'fetch', '-q', 'origin');
  await git(namespaces, here, 'push', '-q', 'origin', `origin/main:refs/tags/${tag}`);
  return gitOutput(namespaces.state, project, 'rev-parse', 'main');
};

/** Writes content into a folder. */
const writeContent = (folder: string, content: Content): void => {
  if (content.folder !== undefined) {
    if (!existsSync(content.folder)) throw new Error(`there is no folder ${content.folder}`);
    cpSync(content.folder, folder, { recursive: true });
  }
  for (const [name, text] of Object.entries(content.files ?? {})) {
    const file = path.join(folder, name);
    if (text === null) rmSync(file);
    else {
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
  }
};

/** Commits content on top of a project's branch main and pushes the commit to a reference. */
export const commitAndPush = async (
  namespaces: Namespaces,
  project: string,
  content: Content,
  message: string,
  reference: string,
): Promise<void> => {
  const name = path.join('work', project);
  const folder = path.join(namespaces.state, name);
  const here = `${inside}/${name}`;
  if (!existsSync(folder)) {
    mkdirSync(folder, { recursive: true });
    await git(namespaces, here, 'init', '-q', '-b', 'main');
    await git(namespaces, here, 'remote', 'add', 'origin', remote(project));
  }
  await git(namespaces, here, 'fetch', '-q', 'origin');
  if (existsSync(path.join(folder, '.git/refs/remotes/origin/main')))
    await git(namespaces, here, 'reset', '-q', '--hard', 'origin/main');
  writeContent(folder, content);
  await git(namespaces, here, 'add', '--all');
  await git(namespaces, here, 'commit', '-q', '--allow-empty', '-m', message);
  await git(namespaces, here, 'push', '-q', 'origin', `HEAD:${reference}`);
};
