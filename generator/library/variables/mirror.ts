import { list, str } from '../../model/variable';

const tag = (description: string) => str({ format: 'image-tag', numbers: 'as text', description });

const repository = (description: string) =>
  str({
    required: true,
    format: 'image-repository',
    expected: "a repository with its registry, such as 'docker.io/library/debian'",
    description,
  });

/** What is copied from one registry to another. */
export const mirrorContainerImagesImages = list({
  description: 'The images to copy.',
  items: {
    type: 'dict',
    description: 'An image.',
    fields: {
      src_repository: repository(
        'Where it is read: a repository with its registry; without one it is of Docker Hub.',
      ),
      src_tag: tag('The tag that is read; ``latest`` if none is given.'),
      dest_registry: str({
        format: 'host-port',
        description:
          'The registry that is written, under whose name ``container_registry_credentials`` has the account. Without it ``dest_repository`` tells it.',
      }),
      dest_repository: repository('Where it is written: a repository, with its registry or without.'),
      dest_tag: tag('The tag that is written; that of the source if none is given.'),
    },
  },
  default: [],
  example: [
    {
      src_repository: 'docker.io/library/debian',
      src_tag: 'stable',
      dest_registry: 'quay.io',
      dest_repository: 'quay.io/example/debian',
    },
  ],
});
