/** What jobs of one family are called, and the names under which they get what all families need. */
export interface Family {
  /** As in the names of jobs: `build-docker-image`. */
  readonly name: string;
  /** The container engine that builds their images. */
  readonly engine: 'docker';
  /** Folder of their playbooks. */
  readonly playbooks: string;
  /** Variable with the list of images. */
  readonly images: string;
  /** Variable with the registry of the images. */
  readonly registry: string;
  /** Variable with the Dockerfile of images that name none. */
  readonly dockerfile: string;
  /** Secret with the account for the registry. */
  readonly credentials: string;
  /** Variable that says whether uploads wait for promotion. */
  readonly promote: string;
  /** Variable that says whether the engine builds with BuildKit. */
  readonly buildkit: string;
  /** Variables of other families that mean the same as one of this family. */
  readonly twins: Readonly<Record<string, string>>;
}

/** Every family by its name; roles have the same table. */
export const families = {
  docker: {
    name: 'docker',
    engine: 'docker',
    playbooks: 'docker-image',
    images: 'docker_images',
    registry: 'docker_registry',
    dockerfile: 'docker_dockerfile',
    credentials: 'docker_credentials',
    promote: 'upload_docker_image_promote',
    buildkit: 'docker_use_buildkit',
    twins: {
      container_images: 'docker_images',
      container_filename: 'docker_dockerfile',
      upload_container_image_promote: 'upload_docker_image_promote',
    },
  },
} as const satisfies Readonly<Record<string, Family>>;

/** The name of a family. */
export type FamilyName = keyof typeof families;
