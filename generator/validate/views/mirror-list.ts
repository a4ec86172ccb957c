import { itemsOf, member, textOf, type Located } from '../reading/located';
import { textInRole } from '../reading/yaml-scalar';
import { checks } from '../words/formats';
import { canonicalName, canonicalRegistry, splitRegistry } from '../words/references';
import { isTemplate } from '../words/show';
import { variableOf, type JobView } from './job-view';

/** The variable with the images that a job mirrors. */
export const mirrorList = 'mirror_container_images_images';

/** A copy of that list, as far as it can be told before the job runs. */
export interface Mirror {
  readonly index: number;
  readonly item: Located;
  /** As written; `own` is the registry in the repository, `named` the one beside it. */
  readonly written: string;
  readonly own: string;
  readonly named: string;
  /** The registry that is written, in full. */
  readonly registry: string;
  /** `registry/repository:tag`, the same for every spelling. */
  readonly source: string;
  readonly destination: string;
}

const nameOf = (registry: string, repository: string): string => {
  const split = splitRegistry(repository);
  return canonicalName(split.registry || registry, split.repository);
};

const read = (item: Located, index: number): readonly Mirror[] => {
  const text = (key: string) => textOf(member(item, key)) ?? '';
  const tag = (key: string) => {
    const value = member(item, key);
    return (value && textInRole(value)) || '';
  };
  const [from, named, written] = [text('src_repository'), text('dest_registry'), text('dest_repository')];
  const [read, write] = [tag('src_tag') || 'latest', tag('dest_tag')];
  const isGood =
    [from, written].every((name) => name !== '' && checks['image-repository'](name) === undefined) &&
    checks['host-port'](named) === undefined;
  if (!isGood || [from, named, written, read, write].some(isTemplate)) return [];
  const { registry: own } = splitRegistry(written);
  const registry = canonicalRegistry(own || named);
  const source = `${nameOf('', from)}:${read}`;
  const destination = `${nameOf(named, written)}:${write || read}`;
  return [{ index, item, written, own, named, registry, source, destination }];
};

/** The copies of a job that mirrors images; those that are wrong in themselves, or made by templates, are left out. */
export const mirrorsOf = (view: JobView): readonly Mirror[] => {
  const list = view.kind === 'mirror' ? variableOf(view, mirrorList) : undefined;
  return list ? itemsOf(list).flatMap(read) : [];
};
