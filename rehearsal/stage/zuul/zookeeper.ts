import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { inside } from '../../paths';
import { startDaemon, waitForDaemon } from '../daemon';
import { runInside, type Namespaces } from '../../hosts/namespaces';

/** ZooKeeper's port; it speaks TLS only, as Zuul demands. */
export const zookeeperPort = 2281;

const configuration = `dataDir=${inside}/zookeeper
tickTime=2000
serverCnxnFactory=org.apache.zookeeper.server.NettyServerCnxnFactory
secureClientPort=${zookeeperPort}
secureClientPortAddress=127.0.0.1
ssl.keyStore.location=${inside}/tls/server.pem
ssl.trustStore.location=${inside}/tls/ca.pem
maxClientCnxns=1000
admin.enableServer=false
forceSync=no
`;

/** Starts ZooKeeper; returns when its port is open. */
export const startZookeeper = async (namespaces: Namespaces): Promise<void> => {
  mkdirSync(path.join(namespaces.state, 'zookeeper'), { recursive: true });
  writeFileSync(path.join(namespaces.state, 'etc', 'zoo.cfg'), configuration);
  // Debian's start script leaves out netty-codec, which TLS needs
  const jars = ['zookeeper', 'netty-codec', 'slf4j-simple'].map((name) => `/usr/share/java/${name}.jar`);
  const java = [
    'java',
    '-Xmx256m',
    '-cp',
    jars.join(':'),
    'org.apache.zookeeper.server.quorum.QuorumPeerMain',
  ];
  const daemon = startDaemon(namespaces, 'zookeeper', [...java, `${inside}/etc/zoo.cfg`]);
  const connect = ['bash', '-c', `exec 3<>/dev/tcp/127.0.0.1/${zookeeperPort}`];
  await waitForDaemon(
    daemon,
    60,
    async () => (await runInside(namespaces, connect, { accept: [1] })).code === 0,
  );
};
