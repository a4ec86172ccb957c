import {
  choice,
  freeMapping,
  listOf,
  mapping,
  oneOf,
  oneOrList,
  openMapping,
  positive,
  text,
  truth,
  whole,
} from './shape';

/** Zuul's `image`: a disk image for nodes, built by Zuul or taken from the cloud. */
export const image = mapping(
  {
    name: text,
    type: choice('zuul', 'cloud'),
    description: text,
    'retain-count': positive,
    'max-retain-count': positive,
  },
  'name',
  'type',
);

/** Zuul's `flavor`: a size of machine. */
export const flavor = mapping({ name: text, description: text }, 'name');

/** Zuul's `label`: an image on a flavor, as nodesets ask for it; ages and times are in seconds. */
export const label = mapping(
  {
    name: text,
    image: text,
    flavor: text,
    description: text,
    'min-ready': whole,
    'max-ready-age': whole,
    'max-age': whole,
    'min-retention-time': whole,
    'max-nodes': whole,
    aliases: oneOrList(text),
  },
  'name',
  'image',
  'flavor',
);

const references = listOf(oneOf(text, freeMapping));

/** Zuul's `section`: settings that providers share; further keys belong to the driver. */
export const section = openMapping(
  {
    name: text,
    parent: text,
    abstract: truth,
    connection: text,
    description: text,
    images: references,
    flavors: references,
    labels: references,
  },
  true,
  'name',
);

/** Zuul's `provider`: a place where nodes come from; further keys belong to the driver. */
export const provider = openMapping(
  { name: text, section: text, description: text, images: references, labels: references },
  true,
  'name',
  'section',
);
