import path from 'node:path';
import { DockerfileParser, type Copy } from 'dockerfile-ast';
import { shortName } from '../drive/items';
import { gitOutput } from '../seed/git';
import { fileOfImage, type StoredImage } from './stored-image';

/** A file that a Dockerfile takes from the repository into the image. */
export interface CopiedFile {
  /** In the repository, relative to the context. */
  readonly from: string;
  /** In the image, without the first slash. */
  readonly to: string;
}

/** What the last stage of a Dockerfile copies to absolute places; whether a source is a file shows in the repository. */
export const copiedFiles = (dockerfile: string): readonly CopiedFile[] => {
  const parsed = DockerfileParser.parse(dockerfile);
  const lastStage = parsed.getFROMs().at(-1)?.getRange().start.line ?? 0;
  return parsed.getCOPYs().flatMap((copy: Copy) => {
    if (copy.getRange().start.line < lastStage || copy.getFlags().length > 0) return [];
    const words = copy.getArguments().map((argument) => argument.getValue());
    const sources = words.slice(0, -1);
    const target = words.at(-1) ?? '';
    if (!target.startsWith('/') || words.some((word) => /[$*?[]/.test(word))) return [];
    const isFolder = target.endsWith('/') || sources.length > 1;
    return sources.map((from) => ({
      from,
      to: (isFolder ? path.posix.join(target, path.posix.basename(from)) : target).slice(1),
    }));
  });
};

/** Where an image comes from. */
export interface Origin {
  readonly state: string;
  readonly project: string;
  readonly commit: string;
  /** Contexts of the project's images by their repositories. */
  readonly contexts: ReadonlyMap<string, string>;
}

/** Which file of the repository each file of an image is, also those of a base image of the same project. */
const wantedFiles = async (
  origin: Origin,
  repository: string,
  known: ReadonlySet<string>,
): Promise<ReadonlyMap<string, string>> => {
  const { state, project, commit, contexts } = origin;
  const context = contexts.get(repository);
  const inContext = (file: string): string => path.posix.join(context ?? '.', file);
  if (context === undefined || !known.has(inContext('Dockerfile'))) return new Map();
  const dockerfile = await gitOutput(state, project, 'show', `${commit}:${inContext('Dockerfile')}`);
  const base = DockerfileParser.parse(dockerfile).getFROMs().at(-1)?.getImageName() ?? '';
  const below = base === repository ? [] : await wantedFiles(origin, base, known);
  const own = copiedFiles(dockerfile)
    .map(({ from, to }) => [to, inContext(from)] as const)
    .filter(([, from]) => known.has(from));
  return new Map([...below, ...own]);
};

/** What an image must have of a commit, and has not; and how many files were compared. */
export const compareContent = async (
  image: StoredImage,
  repository: string,
  origin: Origin,
): Promise<{ readonly compared: number; readonly problems: readonly string[] }> => {
  const { state, project, commit } = origin;
  const list = await gitOutput(state, project, 'ls-tree', '-r', '--name-only', commit);
  const wanted = await wantedFiles(origin, repository, new Set(list.split('\n')));
  const problems: string[] = [];
  for (const [to, from] of wanted) {
    const text = await gitOutput(state, project, 'show', `${commit}:${from}`);
    const found = (await fileOfImage(image, to))?.trimEnd();
    if (found !== text)
      problems.push(
        `/${to} is ${JSON.stringify(found ?? null)}, but ${from} at ${shortName(commit)} is ${JSON.stringify(text)}`,
      );
  }
  return { compared: wanted.size, problems };
};
