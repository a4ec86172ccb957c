import { hashHeader } from '../emit/header';
import { prose } from '../emit/prose';
import { toYaml } from '../emit/yaml';
import type { JobDefinition, PostRunPlaybook } from '../model/job';
import type { ZuulFile } from '../model/library';
import { job } from '../zuul/job';
import { keysOf } from '../zuul/shape';
import { directives } from './field-docs';
import type { Output } from './output';

const order = keysOf(job);

const playbook = (path: PostRunPlaybook) =>
  typeof path === 'string' ? `playbooks/${path}.yaml` : { ...path, name: `playbooks/${path.name}.yaml` };

const oneOrList = (playbooks: readonly PostRunPlaybook[]) => {
  const paths = playbooks.map(playbook);
  return paths.length === 1 ? paths[0] : paths;
};

/** A job as Zuul reads it: prose becomes its description, paths of playbooks become whole. */
const compileJob = (definition: JobDefinition): { readonly job: unknown } => {
  const {
    summary,
    details = '',
    variables = {},
    userSecrets = {},
    'pre-run': pre,
    run,
    'post-run': post,
    ...rest
  } = definition;
  const description = prose('job-description', {
    summary,
    details,
    variables: directives('jobvar', { ...variables, ...userSecrets }),
  }).trimEnd();
  const written: Readonly<Record<string, unknown>> = {
    ...rest,
    description,
    ...(pre ? { 'pre-run': oneOrList(pre) } : {}),
    ...(run ? { run: oneOrList(run) } : {}),
    ...(post ? { 'post-run': oneOrList(post) } : {}),
  };
  return {
    job: Object.fromEntries(Object.entries(written).sort(([a], [b]) => order.indexOf(a) - order.indexOf(b))),
  };
};

/** A file of `zuul.d/`. */
export const compileZuulFile = (file: ZuulFile, source: string): Output => {
  const comment = file.comment ? `${file.comment.replace(/^/gm, '# ')}\n` : '';
  const items = file.items.map((item) => ('definition' in item ? compileJob(item.definition) : item));
  return { [`zuul.d/${file.name}.yaml`]: toYaml(items, { source, header: hashHeader(source) + comment }) };
};
